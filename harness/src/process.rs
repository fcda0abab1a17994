//! Child processes that never outlive the harness.
//!
//! Each child leads a process group of its own, and dropping the handle ends the whole group:
//! a browser or a shell script has children that a plain kill would leave behind.

use std::collections::VecDeque;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// Lines of output that are looked through for a first one.
const LOOKED_THROUGH: usize = 200;
/// Bytes of output that are kept, the newest ones.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// How long the last lines of a process that has ended may be on their way.
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(1);

/// A running child process with its process group.
#[derive(Debug)]
pub struct ProcessGroup {
    child: Child,
    group: Pid,
    output: Output,
}

/// What a process has printed so far, on both streams.
#[derive(Debug, Clone)]
pub struct Output {
    lines: Lines,
    count: watch::Receiver<usize>,
}

/// The newest lines of a program.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<String>,
    bytes: usize,
}

impl Lines {
    /// Takes one more in.
    pub fn push(&self, line: String) {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.bytes += line.len();
        kept.lines.push_back(line);
        while kept.bytes > KEPT_BYTES {
            let Some(oldest) = kept.lines.pop_front() else {
                break;
            };
            kept.bytes -= oldest.len();
        }
    }

    /// The last `n` of them.
    #[must_use]
    pub fn tail(&self, n: usize) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let first = kept.lines.len().saturating_sub(n);
        kept.lines.iter().skip(first).cloned().collect()
    }
}

impl ProcessGroup {
    /// Starts `command` as the leader of a new process group and reads its output.
    ///
    /// # Errors
    /// When the program does not exist or may not be run.
    pub fn spawn(mut command: Command) -> std::io::Result<Self> {
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let id = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .ok_or_else(|| std::io::Error::other("the process ended before its id could be read"))?;
        let (sender, count) = watch::channel(0);
        let sender = Arc::new(sender);
        let lines = Lines::default();
        if let Some(stdout) = child.stdout.take() {
            collect(stdout, lines.clone(), Arc::clone(&sender));
        }
        if let Some(stderr) = child.stderr.take() {
            collect(stderr, lines.clone(), sender);
        }
        Ok(Self {
            child,
            group: Pid::from_raw(id),
            output: Output { lines, count },
        })
    }

    /// What the process has printed.
    #[must_use]
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// The exit status, when the process has ended.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for the process to end.
    pub async fn wait(&mut self) -> std::io::Result<std::process::ExitStatus> {
        self.child.wait().await
    }

    /// The last `n` lines of a process that has ended: what it said at the end may still be on its way.
    pub async fn last_words(&self, n: usize) -> Vec<String> {
        let mut output = self.output.clone();
        let end = output.first(|_| None::<()>);
        // Something that it started may hold its output open.
        let _ = tokio::time::timeout(LAST_WORDS_LIMIT, end).await;
        self.output.tail(n)
    }

    /// Asks the group to end, and ends it by force after `grace`.
    pub async fn stop(mut self, grace: Duration) {
        let _ = killpg(self.group, Signal::SIGTERM);
        let _ = tokio::time::timeout(grace, self.child.wait()).await;
        // The drop below ends whatever of the group is still there.
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        // ESRCH means that the group is gone already, which is what we want.
        let _ = killpg(self.group, Signal::SIGKILL);
    }
}

impl Output {
    /// Where the lines are kept; more of them are to come.
    #[must_use]
    pub fn lines(&self) -> Lines {
        self.lines.clone()
    }

    /// The last `n` lines.
    #[must_use]
    pub fn tail(&self, n: usize) -> Vec<String> {
        self.lines.tail(n)
    }

    /// Waits for the first line for which `pick` gives a value; `None` when the output ends without one.
    pub async fn first<T>(&mut self, pick: impl Fn(&str) -> Option<T>) -> Option<T> {
        loop {
            self.count.borrow_and_update();
            if let Some(found) = self.tail(LOOKED_THROUGH).iter().find_map(|line| pick(line)) {
                return Some(found);
            }
            self.count.changed().await.ok()?;
        }
    }
}

/// Copies lines into the ring and announces each.
fn collect(stream: impl AsyncRead + Unpin + Send + 'static, lines: Lines, count: Arc<watch::Sender<usize>>) {
    tokio::spawn(async move {
        let mut reader = BufReader::new(stream).lines();
        while let Ok(Some(line)) = reader.next_line().await {
            lines.push(line);
            count.send_modify(|n| *n += 1);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_kept_up_to_a_size() {
        let lines = Lines::default();
        let third = "x".repeat(KEPT_BYTES / 3);
        for number in 0..4 {
            lines.push(format!("{number}{third}"));
        }
        let kept: Vec<String> = lines.tail(9).iter().map(|line| line[..1].to_owned()).collect();
        assert_eq!(kept, ["2", "3"], "with the digit each is more than a third");
        assert_eq!(lines.tail(1).len(), 1);
    }
}
