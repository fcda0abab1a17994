//! The two sides: each one process from start to exit, and proof that it did what it was to do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::PEOPLE;
use crate::process::{Cost, measure};
use crate::stage::Stage;

/// Somebody signs up with Google in one browser, and signs in with the account in another.
const CHECK: &str = "cb-happy-path/google";
/// Both let two people sign in at once.
const WORKERS: &str = "2";

/// One side.
pub(crate) trait Contestant {
    /// What people call it.
    fn name(&self) -> &'static str;
    /// Everybody once.
    async fn run(&self, stage: &Stage) -> anyhow::Result<Cost>;
}

/// `harness run`, with every report that it writes.
pub(crate) struct Harness {
    manifest: PathBuf,
    reports: PathBuf,
}

/// `playwright test`.
pub(crate) struct Playwright {
    project: PathBuf,
    reports: PathBuf,
}

impl Harness {
    pub(crate) fn new(stage: &Stage) -> anyhow::Result<Self> {
        Ok(Self {
            manifest: stage.manifest()?,
            reports: stage.folder.path().join("harness"),
        })
    }

    /// Milliseconds that the examination of the set-up took in the last run.
    pub(crate) fn set_up_ms(&self) -> anyhow::Result<u64> {
        self.results()?["targets"][0]["setup_ms"]
            .as_u64()
            .context("results.json has no setup_ms")
    }

    fn results(&self) -> anyhow::Result<Value> {
        let text = std::fs::read(self.reports.join("results.json"))?;
        Ok(serde_json::from_slice(&text)?)
    }
}

impl Contestant for Harness {
    fn name(&self) -> &'static str {
        "harness run"
    }

    async fn run(&self, stage: &Stage) -> anyhow::Result<Cost> {
        stage.reset().await?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        command
            .args([
                "run",
                CHECK,
                "--workers",
                WORKERS,
                "--repeat",
                &PEOPLE.to_string(),
            ])
            .arg("--target")
            .arg(&self.manifest)
            .arg("--report-dir")
            .arg(&self.reports);
        let cost = measure(command, &stage.folder.path().join("harness.log"))?;
        let results = self.results()?;
        let attempts = results["checks"][0]["attempts"].as_array().context("attempts")?;
        let passed = attempts
            .iter()
            .filter(|attempt| attempt["verdict"]["verdict"] == "pass");
        let passed = passed.count();
        ensure!(
            passed == PEOPLE,
            "{passed} of {PEOPLE} got through: {}",
            results["checks"][0]
        );
        Ok(cost)
    }
}

impl Playwright {
    /// Installs it, where it is missing, in the version of the lock file and without browsers.
    pub(crate) fn new(stage: &Stage) -> anyhow::Result<Self> {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/playwright");
        if !project.join("node_modules/@playwright/test").exists() {
            let status = Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                .current_dir(&project)
                .status()
                .context("npm, which the benchmark needs for Playwright, does not start")?;
            ensure!(status.success(), "`npm ci` in {} failed", project.display());
        }
        Ok(Self {
            project,
            reports: stage.folder.path().join("playwright"),
        })
    }
}

impl Contestant for Playwright {
    fn name(&self) -> &'static str {
        "playwright test"
    }

    async fn run(&self, stage: &Stage) -> anyhow::Result<Cost> {
        stage.reset().await?;
        let provider = stage.provider().await?;
        let mut command = Command::new("node");
        command
            .args(["node_modules/@playwright/test/cli.js", "test"])
            .env("APP_URL", stage.app_url())
            .env("CHROMIUM", &stage.programs.browser)
            .env("REPORT_DIR", &self.reports)
            .env("PEOPLE", PEOPLE.to_string())
            .current_dir(&self.project);
        let log = stage.folder.path().join("playwright.log");
        let cost = measure(command, &log)?;
        provider.shutdown().await;
        let said = std::fs::read_to_string(log)?;
        ensure!(
            said.contains(&format!("{PEOPLE} passed")),
            "Playwright said:\n{said}"
        );
        Ok(cost)
    }
}
