//! Browsers: one Chromium for the whole run, a fresh isolated context for each person of each scenario.
//!
//! Pages are acted on over one of two transports that behave alike: Chromium's own protocol (DevTools),
//! which needs no other program, or WebDriver (fantoccini), which is what other browsers speak.
//! What WebDriver has no words for goes over DevTools in both cases: creating and disposing contexts,
//! cookies of every origin, events to wait for.

mod activity;
mod by_keyboard;
mod context;
mod cookie;
mod devtools;
mod devtools_tab;
mod error;
mod film;
mod find_programs;
mod history;
mod isolation;
mod keyboard;
mod launch;
mod locator;
mod tab;
mod traffic;
mod transport;
mod webdriver_tab;

use std::sync::{Arc, Mutex, PoisonError};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use context::DriverSession;

pub use activity::Sent;
pub use context::{Context, Page};
pub use cookie::Cookie;
pub use error::{LaunchError, PageError};
pub use film::Picture;
pub use find_programs::{BROWSER_VARIABLE, DRIVER_VARIABLE, Programs, find, find_or_install};
pub use history::Visited;
pub use locator::Locator;
pub use traffic::Request;
pub use transport::Transport;

/// A running browser, with its driver where the transport needs one. Dropping it ends both.
#[derive(Debug)]
pub struct Browser {
    chromium: launch::Chromium,
    driver: Option<launch::Driver>,
    headless_shell: bool,
    /// WebDriver sessions that no context uses at the moment.
    idle: Arc<Mutex<Vec<Client>>>,
}

/// How the browser is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Shows a window.
    pub headed: bool,
    /// How pages are acted on.
    pub transport: Transport,
    /// How the browser finds the providers under their real names, when it is to find them: Chromium's flags with the
    /// rules for names, and the key that is trusted.
    pub real_names: Option<[String; 2]>,
}

impl Browser {
    /// Starts the browser and, for WebDriver, its driver at the same time, and proves that they fit each other.
    ///
    /// # Errors
    /// See [`LaunchError`].
    pub async fn launch(programs: &Programs, options: &Options) -> Result<Self, LaunchError> {
        let driver = async {
            match options.transport {
                Transport::DevTools => Ok(None),
                Transport::WebDriver => launch::driver(programs).await.map(Some),
            }
        };
        let (chromium, driver) = tokio::try_join!(launch::chromium(programs, options), driver)?;
        let browser = Self {
            chromium,
            driver,
            headless_shell: programs.is_headless_shell(),
            idle: Arc::default(),
        };
        if let Some(driver) = &browser.driver {
            launch::check_versions(&browser.chromium.product, &driver.version)?;
            // The first session proves that driver and browser talk to each other.
            let first = browser.session(driver).await?;
            browser.give_back(first);
        }
        Ok(browser)
    }

    /// Browser and version, for people.
    #[must_use]
    pub fn name(&self) -> String {
        let version = self.chromium.product.rsplit('/').next().unwrap_or_default();
        let kind = if self.headless_shell {
            " (headless shell)"
        } else {
            ""
        };
        format!("Chromium {version}{kind}")
    }

    /// What drives the browser and its version, for people.
    #[must_use]
    pub fn driver_name(&self) -> String {
        match &self.driver {
            Some(driver) => format!("ChromeDriver {}", driver.version),
            None => format!("DevTools protocol {}", self.chromium.protocol),
        }
    }

    /// True when the browser and its driver, if it has one, still run.
    pub fn is_alive(&mut self) -> bool {
        !self.chromium.devtools.is_closed()
            && self.chromium.process.ended().is_none()
            && self
                .driver
                .as_mut()
                .is_none_or(|driver| driver.process.ended().is_none())
    }

    /// Opens a browser for one person: no cookie, storage, or cache is shared with any other.
    ///
    /// # Errors
    /// When the browser or its driver is gone.
    pub async fn context(&self) -> Result<Context, PageError> {
        Context::open(self.chromium.devtools.clone(), self.driver_session().await?).await
    }

    /// Opens another tab in the browser of the person who has `context`.
    ///
    /// # Errors
    /// When the browser or its driver is gone.
    pub async fn another_tab(&self, context: &Context) -> Result<Context, PageError> {
        context.another_tab(self.driver_session().await?).await
    }

    /// What acts in a new tab, where the transport needs something.
    async fn driver_session(&self) -> Result<Option<DriverSession>, PageError> {
        let session = match (&self.driver, self.take_idle()) {
            (None, _) => return Ok(None),
            (Some(_), Some(session)) => session,
            (Some(driver), None) => {
                let session = self.session(driver).await;
                session.map_err(|error| PageError::Gone(error.to_string()))?
            }
        };
        Ok(Some((session, Arc::clone(&self.idle))))
    }

    /// Ends browser and driver, giving them a moment to do it themselves.
    pub async fn close(self) {
        let Self { chromium, driver, .. } = self;
        chromium.devtools.send(None, "Browser.close", &json!({}));
        let grace = std::time::Duration::from_secs(2);
        let stop_driver = async {
            if let Some(driver) = driver {
                driver.process.stop(grace).await;
            }
        };
        tokio::join!(stop_driver, chromium.process.stop(grace));
    }

    /// A new WebDriver session that is attached to the running browser.
    async fn session(&self, driver: &launch::Driver) -> Result<Client, LaunchError> {
        let name = if self.headless_shell {
            "chrome-headless-shell"
        } else {
            "chrome"
        };
        let capabilities = json!({
            "browserName": name,
            "goog:chromeOptions": { "debuggerAddress": self.chromium.address },
            "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 30_000 },
            "unhandledPromptBehavior": "dismiss",
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("json! of an object")
        };
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .map_err(|error| LaunchError::Session(error.to_string()))
    }

    fn take_idle(&self) -> Option<Client> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, session: Client) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
