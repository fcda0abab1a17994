//! A target that a command starts is judged as the embedded one is, variants included, and is gone afterwards.

use std::process::Command;

use crate::support::{harness, said};
use tempfile::TempDir;

#[test]
fn a_target_started_by_a_command_passes_like_the_embedded_one() {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "reference-target"])
        .status();
    assert!(built.expect("cargo runs").success());
    let mut program = std::env::current_exe().expect("the test's path");
    program.pop();
    program.pop();
    let program = program.join("reference-target");

    let folder = TempDir::new().expect("a folder");
    let manifest = include_str!("../../../fixtures/targets/reference/target.toml").replace(
        "embedded = \"reference\"",
        &format!(
            "setup = [\"touch\", \"was-set-up\"]\ncommand = [\"{}\"]",
            program.display()
        ),
    );
    let path = folder.path().join("target.toml");
    std::fs::write(&path, manifest).expect("a manifest");
    let checks = [
        "cb-happy-path/google",
        "xfr-pending-signup-hides-nothing/github-username",
    ];
    let (code, text) = said(
        harness(folder.path())
            .arg("run")
            .args(checks)
            .arg("--target")
            .arg(&path),
    );
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("started: ") && text.contains("2 passed"), "{text}");
    assert!(
        folder.path().join("was-set-up").exists(),
        "the setup command ran in the manifest's folder"
    );
    let left = std::fs::read_dir("/proc")
        .expect("procfs")
        .flatten()
        .any(|entry| {
            let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).split('\0').next() == program.to_str()
        });
    assert!(!left, "the target still runs");
}
