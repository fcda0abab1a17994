//! Browsers: one for the whole run, a fresh isolated context for each person of each scenario.
//!
//! Pages are acted on over one of three protocols that behave alike. Chromium's own (DevTools) needs no other program.
//! WebDriver BiDi reaches Firefox by geckodriver, and any browser at a remote end. Classic WebDriver acts in a Chromium
//! by ChromeDriver, where DevTools still do what it has no words for (contexts, cookies of every origin, events).
//!
//! What is above the protocols (contexts, waits, presses, locators) is one piece of code: `line.rs` is what a protocol
//! must be able to do, `heard.rs` what its events are written into, `isolation.rs` what keeps people apart.

mod activity;
mod bidi;
mod bidi_events;
mod bidi_line;
mod by_keyboard;
mod capabilities;
mod chromium;
mod context;
mod cookie;
mod devtools;
mod devtools_events;
mod devtools_line;
mod direct_tab;
mod error;
mod film;
mod find_programs;
mod heard;
mod history;
mod install;
mod isolation;
mod keyboard;
mod launch;
mod line;
mod locator;
mod remote;
mod remote_end;
mod rpc;
mod session;
mod tab;
mod traffic;
mod transport;
mod webdriver_tab;

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use url::Url;

pub use context::{Context, Page};
pub use cookie::{Cookie, Reach};
pub use error::{LaunchError, PageError};
pub use film::Picture;
pub use find_programs::{
    BROWSER_VARIABLE, DRIVER_VARIABLE, FIREFOX_VARIABLE, GECKODRIVER_VARIABLE, Programs, find,
    find_or_install,
};
pub use heard::Sent;
pub use history::Visited;
pub use locator::Locator;
pub use traffic::Request;
pub use transport::{Kind, Transport};

/// A running browser, with its driver where there is one. Dropping it ends both.
#[derive(Debug)]
pub struct Browser(Engine);

#[derive(Debug)]
enum Engine {
    Chromium(Box<chromium::Chromium>),
    Remote(Box<remote::Remote>),
}

/// How the browser is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which browser.
    pub kind: Kind,
    /// The WebDriver remote end that has it; none: one is started on this machine.
    pub remote: Option<Url>,
    /// Shows a window.
    pub headed: bool,
    /// How pages are acted on in a Chromium of this machine; everywhere else it is WebDriver.
    pub transport: Transport,
    /// How the browser finds the providers under their real names, when it is to find them.
    pub real_names: Option<RealNames>,
    /// Names beside loopback that the browser may look up.
    pub hosts: Vec<String>,
    /// Takes every certificate: those of loopback are made by whoever develops there, and prove nothing.
    pub any_certificate: bool,
}

/// How a browser finds the providers under their real names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealNames {
    /// Chromium's flags with the rules for names, and the key that is trusted.
    pub chromium: [String; 2],
    /// The provider's proxy, for browsers that have no such flags.
    pub proxy: Option<SocketAddr>,
}

impl Options {
    /// True for a Chromium that is started here, which needs no WebDriver.
    #[must_use]
    pub fn is_local_chromium(&self) -> bool {
        self.kind == Kind::Chromium && self.remote.is_none()
    }
}

impl Browser {
    /// Starts the browser, or asks the remote end for one, and proves that it can be driven.
    ///
    /// # Errors
    /// See [`LaunchError`].
    pub async fn launch(programs: &Programs, options: &Options) -> Result<Self, LaunchError> {
        let engine = if options.is_local_chromium() {
            Engine::Chromium(Box::new(chromium::Chromium::launch(programs, options).await?))
        } else {
            Engine::Remote(Box::new(remote::Remote::launch(programs, options).await?))
        };
        Ok(Self(engine))
    }

    /// Browser and version, for people.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.0 {
            Engine::Chromium(chromium) => chromium.name(),
            Engine::Remote(remote) => remote.name(),
        }
    }

    /// What drives the browser and its version, for people.
    #[must_use]
    pub fn driver_name(&self) -> String {
        match &self.0 {
            Engine::Chromium(chromium) => chromium.driver_name(),
            Engine::Remote(remote) => remote.driver_name(),
        }
    }

    /// True when the browser and its driver, if it has one, still run.
    pub fn is_alive(&mut self) -> bool {
        match &mut self.0 {
            Engine::Chromium(chromium) => chromium.is_alive(),
            Engine::Remote(remote) => remote.is_alive(),
        }
    }

    /// Opens a browser for one person: no cookie, storage, or cache is shared with any other.
    ///
    /// # Errors
    /// When the browser or its driver is gone.
    pub async fn context(&self) -> Result<Context, PageError> {
        match &self.0 {
            Engine::Chromium(chromium) => chromium.context().await,
            Engine::Remote(remote) => remote.context().await,
        }
    }

    /// Opens another tab in the browser of the person who has `context`.
    ///
    /// # Errors
    /// When the browser or its driver is gone.
    pub async fn another_tab(&self, context: &Context) -> Result<Context, PageError> {
        let isolation = Arc::clone(&context.isolation);
        match &self.0 {
            Engine::Chromium(chromium) => chromium.tab(isolation).await,
            Engine::Remote(remote) => remote.tab(isolation).await,
        }
    }

    /// Ends browser and driver, giving them a moment to do it themselves; a remote one is given back.
    pub async fn close(self) {
        match self.0 {
            Engine::Chromium(chromium) => chromium.close().await,
            Engine::Remote(remote) => remote.close().await,
        }
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
