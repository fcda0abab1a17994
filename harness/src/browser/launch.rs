//! Starts Chromium and ChromeDriver, each in a process group of its own, and proves that they fit.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use super::devtools::DevTools;
use super::error::LaunchError;
use super::find_programs::Programs;
use super::{Options, RealNames};
use crate::process::ProcessGroup;

const START_LIMIT: Duration = Duration::from_secs(20);

/// How often ChromeDriver may choose a port.
const DRIVER_TRIES: u32 = 5;
/// What it says when the one that it chose was taken.
const PORT_TAKEN: &str = "port not available";

/// Nothing of these asks another host for anything.
pub(super) const QUIET_FLAGS: [&str; 11] = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-breakpad",
    "--mute-audio",
    // Input before a document's first commit would be dropped.
    "--allow-pre-commit-input",
];

/// Names that are not loopback do not resolve: no page reaches the internet by accident.
const RESOLVER: &str = "--host-resolver-rules=";
const LOOPBACK_ALONE: &str =
    "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]";

/// Flags that say which names there are, and who is trusted to bear them.
pub(super) fn name_flags(options: &Options) -> Vec<String> {
    let others: String = options
        .hosts
        .iter()
        .map(|host| format!(", EXCLUDE {host}"))
        .collect();
    let mut flags = match &options.real_names {
        // The first rule that fits a name counts.
        Some(RealNames {
            chromium: [rules, trust],
            ..
        }) => vec![format!("{rules}, {LOOPBACK_ALONE}{others}"), trust.clone()],
        None => vec![format!("{RESOLVER}{LOOPBACK_ALONE}{others}")],
    };
    if options.any_certificate {
        flags.push("--ignore-certificate-errors".to_owned());
    }
    flags
}

/// A running Chromium.
#[derive(Debug)]
pub(super) struct Chromium {
    pub(super) process: ProcessGroup,
    pub(super) devtools: DevTools,
    /// `127.0.0.1:PORT`, for ChromeDriver to attach to.
    pub(super) address: String,
    /// Product and version, for example `HeadlessChrome/156.0.8078.79`.
    pub(super) product: String,
    /// Version of the DevTools protocol.
    pub(super) protocol: String,
    /// Removed when the browser is dropped.
    _profile: TempDir,
}

/// A running driver.
#[derive(Debug)]
pub(super) struct Driver {
    pub(super) process: ProcessGroup,
    pub(super) url: String,
    pub(super) version: String,
}

/// Starts Chromium with a fresh profile.
pub(super) async fn chromium(programs: &Programs, options: &Options) -> Result<Chromium, LaunchError> {
    let profile = TempDir::with_prefix("harness-browser-").map_err(|error| LaunchError::Start {
        program: programs.browser.display().to_string(),
        reason: format!("no temporary folder for its profile: {error}"),
    })?;
    let mut command = Command::new(&programs.browser);
    command
        .arg("--remote-debugging-port=0")
        .args(QUIET_FLAGS)
        .args(name_flags(options));
    if !options.headed {
        command.arg("--headless");
    }
    if nix::unistd::geteuid().is_root() {
        // Chromium refuses to run its sandbox as root.
        command.arg("--no-sandbox");
    }
    let mut profile_flag = OsStr::new("--user-data-dir=").to_owned();
    profile_flag.push(profile.path());
    command.arg(profile_flag).arg("about:blank");
    let (process, socket) = start(command, &programs.browser, |line| {
        line.strip_prefix("DevTools listening on ").map(str::to_owned)
    })
    .await?;
    let devtools = DevTools::connect(&socket).await?;
    let version = devtools.call(None, "Browser.getVersion", json!({})).await?;
    let address = socket
        .trim_start_matches("ws://")
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let product = version["product"].as_str().unwrap_or("unknown").to_owned();
    let protocol = version["protocolVersion"]
        .as_str()
        .unwrap_or("unknown")
        .to_owned();
    Ok(Chromium {
        process,
        devtools,
        address,
        product,
        protocol,
        _profile: profile,
    })
}

