//! A target that a command starts is judged as the embedded one is, variants included, and is gone afterwards.

use crate::support::{harness, reference_program, runs, said};
use tempfile::TempDir;

#[test]
fn a_target_started_by_a_command_passes_like_the_embedded_one() {
    let folder = TempDir::new().expect("a folder");
    let program = reference_program(folder.path());
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
    assert!(!runs(&program), "the target still runs");
}
