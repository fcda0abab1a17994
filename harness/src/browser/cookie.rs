//! Cookies as the browser keeps them.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// Who gets to see a cookie, and to overwrite it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Servers alone: `HttpOnly`.
    Http,
    /// The page's scripts, too.
    Scripts,
}

/// A cookie in this context, of any origin.
#[derive(Debug, Clone, Deserialize)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Host, with a leading dot when sub-domains get it too.
    pub domain: String,
    /// Path prefix.
    pub path: String,
    /// Not readable by scripts.
    #[serde(rename = "httpOnly")]
    pub http_only: bool,
    /// Only over secure connections (loopback counts as one).
    pub secure: bool,
    /// `Strict`, `Lax`, or `None`; absent when the server did not say.
    #[serde(rename = "sameSite")]
    pub same_site: Option<String>,
    /// Seconds since the epoch at which it ends; none, or below zero, where it ends with the browser.
    #[serde(default)]
    pub expires: Option<f64>,
}

impl Cookie {
    /// A `network.Cookie` of WebDriver BiDi; none when its value is no text.
    pub(super) fn of_bidi(cookie: &Value) -> Option<Self> {
        let text = |name: &str| cookie[name].as_str().map(str::to_owned);
        let same_site = match cookie["sameSite"].as_str() {
            Some("strict") => Some("Strict"),
            Some("lax") => Some("Lax"),
            Some("none") => Some("None"),
            _ => None,
        };
        Some(Self {
            name: text("name")?,
            value: cookie["value"]["value"].as_str()?.to_owned(),
            domain: text("domain")?,
            path: text("path")?,
            http_only: cookie["httpOnly"] == true,
            secure: cookie["secure"] == true,
            same_site: same_site.map(str::to_owned),
            expires: cookie["expiry"].as_f64(),
        })
    }

    /// True when the browser will have forgotten it at `time`, in seconds since the epoch.
    #[must_use]
    pub fn is_over_at(&self, time: f64) -> bool {
        self.expires.is_some_and(|end| (0.0..=time).contains(&end))
    }

    /// Who gets to see it.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self.http_only {
            true => Reach::Http,
            false => Reach::Scripts,
        }
    }

    /// True when the browser would send this cookie to `url`.
    #[must_use]
    pub fn goes_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let domain = self.domain.trim_start_matches('.');
        let host_fits =
            host == domain || (self.domain.starts_with('.') && host.ends_with(&format!(".{domain}")));
        let path = url.path();
        let prefix = self.path.trim_end_matches('/');
        let path_fits = path == prefix
            || path
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('/'))
            || prefix.is_empty();
        let loopback = host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.");
        host_fits && path_fits && (!self.secure || url.scheme() == "https" || loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(domain: &str, path: &str, secure: bool) -> Cookie {
        Cookie {
            name: "n".into(),
            value: "v".into(),
            domain: domain.into(),
            path: path.into(),
            http_only: true,
            secure,
            same_site: None,
            expires: None,
        }
    }

    #[test]
    fn a_cookie_of_bidi_says_what_one_of_devtools_says() {
        let cookie = |same_site: &str| {
            let cookie = serde_json::json!({
                "domain": "localhost", "httpOnly": true, "name": "n", "path": "/", "sameSite": same_site,
                "secure": false, "size": 2, "value": { "type": "string", "value": "v" },
            });
            Cookie::of_bidi(&cookie).expect("a cookie")
        };
        assert_eq!(cookie("lax").same_site.as_deref(), Some("Lax"));
        assert_eq!(cookie("default").same_site, None, "the server did not say");
        assert_eq!(
            (cookie("lax").value.as_str(), cookie("lax").http_only),
            ("v", true)
        );
    }

    #[test]
    fn a_cookie_ends_at_its_time_and_one_of_the_session_does_not() {
        let ending = |expires: Option<f64>| Cookie {
            expires,
            ..cookie("localhost", "/", false)
        };
        assert!(ending(Some(100.0)).is_over_at(100.0));
        for lasting in [ending(Some(101.0)), ending(Some(-1.0)), ending(None)] {
            assert!(!lasting.is_over_at(100.0), "{lasting:?}");
        }
    }

    #[test]
    fn cookies_go_where_a_browser_sends_them() {
        let url = Url::parse("http://app.localhost:3000/account/x").expect("a URL");
        assert!(cookie("app.localhost", "/", true).goes_to(&url));
        assert!(cookie(".localhost", "/account", false).goes_to(&url));
        assert!(!cookie("localhost", "/", false).goes_to(&url));
        assert!(!cookie("app.localhost", "/acc", false).goes_to(&url));
        let plain = Url::parse("http://example.test/").expect("a URL");
        assert!(!cookie("example.test", "/", true).goes_to(&plain));
    }
}