/// Starts ChromeDriver on a free port of loopback. The port that it chooses for IPv6 may be taken for IPv4; then it
/// chooses again.
pub(super) async fn driver(programs: &Programs) -> Result<Driver, LaunchError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match driver_once(programs).await {
            Err(LaunchError::Start { reason, .. }) if tries < DRIVER_TRIES && reason.contains(PORT_TAKEN) => {
            }
            other => return other,
        }
    }
}

async fn driver_once(programs: &Programs) -> Result<Driver, LaunchError> {
    let program = programs.driver.as_ref().ok_or_else(LaunchError::no_driver)?;
    let mut command = Command::new(program);
    command.arg("--port=0");
    let (process, port) = start(command, program, |line| {
        let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
        port.trim_end_matches('.').parse::<u16>().ok()
    })
    .await?;
    let banner = process.output().tail(usize::MAX);
    let version = banner
        .iter()
        .find_map(|line| line.strip_prefix("Starting ChromeDriver ")?.split(' ').next())
        .unwrap_or("unknown")
        .to_owned();
    Ok(Driver {
        process,
        url: format!("http://127.0.0.1:{port}"),
        version,
    })
}

/// Starts geckodriver on a free port of loopback, and lets Firefox choose one, too.
pub(super) async fn geckodriver(programs: &Programs) -> Result<Driver, LaunchError> {
    let program = programs.driver.as_ref().ok_or_else(LaunchError::no_driver)?;
    let mut command = Command::new(program);
    command.args(["--host", "127.0.0.1", "--port", "0", "--websocket-port", "0"]);
    let (process, url) = start(command, program, |line| {
        let (_, address) = line.split_once("Listening on ")?;
        Some(format!("http://{}", address.trim()))
    })
    .await?;
    Ok(Driver {
        process,
        url,
        // Firefox says it in the session.
        version: String::new(),
    })
}

/// Refuses a driver of another major version than the browser's: it would fail later, and less clearly.
pub(super) fn check_versions(browser: &str, driver: &str) -> Result<(), LaunchError> {
    let number = browser.rsplit('/').next().unwrap_or(browser);
    let major = |version: &str| {
        version
            .split('.')
            .next()
            .and_then(|part| part.parse::<u32>().ok())
    };
    if major(number).is_some() && major(number) == major(driver) {
        return Ok(());
    }
    Err(LaunchError::Versions {
        driver: driver.to_owned(),
        browser: number.to_owned(),
        hint: "install the two from the same release, for example with \
               `sudo apt-get install --only-upgrade chromium-headless-shell chromium-driver`"
            .to_owned(),
    })
}

/// Starts `command` and waits for the line that says it is ready.
async fn start<T>(
    command: Command,
    program: &Path,
    ready: impl Fn(&str) -> Option<T>,
) -> Result<(ProcessGroup, T), LaunchError> {
    let failed = |reason: String| LaunchError::Start {
        program: program.display().to_string(),
        reason,
    };
    let process = ProcessGroup::spawn(command).map_err(|error| failed(error.to_string()))?;
    let mut output = process.output().clone();
    match tokio::time::timeout(START_LIMIT, output.first(ready)).await {
        Ok(Some(value)) => Ok((process, value)),
        Ok(None) => Err(failed(format!("it ended and said: {}", last_words(&process)))),
        Err(_) => Err(failed(format!(
            "it was not ready within {} s and said: {}",
            START_LIMIT.as_secs(),
            last_words(&process)
        ))),
    }
}

fn last_words(process: &ProcessGroup) -> String {
    let lines = process.output().tail(3);
    if lines.is_empty() {
        "nothing".to_owned()
    } else {
        lines.join(" / ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_major_version_fits() {
        assert!(check_versions("HeadlessChrome/156.0.8078.79", "156.0.8078.1").is_ok());
        assert!(matches!(
            check_versions("HeadlessChrome/156.0.8078.79", "155.0.1.1"),
            Err(LaunchError::Versions { .. })
        ));
        assert!(check_versions("unknown", "unknown").is_err());
    }
}
