//! What the tests of the program share: running it, and looking at the processes it leaves.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The `harness` program with a report folder of its own and no terminal habits.
pub fn harness(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    command
        .env_remove("HARNESS_TARGET")
        .env_remove("GITHUB_ACTIONS")
        .env("NO_COLOR", "1")
        .current_dir(folder);
    command
}

/// Runs the program and returns its exit code and what it said to people.
pub fn said(command: &mut Command) -> (i32, String) {
    let Output { status, stderr, .. } = command.output().expect("the program runs");
    (
        status.code().expect("an exit code"),
        String::from_utf8_lossy(&stderr).into_owned(),
    )
}

/// Writes a manifest whose `[start]` table is `start`, and returns its path.
pub fn manifest(folder: &Path, start: &str) -> PathBuf {
    let text = format!(
        r#"name = "stub"
{start}
[app]
url = "http://localhost:{{port}}"
[providers.google]
redirect_uri = "{{app.url}}/callback"
[pages]
sign_in = "/sign-in"
[actions.sign_in]
click = {{ role = "button", name = "Continue with {{provider}}" }}
[whoami]
url = "/api/me"
email = "$.user.email"
[timeouts]
start_s = 2
"#
    );
    let path = folder.join("target.toml");
    std::fs::write(&path, text).expect("a manifest");
    path
}

/// Processes that descend from `root`, youngest last, with their command lines.
pub fn descendants(root: u32) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, u32, String)> = Vec::new();
    for entry in std::fs::read_dir("/proc").expect("procfs").flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        // The name in parentheses may hold anything, so the fields are counted from its end.
        let Some((_, fields)) = stat.rsplit_once(')') else {
            continue;
        };
        let parent = fields
            .split_whitespace()
            .nth(1)
            .and_then(|field| field.parse().ok())
            .unwrap_or(0);
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        all.push((pid, parent, String::from_utf8_lossy(&line).replace('\0', " ")));
    }
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        for (pid, _, line) in all.iter().filter(|(_, ppid, _)| *ppid == parent) {
            found.push((*pid, line.clone()));
            parents.push(*pid);
        }
    }
    found
}

/// True while `pid` runs (a zombie does not).
pub fn is_running(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        stat.rsplit_once(')')
            .is_some_and(|(_, fields)| !fields.trim_start().starts_with('Z'))
    })
}

/// The reference target as a program of its own, under a name in `folder` that no other test's processes bear.
pub fn reference_program(folder: &Path) -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "reference-target"])
        .status();
    assert!(built.expect("cargo runs").success());
    let program = Path::new(env!("CARGO_BIN_EXE_harness")).with_file_name("reference-target");
    let own = folder.join("reference-target");
    std::os::unix::fs::symlink(program, &own).expect("a link");
    own
}

/// Processes that were started as `program`.
pub fn processes_of(program: &Path) -> Vec<i32> {
    let all = std::fs::read_dir("/proc").expect("procfs").flatten();
    all.filter(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).split('\0').next() == program.to_str()
    })
    .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
    .collect()
}

/// Whether a process runs that was started as `program`.
pub fn runs(program: &Path) -> bool {
    !processes_of(program).is_empty()
}
