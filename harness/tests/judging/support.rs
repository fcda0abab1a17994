//! The program with a folder of its own, and targets that are the reference with flaws.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use harness::report::json::Results;
use tempfile::TempDir;

/// Replaying a state is about this flaw, and nothing else is.
pub(crate) const FLAW: &str = "state-not-consumed";

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// A target called `name` in a folder of that name: the reference with `flaws`.
    pub(crate) fn target(&self, name: &str, flaws: &str) -> PathBuf {
        let text = include_str!("../../../fixtures/targets/reference/target.toml")
            .replacen("name = \"reference\"", &format!("name = \"{name}\""), 1)
            .replacen(
                "[start.env]\n",
                &format!("[start.env]\nREFERENCE_DEFECTS = \"{flaws}\"\n"),
                1,
            );
        self.write(&format!("{name}/target.toml"), &text)
    }

    /// Runs the program here: exit code, and what it said to people.
    pub(crate) fn harness(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stderr, .. } = Command::new(env!("CARGO_BIN_EXE_harness"))
            .env_remove("HARNESS_TARGET")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("CARGO")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env("NO_COLOR", "1")
            .current_dir(self.path())
            .args(arguments)
            .output()
            .expect("the program runs");
        let code = status.code().expect("an exit code");
        (code, String::from_utf8_lossy(&stderr).into_owned())
    }

    pub(crate) fn results(&self, report: &str) -> Results {
        let text = std::fs::read_to_string(self.path().join(report).join("results.json")).expect("results");
        serde_json::from_str(&text).expect("results as published")
    }
}

/// Address and word of the verdict of each check.
pub(crate) fn verdicts(results: &Results) -> Vec<(String, &'static str)> {
    results
        .checks
        .iter()
        .map(|check| (check.address(), check.verdict.word()))
        .collect()
}

/// The line of `text` that contains `part`, without the times in it.
pub(crate) fn line<'a>(text: &'a str, part: &str) -> &'a str {
    text.lines()
        .find(|line| line.contains(part))
        .unwrap_or_else(|| panic!("no line has `{part}`:\n{text}"))
}
