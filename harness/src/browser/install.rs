//! Installs browsers and drivers where that can be done without asking anybody.

use std::path::PathBuf;

use tokio::process::Command;

use super::error::LaunchError;

/// Where a program comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// A package of Debian's.
    Debian(&'static str),
    /// A crate, which is built here and put into cargo's own folder for programs.
    Cargo {
        /// Name of the crate.
        package: &'static str,
        /// Its version.
        version: &'static str,
    },
}

/// What a person types to get programs from `sources`.
pub(super) fn commands<'a>(sources: impl Iterator<Item = &'a Source>) -> String {
    let mut packages = Vec::new();
    let mut others = Vec::new();
    for source in sources {
        match source {
            Source::Debian(package) => packages.push(*package),
            Source::Cargo { .. } => others.push(source.command()),
        }
    }
    let apt = (!packages.is_empty()).then(|| format!("sudo apt-get install {}", packages.join(" ")));
    apt.into_iter().chain(others).collect::<Vec<_>>().join(" && ")
}

impl Source {
    /// What a person types.
    pub(super) fn command(&self) -> String {
        match self {
            Self::Debian(package) => format!("sudo apt-get install {package}"),
            Self::Cargo { package, version } => {
                format!("cargo install --locked --version {version} {package}")
            }
        }
    }

    /// Looks where this source puts programs; that folder need not be on the PATH.
    pub(super) fn look(&self, names: &[&str]) -> Option<PathBuf> {
        let Self::Cargo { .. } = self else { return None };
        let home = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let cargo = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")))?;
        names
            .iter()
            .find_map(|name| which::which(cargo.join("bin").join(name)).ok())
    }

    /// True where it can be used without a password.
    pub(super) async fn is_usable(&self) -> bool {
        match self {
            Self::Debian(_) => Apt::detect().await.is_some(),
            Self::Cargo { .. } => which::which("cargo").is_ok(),
        }
    }

    /// Installs the program.
    pub(super) async fn install(&self) -> Result<(), LaunchError> {
        let failed = |reason: String| LaunchError::Install {
            packages: match self {
                Self::Debian(package) | Self::Cargo { package, .. } => (*package).to_owned(),
            },
            reason,
            hint: format!("run `{}` and read what it says", self.command()),
        };
        match self {
            Self::Debian(package) => {
                let apt = Apt::detect()
                    .await
                    .ok_or_else(|| failed("apt-get needs a password".to_owned()))?;
                apt.install(package).await.map_err(failed)
            }
            Self::Cargo { package, version } => {
                let mut command = Command::new("cargo");
                command.args(["install", "--locked", "--version", version, package]);
                // A build of the program itself, not of whoever runs the harness by cargo.
                command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
                run(command).await.map_err(failed)
            }
        }
    }
}

/// Waits for this installation's turn on the machine, which ends when the file is closed. Without a folder for
/// temporary files everybody goes ahead at once.
pub(super) async fn turn() -> Option<std::fs::File> {
    let wait = || {
        let file = std::fs::File::create(std::env::temp_dir().join("harness-install.lock")).ok()?;
        file.lock().ok()?;
        Some(file)
    };
    tokio::task::spawn_blocking(wait).await.ok().flatten()
}

/// The system's package manager, when it may be used without a password.
struct Apt {
    sudo: bool,
}

impl Apt {
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

    async fn install(&self, package: &str) -> Result<(), String> {
        // Package lists may be missing or old on a fresh machine; an update that fails shows in the install.
        let _ = self.apt(&["update"]).await;
        self.apt(&["install", "-y", "--no-install-recommends", package])
            .await
    }

    async fn apt(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = if self.sudo {
            let mut command = Command::new("sudo");
            command.args(["-n", "apt-get"]);
            command
        } else {
            Command::new("apt-get")
        };
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run(command).await
    }
}

/// Runs a command to its end; its last line when it fails.
async fn run(mut command: Command) -> Result<(), String> {
    let output = command.output().await.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(text.trim().lines().last().unwrap_or("no reason given").to_owned())
}
