//! What keeps one person's browser from another's, over each protocol: a context of its own, with its own cookies.

use serde_json::{Value, json};
use url::Url;

use super::bidi::Bidi;
use super::cookie::{Cookie, Reach};
use super::devtools::DevTools;
use super::error::PageError;

/// An isolated context. Dropping it removes it with all tabs in it.
#[derive(Debug)]
pub(super) enum Isolation {
    /// A browser context of Chromium.
    DevTools {
        /// The browser.
        devtools: DevTools,
        /// Browser context id.
        id: String,
    },
    /// A user context.
    Bidi {
        /// The browser.
        bidi: Bidi,
        /// User context id.
        user: String,
    },
}

impl Isolation {
    /// The browser's name for it.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::DevTools { id, .. } => id,
            Self::Bidi { user, .. } => user,
        }
    }

    /// All cookies, of every origin.
    ///
    /// # Errors
    /// When the browser is gone.
    pub(super) async fn cookies(&self) -> Result<Vec<Cookie>, PageError> {
        match self {
            Self::DevTools { devtools, id } => {
                let parameters = json!({ "browserContextId": id });
                let mut answer = devtools.call(None, "Storage.getCookies", parameters).await?;
                Ok(serde_json::from_value(answer["cookies"].take()).unwrap_or_default())
            }
            Self::Bidi { bidi, user } => {
                let answer = bidi
                    .call("storage.getCookies", json!({ "partition": partition(user) }))
                    .await?;
                let cookies = answer["cookies"].as_array().into_iter().flatten();
                Ok(cookies.filter_map(Cookie::of_bidi).collect())
            }
        }
    }

    /// Sets a cookie for each of `urls`.
    ///
    /// # Errors
    /// When the browser refuses it or is gone.
    pub(super) async fn set_cookie(
        &self,
        urls: &[Url],
        name: &str,
        value: &str,
        reach: Reach,
    ) -> Result<(), PageError> {
        let http_only = reach == Reach::Http;
        match self {
            Self::DevTools { devtools, id } => {
                let cookie = |url: &Url| json!({ "name": name, "value": value, "url": url.as_str(), "path": "/", "httpOnly": http_only });
                let cookies: Vec<Value> = urls.iter().map(cookie).collect();
                let parameters = json!({ "browserContextId": id, "cookies": cookies });
                devtools.call(None, "Storage.setCookies", parameters).await?;
            }
            Self::Bidi { bidi, user } => {
                let calls = urls.iter().map(|url| {
                    let cookie = json!({
                        "name": name, "value": { "type": "string", "value": value },
                        "domain": url.host_str().unwrap_or_default(), "path": "/",
                        "httpOnly": http_only, "secure": url.scheme() == "https",
                    });
                    bidi.call(
                        "storage.setCookie",
                        json!({ "cookie": cookie, "partition": partition(user) }),
                    )
                });
                futures::future::try_join_all(calls).await?;
            }
        }
        Ok(())
    }

    /// Removes every cookie.
    ///
    /// # Errors
    /// When the browser is gone.
    pub(super) async fn clear_cookies(&self) -> Result<(), PageError> {
        match self {
            Self::DevTools { devtools, id } => {
                let parameters = json!({ "browserContextId": id });
                devtools.call(None, "Storage.clearCookies", parameters).await?;
            }
            Self::Bidi { bidi, user } => {
                let parameters = json!({ "partition": partition(user) });
                bidi.call("storage.deleteCookies", parameters).await?;
            }
        }
        Ok(())
    }
}

impl Drop for Isolation {
    fn drop(&mut self) {
        match self {
            Self::DevTools { devtools, id } => {
                devtools.send(
                    None,
                    "Target.disposeBrowserContext",
                    &json!({ "browserContextId": id }),
                );
            }
            Self::Bidi { bidi, user } => {
                bidi.send("browser.removeUserContext", &json!({ "userContext": user }));
            }
        }
    }
}

fn partition(user: &str) -> Value {
    json!({ "type": "storageKey", "userContext": user })
}
