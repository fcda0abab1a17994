//! A Chromium of this machine, with ChromeDriver where that acts on pages.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::activity::Activity;
use super::context::Context;
use super::devtools_line::DevToolsLine;
use super::direct_tab::DirectTab;
use super::error::{LaunchError, PageError};
use super::find_programs::Programs;
use super::isolation::Isolation;
use super::tab::Tab;
use super::transport::Transport;
use super::webdriver_tab::WebDriverTab;
use super::{Options, launch, text};

/// How long browser and driver may take to end by themselves.
const GRACE: Duration = Duration::from_secs(2);

/// The browser, and its driver where the transport needs one.
#[derive(Debug)]
pub(super) struct Chromium {
    chromium: launch::Chromium,
    driver: Option<launch::Driver>,
    headless_shell: bool,
    /// WebDriver sessions that no context uses at the moment.
    idle: Arc<Mutex<Vec<Client>>>,
}

impl Chromium {
    /// Starts the browser and, for WebDriver, its driver at the same time, and proves that they fit each other.
    pub(super) async fn launch(programs: &Programs, options: &Options) -> Result<Self, LaunchError> {
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

    pub(super) fn name(&self) -> String {
        let version = self.chromium.product.rsplit('/').next().unwrap_or_default();
        let kind = if self.headless_shell {
            " (headless shell)"
        } else {
            ""
        };
        format!("Chromium {version}{kind}")
    }

    pub(super) fn driver_name(&self) -> String {
        match &self.driver {
            Some(driver) => format!("ChromeDriver {}", driver.version),
            None => format!("DevTools protocol {}", self.chromium.protocol),
        }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        !self.chromium.devtools.is_closed()
            && self.chromium.process.ended().is_none()
            && self
                .driver
                .as_mut()
                .is_none_or(|driver| driver.process.ended().is_none())
    }

    /// Opens a context with a tab.
    pub(super) async fn context(&self) -> Result<Context, PageError> {
        let devtools = &self.chromium.devtools;
        let parameters = json!({ "disposeOnDetach": true });
        let context = devtools
            .call(None, "Target.createBrowserContext", parameters)
            .await?;
        // From here on it removes the context when anything fails.
        let isolation = Isolation::DevTools {
            devtools: devtools.clone(),
            id: text(&context, "browserContextId"),
        };
        self.tab(Arc::new(isolation)).await
    }

    /// Opens a tab in a context.
    pub(super) async fn tab(&self, isolation: Arc<Isolation>) -> Result<Context, PageError> {
        let devtools = &self.chromium.devtools;
        let session = match (&self.driver, self.take_idle()) {
            (None, _) => None,
            (Some(_), Some(session)) => Some(session),
            (Some(driver), None) => {
                let session = self.session(driver).await;
                Some(session.map_err(|error| PageError::Gone(error.to_string()))?)
            }
        };
        let id = isolation.id();
        let no_downloads = json!({ "behavior": "deny", "browserContextId": id });
        let blank = json!({ "url": "about:blank", "browserContextId": id });
        let (_, target) = tokio::try_join!(
            devtools.call(None, "Browser.setDownloadBehavior", no_downloads),
            devtools.call(None, "Target.createTarget", blank),
        )?;
        let target = text(&target, "targetId");
        let attach = json!({ "targetId": target, "flatten": true });
        let attached = devtools.call(None, "Target.attachToTarget", attach).await?;
        let attached = text(&attached, "sessionId");
        let activity = Arc::new(Activity::of_devtools(devtools, &target, &attached).await?);
        let tab = match session {
            None => {
                let line = DevToolsLine::open(devtools.clone(), attached, Arc::clone(&activity)).await?;
                Tab::DevTools(DirectTab::new(line, Arc::clone(&activity)))
            }
            Some(session) => {
                let idle = Arc::clone(&self.idle);
                Tab::WebDriver(WebDriverTab::attached(session, target, Arc::clone(&activity), idle).await?)
            }
        };
        Ok(Context::new(isolation, activity, tab))
    }

    pub(super) async fn close(self) {
        let Self { chromium, driver, .. } = self;
        chromium.devtools.send(None, "Browser.close", &json!({}));
        let stop_driver = async {
            if let Some(driver) = driver {
                driver.process.stop(GRACE).await;
            }
        };
        tokio::join!(stop_driver, chromium.process.stop(GRACE));
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
