//! A WebDriver session at a remote end. It never outlives its handle: an abandoned one would keep a browser.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fantoccini::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::Url;

use super::cookie::Cookie;
use super::error::{LaunchError, PageError};
use super::remote_end::RemoteEnd;

/// How long the end of a session may take: a browser is closed in it.
const END_LIMIT: Duration = Duration::from_secs(10);

/// An open session. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Session {
    end: RemoteEnd,
    id: String,
    /// What the remote end gave.
    pub(super) capabilities: Value,
    /// Its end is not needed any more, or somebody else's.
    ended: bool,
    /// Origins whose cookies this session may have: classic WebDriver tells only of the page that it shows.
    sites: Mutex<BTreeSet<Url>>,
    client: Option<Client>,
}

impl Session {
    pub(super) fn new(end: RemoteEnd, id: String, capabilities: Value) -> Self {
        Self {
            end,
            id,
            capabilities,
            ended: false,
            sites: Mutex::default(),
            client: None,
        }
    }

    /// The address of its BiDi connection, where the remote end has one.
    pub(super) fn web_socket(&self) -> Option<String> {
        let url = self.capabilities["webSocketUrl"].as_str()?;
        Some(url.to_owned())
    }

    /// The same connection, by the address at which the remote end itself was reached: a Grid behind another address
    /// than its own passes BiDi on there.
    pub(super) fn web_socket_of_grid(&self) -> Option<String> {
        let mut url = self.end.of(&["session", &self.id, "se", "bidi"]);
        url.set_scheme("ws").ok()?;
        Some(url.into())
    }

    /// Classic commands of this session.
    ///
    /// # Errors
    /// When the remote end is gone.
    pub(super) async fn classic(&mut self) -> Result<Client, LaunchError> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let base = self.end.of(&[""]);
        let client = Client::with_existing_session(base.as_str(), &self.id, connector)
            .await
            .map_err(|error| self.end.error(error.to_string()))?;
        self.client = Some(client.clone());
        Ok(client)
    }

    /// Remembers that pages of `url`'s origin were opened.
    pub(super) fn visited(&self, url: &Url) {
        let mut site = url.clone();
        site.set_query(None);
        site.set_fragment(None);
        site.set_path("/favicon.ico");
        self.sites
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(site);
    }

    /// The cookies of all sites that were opened, each asked in a window of its own: browsers ask every site for an
    /// icon, so that this changes nothing there. A cookie of another path than `/` is not seen.
    pub(super) async fn cookies(&self) -> Result<Vec<Cookie>, PageError> {
        let here = self.value("GET", &["url"], None).await?;
        if let Ok(here) = Url::parse(here.as_str().unwrap_or_default())
            && here.has_host()
        {
            self.visited(&here);
        }
        let sites: Vec<Url> = self
            .sites
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect();
        self.aside(async || {
            let mut cookies: Vec<Cookie> = Vec::new();
            for site in sites {
                self.go(&site).await?;
                let found = self.value("GET", &["cookie"], None).await?;
                let found: Vec<Cookie> = serde_json::from_value(found).unwrap_or_default();
                for cookie in found {
                    let is_known = |known: &Cookie| {
                        (&known.name, &known.domain, &known.path)
                            == (&cookie.name, &cookie.domain, &cookie.path)
                    };
                    if !cookies.iter().any(is_known) {
                        cookies.push(cookie);
                    }
                }
            }
            Ok(cookies)
        })
        .await
    }

    /// Sets a cookie at each of `urls`, which have to be opened for that.
    pub(super) async fn set_cookie(&self, urls: &[Url], name: &str, value: &str) -> Result<(), PageError> {
        let urls: Vec<Url> = urls
            .iter()
            .map(|url| url.join("/favicon.ico").unwrap_or_else(|_| url.clone()))
            .collect();
        self.aside(async || {
            for url in &urls {
                self.go(url).await?;
                let cookie = json!({ "name": name, "value": value, "path": "/", "httpOnly": true });
                let cookie = json!({ "cookie": cookie });
                self.value("POST", &["cookie"], Some(cookie)).await?;
            }
            Ok(())
        })
        .await
    }

    /// Removes the cookies of all sites that were opened.
    pub(super) async fn clear_cookies(&self) -> Result<(), PageError> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.aside(async || {
            for site in &sites {
                self.go(site).await?;
                self.value("DELETE", &["cookie"], None).await?;
            }
            Ok(())
        })
        .await
    }

    /// Ends the session.
    pub(super) async fn close(mut self) {
        self.ended = true;
        let path = ["session", self.id.as_str()];
        let _ = tokio::time::timeout(END_LIMIT, self.end.request("DELETE", &path, None)).await;
    }

    /// Leaves the end to whoever ends the driver, and with it every session.
    pub(super) fn leave(&mut self) {
        self.ended = true;
    }

    /// Does `work` in a window of its own, and comes back.
    async fn aside<T>(&self, work: impl AsyncFnOnce() -> Result<T, PageError>) -> Result<T, PageError> {
        let home = self.value("GET", &["window"], None).await?;
        let new = json!({ "type": "tab" });
        let aside = self.value("POST", &["window", "new"], Some(new)).await?;
        self.switch(&aside["handle"]).await?;
        let done = work().await;
        self.value("DELETE", &["window"], None).await?;
        self.switch(&home).await?;
        done
    }

    async fn switch(&self, handle: &Value) -> Result<(), PageError> {
        let body = json!({ "handle": handle });
        self.value("POST", &["window"], Some(body)).await.map(drop)
    }

    async fn go(&self, url: &Url) -> Result<(), PageError> {
        let body = json!({ "url": url.as_str() });
        self.value("POST", &["url"], Some(body)).await.map(drop)
    }

    /// A command of this session.
    async fn value(&self, method: &str, path: &[&str], body: Option<Value>) -> Result<Value, PageError> {
        let mut whole = vec!["session", self.id.as_str()];
        whole.extend(path);
        match self.end.request(method, &whole, body).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(refusal)) => Err(PageError::Refused {
                action: path.join(" "),
                reason: refusal.to_string(),
            }),
            Err(reason) => Err(PageError::Gone(reason)),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let (end, id) = (self.end.clone(), std::mem::take(&mut self.id));
        // The runtime may be on its way out, and nobody could wait for it here.
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    let end = end.with_own_connection();
                    let path = ["session", id.as_str()];
                    let _ = tokio::time::timeout(END_LIMIT, end.request("DELETE", &path, None)).await;
                });
            }
        };
        let _ = std::thread::spawn(work).join();
    }
}
