//! Browsers: one Chromium for the whole run, a fresh isolated context for each person of each scenario.
//!
//! WebDriver (fantoccini) acts on pages. What WebDriver has no words for goes over DevTools:
//! creating and disposing contexts, cookies of every origin, events to wait for.

mod activity;
mod context;
mod devtools;
mod error;
mod find_programs;
mod launch;
mod locator;

use std::sync::{Arc, Mutex, PoisonError};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

pub use context::{Context, Cookie, Page};
pub use error::{LaunchError, PageError};
pub use find_programs::{BROWSER_VARIABLE, DRIVER_VARIABLE, Programs, find, find_or_install};
pub use locator::Locator;

/// A running browser with its driver. Dropping it ends both.
#[derive(Debug)]
pub struct Browser {
    chromium: launch::Chromium,
    driver: launch::Driver,
    headless_shell: bool,
    /// WebDriver sessions that no context uses at the moment.
    idle: Arc<Mutex<Vec<Client>>>,
}

/// How the browser is started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Shows a window.
    pub headed: bool,
}

impl Browser {
    /// Starts the browser and its driver at the same time and proves that they fit each other.
    ///
    /// # Errors
    /// See [`LaunchError`].
    pub async fn launch(programs: &Programs, options: Options) -> Result<Self, LaunchError> {
        let (chromium, driver) = tokio::try_join!(
            launch::chromium(programs, options.headed),
            launch::driver(programs)
        )?;
        launch::check_versions(&chromium.product, &driver.version)?;
        let browser = Self {
            chromium,
            driver,
            headless_shell: programs.is_headless_shell(),
            idle: Arc::default(),
        };
        // The first session proves that driver and browser talk to each other.
        let first = browser.session().await?;
        browser.give_back(first);
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

    /// Driver and version, for people.
    #[must_use]
    pub fn driver_name(&self) -> String {
        format!("ChromeDriver {}", self.driver.version)
    }

    /// True when browser and driver still run.
    pub fn is_alive(&mut self) -> bool {
        !self.chromium.devtools.is_closed()
            && self.chromium.process.ended().is_none()
            && self.driver.process.ended().is_none()
    }

    /// Opens a browser for one person: no cookie, storage, or cache is shared with any other.
    ///
    /// # Errors
    /// When the browser or its driver is gone.
    pub async fn context(&self) -> Result<Context, PageError> {
        let devtools = &self.chromium.devtools;
        let context = devtools
            .call(
                None,
                "Target.createBrowserContext",
                json!({ "disposeOnDetach": true }),
            )
            .await?;
        let id = text(&context, "browserContextId");
        let session = match self.take_idle() {
            Some(session) => session,
            None => self
                .session()
                .await
                .map_err(|error| PageError::Gone(error.to_string()))?,
        };
        Context::open(devtools.clone(), id, session, Arc::clone(&self.idle)).await
    }

    /// Ends browser and driver, giving them a moment to do it themselves.
    pub async fn close(self) {
        let Self { chromium, driver, .. } = self;
        chromium.devtools.send("Browser.close", &json!({}));
        let grace = std::time::Duration::from_secs(2);
        tokio::join!(driver.process.stop(grace), chromium.process.stop(grace));
    }

    /// A new WebDriver session that is attached to the running browser.
    async fn session(&self) -> Result<Client, LaunchError> {
        let name = if self.headless_shell {
            "chrome-headless-shell"
        } else {
            "chrome"
        };
        let capabilities = json!({
            "browserName": name,
            "goog:chromeOptions": { "debuggerAddress": self.chromium.address },
            "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 30_000 },
            "unhandledPromptBehavior": "dismiss and notify",
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("json! of an object")
        };
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&self.driver.url)
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
