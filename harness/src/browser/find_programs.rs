//! Finds browsers and their drivers, and has them installed where that can be done without asking anybody.

use std::path::PathBuf;

use super::Options;
use super::error::LaunchError;
use super::install::{self, Source};
use super::transport::{Kind, Transport};

/// Environment variable that names the Chromium binary.
pub const BROWSER_VARIABLE: &str = "HARNESS_CHROMIUM";
/// Environment variable that names the ChromeDriver binary.
pub const DRIVER_VARIABLE: &str = "HARNESS_CHROMEDRIVER";
/// Environment variable that names the Firefox binary.
pub const FIREFOX_VARIABLE: &str = "HARNESS_FIREFOX";
/// Environment variable that names the geckodriver binary.
pub const GECKODRIVER_VARIABLE: &str = "HARNESS_GECKODRIVER";

/// Headless shells first: the same engine without a window, at a quarter of the processor time.
const CHROMIUMS: [&str; 6] = [
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// How many of [`CHROMIUMS`] have no window to show.
const SHELLS: usize = 2;

/// The programs that a run needs.
#[derive(Debug, Clone, Default)]
pub struct Programs {
    /// The browser; empty when it is a remote end's.
    pub browser: PathBuf,
    /// Its driver, where it has one.
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

/// One program: where it is looked for, and where it comes from.
struct Wanted {
    what: &'static str,
    variable: &'static str,
    names: &'static [&'static str],
    source: Source,
}

impl Wanted {
    fn chromium(options: &Options) -> Self {
        let (names, what, package) = if options.headed {
            (&CHROMIUMS[SHELLS..], "Chromium with a window", "chromium")
        } else {
            (&CHROMIUMS[..], "Chromium", "chromium-headless-shell")
        };
        Self {
            what,
            variable: BROWSER_VARIABLE,
            names,
            source: Source::Debian(package),
        }
    }

    const CHROMEDRIVER: Self = Self {
        what: "ChromeDriver",
        variable: DRIVER_VARIABLE,
        names: &["chromedriver"],
        source: Source::Debian("chromium-driver"),
    };

    const FIREFOX: Self = Self {
        what: "Firefox",
        variable: FIREFOX_VARIABLE,
        names: &["firefox-esr", "firefox"],
        source: Source::Debian("firefox-esr"),
    };

    const GECKODRIVER: Self = Self {
        what: "geckodriver",
        variable: GECKODRIVER_VARIABLE,
        names: &["geckodriver"],
        source: Source::Cargo {
            package: "geckodriver",
            version: "0.37.1",
        },
    };

    fn is_chosen(&self) -> bool {
        std::env::var_os(self.variable).is_some()
    }

    fn locate(&self, all: &[Self]) -> Result<PathBuf, LaunchError> {
        if let Some(chosen) = std::env::var_os(self.variable) {
            return which::which(&chosen).map_err(|_| LaunchError::Missing {
                what: self.what,
                hint: format!(
                    "{} says {}, which is not a program: correct or unset it",
                    self.variable,
                    chosen.display()
                ),
            });
        }
        let found = self.names.iter().find_map(|name| which::which(name).ok());
        found
            .or_else(|| self.source.look(self.names))
            .ok_or_else(|| LaunchError::Missing {
                what: self.what,
                hint: format!(
                    "run `{}`, or set {} to the program's path",
                    install::commands(all.iter().map(|wanted| &wanted.source)),
                    self.variable
                ),
            })
    }
}

/// Finds the programs that `options` need; where one is missing, installs it (a package of Debian's, geckodriver by
/// cargo), announced through `say`.
///
/// # Errors
/// [`LaunchError::Missing`] with the command to type, or [`LaunchError::Install`].
pub async fn find_or_install(options: &Options, say: impl Fn(&str)) -> Result<Programs, LaunchError> {
    let missing = match find(options) {
        Err(missing @ LaunchError::Missing { .. }) => missing,
        found => return found,
    };
    let wanted = wanted(options);
    // A path that somebody chose is never replaced by an installation.
    if wanted.iter().any(Wanted::is_chosen) {
        return Err(missing);
    }
    // Another process or thread may be installing the same; the package manager takes one at a time.
    let _turn = install::turn().await;
    for program in &wanted {
        if let Err(missing) = program.locate(&wanted) {
            if !program.source.is_usable().await {
                return Err(missing);
            }
            say(&format!(
                "no {} was found; running {}",
                program.what,
                program.source.command()
            ));
            program.source.install().await?;
        }
    }
    find(options)
}

/// Finds the programs that `options` need: a browser with a window only where it is to be shown, and nothing where a
/// remote end has them.
///
/// # Errors
/// [`LaunchError::Missing`] with the command to type, [`LaunchError::NoDisplay`].
pub fn find(options: &Options) -> Result<Programs, LaunchError> {
    if options.remote.is_some() {
        return Ok(Programs::default());
    }
    if options.headed && !has_display() {
        return Err(LaunchError::NoDisplay);
    }
    let wanted = wanted(options);
    let driver = wanted.get(1).map(|driver| driver.locate(&wanted)).transpose()?;
    Ok(Programs {
        browser: wanted[0].locate(&wanted)?,
        driver,
    })
}

/// The browser, and its driver where one is needed.
fn wanted(options: &Options) -> Vec<Wanted> {
    match (options.kind, options.transport) {
        (Kind::Firefox, _) => vec![Wanted::FIREFOX, Wanted::GECKODRIVER],
        (Kind::Chromium, Transport::DevTools) => vec![Wanted::chromium(options)],
        (Kind::Chromium, Transport::WebDriver) => vec![Wanted::chromium(options), Wanted::CHROMEDRIVER],
    }
}

/// True where a window can be shown. Only X11 and Wayland say so in the environment.
fn has_display() -> bool {
    let names = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || names("DISPLAY") || names("WAYLAND_DISPLAY")
}
