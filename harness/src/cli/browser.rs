//! The flags that choose the browser, for every command that starts one.

use clap::Args;
use url::Url;

use crate::browser::{Kind, Transport};
use crate::shell::quoted;

/// For the help of commands that have these flags.
pub(super) const HELP: &str = "\
Chromium and Firefox are found on the PATH, or named by HARNESS_CHROMIUM and HARNESS_FIREFOX; so are their
drivers (ChromeDriver for --transport webdriver, geckodriver for --browser firefox), or named by
HARNESS_CHROMEDRIVER and HARNESS_GECKODRIVER. What is missing is installed where that needs no password:
Debian's packages by apt-get, geckodriver by cargo.

With --webdriver-url nothing is started: a driver, a Selenium Grid, or a vendor's tunnel has the browser. Target
and provider listen on loopback of this machine, so that browser has to run on this machine, too, or reach its
loopback by a tunnel.";

#[derive(Debug, Clone, Args)]
pub(super) struct BrowserArguments {
    /// Which browser
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    pub(super) browser: Kind,
    /// WebDriver remote end that has the browser, for example http://127.0.0.1:4444 of a Selenium Grid
    #[arg(long, value_name = "URL", env = "HARNESS_WEBDRIVER_URL", value_parser = remote_end)]
    pub(super) webdriver_url: Option<Url>,
    /// How pages are acted on in a Chromium of this machine; every other browser is reached by WebDriver
    #[arg(long, value_name = "NAME", value_enum)]
    transport: Option<Transport>,
}

impl BrowserArguments {
    /// How pages are acted on.
    pub(super) fn transport(&self) -> Transport {
        self.transport.unwrap_or_default()
    }

    /// What is wrong with these flags together, and what to do about it.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.transport != Some(Transport::DevTools) {
            return None;
        }
        if self.webdriver_url.is_some() {
            return Some((
                "--transport devtools needs a Chromium of this machine, and --webdriver-url names another one",
                "leave one of the two out",
            ));
        }
        (self.browser == Kind::Firefox).then_some((
            "Firefox has no DevTools protocol: it is driven by WebDriver",
            "leave --transport out",
        ))
    }

    /// The flags as a person types them again, each with a space before it.
    pub(super) fn typed(&self) -> String {
        let mut typed = String::new();
        if self.browser == Kind::Firefox {
            typed.push_str(" --browser firefox");
        }
        if let Some(url) = &self.webdriver_url {
            typed.push_str(&format!(" --webdriver-url {}", quoted(url.as_str())));
        }
        if self.transport == Some(Transport::WebDriver) && self.browser == Kind::Chromium {
            typed.push_str(" --transport webdriver");
        }
        typed
    }
}

fn remote_end(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("{error}; expected http://HOST:PORT"))?;
    match url.scheme() {
        "http" if url.has_host() => Ok(url),
        "https" => Err("expected http://HOST:PORT: https is not spoken; put a Grid or a vendor's tunnel on this machine between".to_owned()),
        _ => Err("expected http://HOST:PORT".to_owned()),
    }
}
