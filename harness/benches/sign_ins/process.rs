//! Runs a program and measures what it and everything that it started cost.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use harness::clock::Stopwatch;

/// The kernel counts processor time of other processes in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What one process and its descendants cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From the start to the exit.
    pub(crate) wall: Duration,
    /// User and system time of all of them; absent where the system does not tell.
    pub(crate) processor: Option<Duration>,
}

/// Makes this process the parent of whoever outlives theirs: a browser's helpers. Without it their time is lost.
pub(crate) fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_child_subreaper(true) {
        eprintln!("the time of orphaned processes will be missing: {error}");
    }
}

/// Runs `command` to its end; what it says goes to `log`.
///
/// # Errors
/// When it does not start, or does not succeed.
pub(crate) fn measure(mut command: Command, log: &Path) -> anyhow::Result<Cost> {
    let file = File::create(log)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    let before = time_of_children();
    let watch = Stopwatch::start();
    let mut child = command
        .spawn()
        .with_context(|| format!("{} does not start", command.get_program().display()))?;
    let status = child.wait()?;
    let wall = watch.elapsed();
    bury_orphans();
    if !status.success() {
        bail!(
            "it ended with {status} and said:\n{}",
            std::fs::read_to_string(log)?
        );
    }
    let processor = time_of_children()
        .zip(before)
        .map(|(after, before)| after - before);
    Ok(Cost { wall, processor })
}

/// Waits for every adopted process: the time of a process counts once somebody has waited for it.
fn bury_orphans() {
    while nix::sys::wait::wait().is_ok() {}
}

/// Time of all descendants that have ended, from `/proc/self/stat`.
fn time_of_children() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<u32>().ok();
    // cutime and cstime, fields 16 and 17 of the whole line.
    Some(TICK * (ticks(13)? + ticks(14)?))
}
