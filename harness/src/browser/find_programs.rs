//! Finds Chromium and its driver, and installs them where the system's package manager can.

use std::path::PathBuf;

use tokio::process::Command;

use super::Options;
use super::error::LaunchError;
use super::transport::Transport;

/// Environment variable that names the browser binary.
pub const BROWSER_VARIABLE: &str = "HARNESS_CHROMIUM";
/// Environment variable that names the driver binary.
pub const DRIVER_VARIABLE: &str = "HARNESS_CHROMEDRIVER";

/// Headless shells first: the same engine without a window, at a quarter of the processor time.
const BROWSERS: [&str; 6] = [
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// How many of [`BROWSERS`] have no window to show.
const SHELLS: usize = 2;
const DRIVER: &str = "chromedriver";
const BROWSER_PACKAGE: &str = "chromium-headless-shell";
const WINDOW_PACKAGE: &str = "chromium";
const DRIVER_PACKAGE: &str = "chromium-driver";

/// The programs that a run needs.
#[derive(Debug, Clone)]
pub struct Programs {
    /// Chromium or its headless shell.
    pub browser: PathBuf,
    /// ChromeDriver, when the transport is WebDriver.
    pub driver: Option<PathBuf>,
}

impl Programs {
    /// True when the browser is the variant without a window.
    #[must_use]
    pub fn is_headless_shell(&self) -> bool {
        self.browser
            .file_name()
            .is_some_and(|name| name.to_string_lossy().contains("headless-shell"))
    }
}

/// Finds the programs that `options` need; where one is missing, installs Debian's packages, announced through `say`.
///
/// # Errors
/// [`LaunchError::Missing`] with the command to type, or [`LaunchError::Install`].
pub async fn find_or_install(options: &Options, say: impl Fn(&str)) -> Result<Programs, LaunchError> {
    match find(options) {
        Err(missing @ LaunchError::Missing { .. }) => {
            // A path that somebody chose is never replaced by an installation.
            let chosen = |variable| std::env::var_os(variable).is_some();
            let chosen = chosen(BROWSER_VARIABLE)
                || (options.transport == Transport::WebDriver && chosen(DRIVER_VARIABLE));
            let Some(installer) = Installer::detect().await.filter(|_| !chosen) else {
                return Err(missing);
            };
            // Another process or thread may be installing the same; the package manager takes one at a time.
            let _turn = turn().await;
            if let Ok(found) = find(options) {
                return Ok(found);
            }
            let packages = packages(options);
            say(&format!("{missing}; installing {}", packages.join(" ")));
            installer.install(&packages).await?;
            find(options)
        }
        found => found,
    }
}

/// Finds the programs that `options` need: a browser with a window only where it is to be shown.
///
/// # Errors
/// [`LaunchError::Missing`] with the command to type, [`LaunchError::NoDisplay`].
pub fn find(options: &Options) -> Result<Programs, LaunchError> {
    if options.headed && !has_display() {
        return Err(LaunchError::NoDisplay);
    }
    let packages = packages(options);
    let driver = match options.transport {
        Transport::DevTools => None,
        Transport::WebDriver => Some(locate(DRIVER_VARIABLE, &[DRIVER], "ChromeDriver", &packages)?),
    };
    let (browsers, what) = if options.headed {
        (&BROWSERS[SHELLS..], "Chromium with a window")
    } else {
        (&BROWSERS[..], "Chromium")
    };
    Ok(Programs {
        browser: locate(BROWSER_VARIABLE, browsers, what, &packages)?,
        driver,
    })
}

/// True where a window can be shown. Only X11 and Wayland say so in the environment.
fn has_display() -> bool {
    let names = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || names("DISPLAY") || names("WAYLAND_DISPLAY")
}

/// Debian's packages of what `options` need.
fn packages(options: &Options) -> Vec<&'static str> {
    let mut packages = vec![if options.headed {
        WINDOW_PACKAGE
    } else {
        BROWSER_PACKAGE
    }];
    packages.extend((options.transport == Transport::WebDriver).then_some(DRIVER_PACKAGE));
    packages
}

fn locate(
    variable: &str,
    names: &[&str],
    what: &'static str,
    packages: &[&str],
) -> Result<PathBuf, LaunchError> {
    if let Some(chosen) = std::env::var_os(variable) {
        return which::which(&chosen).map_err(|_| LaunchError::Missing {
            what,
            hint: format!(
                "{variable} says {}, which is not a program: correct or unset it",
                chosen.display()
            ),
        });
    }
    names
        .iter()
        .find_map(|name| which::which(name).ok())
        .ok_or_else(|| LaunchError::Missing {
            what,
            hint: format!(
                "run `sudo apt-get install {}`, or set {variable} to the program's path",
                packages.join(" ")
            ),
        })
}

/// Waits for this installation's turn on the machine, which ends when the file is closed. Without a folder for
/// temporary files everybody goes ahead at once.
async fn turn() -> Option<std::fs::File> {
    let wait = || {
        let file = std::fs::File::create(std::env::temp_dir().join("harness-install.lock")).ok()?;
        file.lock().ok()?;
        Some(file)
    };
    tokio::task::spawn_blocking(wait).await.ok().flatten()
}

/// The system's package manager, when it may be used without a password.
struct Installer {
    sudo: bool,
}

impl Installer {
    async fn detect() -> Option<Self> {
        which::which("apt-get").ok()?;
        if nix::unistd::geteuid().is_root() {
            return Some(Self { sudo: false });
        }
        let allowed = Command::new("sudo")
            .args(["-n", "true"])
            .output()
            .await
            .ok()?
            .status
            .success();
        allowed.then_some(Self { sudo: true })
    }

    async fn install(&self, packages: &[&str]) -> Result<(), LaunchError> {
        // Package lists may be missing or old on a fresh machine; an update that fails shows in the install.
        let _ = self.apt(&["update"]).await;
        let mut arguments = vec!["install", "-y", "--no-install-recommends"];
        arguments.extend(packages);
        self.apt(&arguments).await.map_err(|reason| LaunchError::Install {
            packages: packages.join(" "),
            reason,
            hint: format!(
                "run `sudo apt-get install {}` and read what it says",
                packages.join(" ")
            ),
        })
    }

    async fn apt(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = if self.sudo {
            let mut command = Command::new("sudo");
            command.args(["-n", "apt-get"]);
            command
        } else {
            Command::new("apt-get")
        };
        let output = command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output()
            .await
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(text.trim().lines().last().unwrap_or("no reason given").to_owned())
    }
}
