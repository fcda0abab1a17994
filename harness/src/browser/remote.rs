//! A browser behind WebDriver: Firefox with a geckodriver of this run, or whatever a remote end has.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpSocket;

use super::activity::Activity;
use super::bidi::Bidi;
use super::bidi_line::BidiLine;
use super::context::Context;
use super::direct_tab::DirectTab;
use super::error::{LaunchError, PageError};
use super::find_programs::Programs;
use super::isolation::Isolation;
use super::remote_end::RemoteEnd;
use super::session::Session;
use super::tab::Tab;
use super::transport::Kind;
use super::{Options, capabilities, launch, text};

/// How long the driver may take to end by itself, with its browser.
const GRACE: Duration = Duration::from_secs(3);

/// The session, and the driver where it is this run's.
#[derive(Debug)]
pub(super) struct Remote {
    // Before the driver: its end is asked of the driver.
    session: Session,
    bidi: Bidi,
    end: RemoteEnd,
    driver: Option<launch::Driver>,
    /// A port that stays taken and is not listened at: where everything but loopback leads to.
    _nowhere: Option<TcpSocket>,
}

impl Remote {
    /// Gets a browser, and proves that it can be driven.
    pub(super) async fn launch(programs: &Programs, options: &Options) -> Result<Self, LaunchError> {
        if options.kind == Kind::Firefox
            && options
                .real_names
                .as_ref()
                .is_some_and(|names| names.proxy.is_none())
        {
            return Err(LaunchError::NoProxy);
        }
        let (socket, nowhere) = nowhere();
        let (driver, end, binary) = match &options.remote {
            Some(url) => (
                None,
                RemoteEnd::new(url.clone(), "the WebDriver remote end"),
                None,
            ),
            None => {
                let driver = launch::geckodriver(programs).await?;
                let url = driver.url.parse().map_err(|_| LaunchError::Start {
                    program: "geckodriver".to_owned(),
                    reason: format!("it says that it listens at {}", driver.url),
                })?;
                (
                    Some(driver),
                    RemoteEnd::new(url, "geckodriver"),
                    Some(programs.browser.as_path()),
                )
            }
        };
        let name = browser_name(&end, options.kind).await?;
        let asked = capabilities::of(
            options,
            name,
            binary.filter(|path: &&Path| path.is_absolute()),
            nowhere,
        );
        let mut session = end.session(options.kind, &asked).await?;
        if driver.is_some() {
            // Whoever ends the driver ends everything in it.
            session.leave();
        }
        let bidi = connect(&session, &end, options.kind).await?;
        Ok(Self {
            session,
            bidi,
            end,
            driver,
            _nowhere: socket,
        })
    }

    pub(super) fn name(&self) -> String {
        let text = |key: &str| self.session.capabilities[key].as_str().unwrap_or("unknown");
        let name = match text("browserName") {
            "firefox" => "Firefox",
            "chrome" => "Chrome",
            "chrome-headless-shell" => "Chrome (headless shell)",
            other => other,
        };
        format!("{name} {}", text("browserVersion"))
    }

    pub(super) fn driver_name(&self) -> String {
        let capabilities = &self.session.capabilities;
        let version = capabilities["moz:geckodriverVersion"]
            .as_str()
            .map(|version| format!("geckodriver {version}"));
        let version = version.or_else(|| {
            let version = capabilities["chrome"]["chromedriverVersion"].as_str()?;
            Some(format!("ChromeDriver {}", version.split(' ').next()?))
        });
        let place = match self.driver {
            Some(_) => String::new(),
            None => format!(" at {}", self.end.of(&[])),
        };
        format!(
            "{} (WebDriver BiDi){place}",
            version.as_deref().unwrap_or("remote end")
        )
    }

    pub(super) fn is_alive(&mut self) -> bool {
        !self.bidi.is_closed()
            && self
                .driver
                .as_mut()
                .is_none_or(|driver| driver.process.ended().is_none())
    }

    /// Opens a context with a tab.
    pub(super) async fn context(&self) -> Result<Context, PageError> {
        let user = self.bidi.call("browser.createUserContext", json!({})).await?;
        // From here on it removes the context when anything fails.
        let isolation = Isolation::Bidi {
            bidi: self.bidi.clone(),
            user: text(&user, "userContext"),
        };
        let no_downloads =
            json!({ "downloadBehavior": { "type": "denied" }, "userContexts": [isolation.id()] });
        // Older browsers have no such command; then downloads are asked about.
        self.bidi.send("browser.setDownloadBehavior", &no_downloads);
        self.tab(Arc::new(isolation)).await
    }

    /// Opens a tab in a context.
    pub(super) async fn tab(&self, isolation: Arc<Isolation>) -> Result<Context, PageError> {
        // A window: people look at all their browsers at once, and a tab in the background is told to be slow.
        let window = json!({ "type": "window", "userContext": isolation.id() });
        let tab = self.bidi.call("browsingContext.create", window).await?;
        let tab = text(&tab, "context");
        let activity = Arc::new(Activity::of_bidi(&self.bidi, &tab));
        let line = BidiLine::new(self.bidi.clone(), tab, Arc::clone(&activity));
        let tab = Tab::Bidi(DirectTab::new(line, Arc::clone(&activity)));
        Ok(Context::new(isolation, activity, tab))
    }

    pub(super) async fn close(self) {
        let Self { session, driver, .. } = self;
        session.close().await;
        if let Some(driver) = driver {
            driver.process.stop(GRACE).await;
        }
    }
}

/// The BiDi connection of a session.
async fn connect(session: &Session, end: &RemoteEnd, kind: Kind) -> Result<Bidi, LaunchError> {
    let url = session.web_socket().ok_or_else(|| end.no_bidi(kind))?;
    match Bidi::connect(&url).await {
        Ok(bidi) => Ok(bidi),
        Err(error) => match session.web_socket_of_grid() {
            Some(other) if other != url => Bidi::connect(&other).await.map_err(|_| error.into()),
            _ => Err(error.into()),
        },
    }
}

/// What the remote end calls the browser.
async fn browser_name(end: &RemoteEnd, kind: Kind) -> Result<&'static str, LaunchError> {
    let names: &[&'static str] = match kind {
        Kind::Chromium => &["chrome", "chrome-headless-shell", "chromium"],
        Kind::Firefox => &["firefox"],
    };
    match end.offer().await? {
        None => Ok(names[0]),
        Some(offer) => names
            .iter()
            .find(|name| offer.iter().any(|offered| offered == *name))
            .copied()
            .ok_or_else(|| end.no_such_browser(kind, &offer)),
    }
}

/// An address of loopback where nobody listens: the port is taken for as long as the socket is kept.
fn nowhere() -> (Option<TcpSocket>, SocketAddr) {
    let taken = || {
        let socket = TcpSocket::new_v4().ok()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).ok()?;
        let address = socket.local_addr().ok()?;
        Some((socket, address))
    };
    match taken() {
        Some((socket, address)) => (Some(socket), address),
        // The port of `discard`, which nobody has served for decades.
        None => (None, SocketAddr::from(([127, 0, 0, 1], 9))),
    }
}
