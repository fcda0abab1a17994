//! Which cookies carry the session, and whether they are within anybody's reach.

use url::{Url, form_urlencoded};

use super::identity;
use crate::broken::Broken;
use crate::browser::Cookie;
use crate::suite::Suite;
use crate::target::Target;

/// Whatever is shorter could be guessed: eight bytes in hexadecimal.
const SHORTEST_SECRET: usize = 16;

/// The cookies that sign the browser in: those without any one of which it is nobody's, and where several do each
/// alone, all of these.
///
/// # Errors
/// Not proved when there is none; and as [`identity::of_cookies`].
pub async fn carriers(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<Vec<Cookie>, Broken> {
    let of_app: Vec<Cookie> = cookies
        .iter()
        .filter(|cookie| cookie.goes_to(&target.url))
        .cloned()
        .collect();
    let mut carriers = Vec::new();
    for cookie in &of_app {
        let others = without(&of_app, cookie);
        if identity::of_cookies(target, suite, &others).await?.is_none() {
            carriers.push(cookie.clone());
        }
    }
    if carriers.is_empty() {
        for cookie in &of_app {
            if is_enough(target, suite, &of_app, cookie).await? {
                carriers.push(cookie.clone());
            }
        }
    }
    if carriers.is_empty() {
        return Err(Broken::set_up(
            "cookies that sign the browser in",
            "no cookie of the app does: whoami goes by something else",
        ));
    }
    Ok(carriers)
}

/// Whether a browser is somebody's by this cookie, once every other one is gone that it can do without.
async fn is_enough(target: &Target, suite: &Suite, all: &[Cookie], cookie: &Cookie) -> Result<bool, Broken> {
    let mut kept = all.to_vec();
    for other in all.iter().filter(|other| !is_same(other, cookie)) {
        let fewer = without(&kept, other);
        if identity::of_cookies(target, suite, &fewer).await?.is_some() {
            kept = fewer;
        }
    }
    let rest = without(&kept, cookie);
    Ok(identity::of_cookies(target, suite, &rest).await?.is_none()
        && identity::of_cookies(target, suite, &kept).await?.is_some())
}

fn without(cookies: &[Cookie], gone: &Cookie) -> Vec<Cookie> {
    cookies
        .iter()
        .filter(|cookie| !is_same(cookie, gone))
        .cloned()
        .collect()
}

/// A browser keeps one cookie of a name for a domain and a path (RFC 6265 section 5.3).
fn is_same(one: &Cookie, other: &Cookie) -> bool {
    (&one.name, &one.domain, &one.path) == (&other.name, &other.domain, &other.path)
}

/// Whether a cookie could be a secret at all: an address, a language, a time, or a switch is none.
#[must_use]
pub fn may_be_secret(cookie: &Cookie) -> bool {
    let plain = percent_decode(&cookie.value);
    let is_address = plain.starts_with('/') || plain.contains("://");
    plain.len() >= SHORTEST_SECRET && !is_address
}

/// Whether a cookie is the half of a token against forged requests that scripts send back.
#[must_use]
pub fn is_against_forgery(cookie: &Cookie) -> bool {
    let name = cookie.name.to_ascii_lowercase();
    name.contains("csrf") || name.contains("xsrf")
}

/// What lets others than the app's own server reach a session cookie of the app at `app`, if anything does. A cookie
/// that was set over plain http need not be `Secure`: apps derive that from how they are served.
#[must_use]
pub fn flaw(cookie: &Cookie, app: &Url) -> Option<String> {
    let at_home = matches!(cookie.same_site.as_deref(), Some("Lax" | "Strict"));
    lacking(cookie, app, (!at_home).then_some("SameSite=Lax or Strict"))
}

/// The same of a cookie that ties a provider's answer to the browser. Where that answer is a form of the provider's
/// site, `SameSite=None` is what brings the cookie along.
#[must_use]
pub fn flaw_of_flow(cookie: &Cookie, app: &Url) -> Option<String> {
    lacking(cookie, app, cookie.same_site.is_none().then_some("SameSite"))
}

fn lacking(cookie: &Cookie, app: &Url, same_site: Option<&str>) -> Option<String> {
    let lacks = [
        (!cookie.http_only).then_some("HttpOnly"),
        (!cookie.secure && app.scheme() == "https").then_some("Secure"),
        same_site,
    ];
    let mut found: Vec<String> = lacks
        .into_iter()
        .flatten()
        .map(|name| format!("no {name}"))
        .collect();
    if cookie.domain.starts_with('.') {
        found.push(format!("Domain={}", cookie.domain));
    }
    (!found.is_empty()).then(|| format!("{} has {}", cookie.name, found.join(", ")))
}

/// The value as it was before it was fitted into a cookie.
fn percent_decode(value: &str) -> String {
    let pair = format!("v={}", value.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(value: &str) -> Cookie {
        Cookie {
            name: "sid".into(),
            value: value.into(),
            domain: "localhost".into(),
            path: "/".into(),
            http_only: true,
            secure: true,
            same_site: Some("Lax".into()),
            expires: None,
        }
    }

    #[test]
    fn addresses_and_settings_are_no_secrets() {
        for plain in [
            "http%3A%2F%2Flocalhost%3A3000%2Faccount",
            "/account/settings/profile",
            "en-GB",
            "1763834400",
            "",
        ] {
            assert!(!may_be_secret(&cookie(plain)), "{plain}");
        }
        for secret in [
            "s%3Aq3x5N4kd8e1J2l.4f+/Z",
            "eyJhbGciOiJkaXIifQ..x",
            "0123456789abcdef",
        ] {
            assert!(may_be_secret(&cookie(secret)), "{secret}");
        }
    }

    #[test]
    fn plain_http_needs_no_secure_cookie_and_https_does() {
        let bare = Cookie {
            secure: false,
            ..cookie("v")
        };
        let at = |url| flaw(&bare, &Url::parse(url).expect("a URL"));
        assert_eq!(at("http://localhost:3000/"), None);
        assert_eq!(
            at("https://localhost:3000/").as_deref(),
            Some("sid has no Secure")
        );
    }

    #[test]
    fn a_cookie_of_a_sign_in_may_come_from_the_providers_form() {
        let app = Url::parse("https://localhost/").expect("a URL");
        let with = |same_site: Option<&str>| Cookie {
            same_site: same_site.map(str::to_owned),
            ..cookie("v")
        };
        assert_eq!(flaw_of_flow(&with(Some("None")), &app), None);
        assert_eq!(
            flaw_of_flow(&with(None), &app).as_deref(),
            Some("sid has no SameSite")
        );
        assert!(flaw(&with(Some("None")), &app).is_some());
    }

    #[test]
    fn each_attribute_that_is_missing_is_named() {
        let app = Url::parse("https://localhost/").expect("a URL");
        let good = cookie("v");
        assert_eq!(flaw(&good, &app), None);
        let bad = Cookie {
            http_only: false,
            secure: false,
            same_site: None,
            expires: None,
            domain: ".localhost".into(),
            ..good
        };
        assert_eq!(
            flaw(&bad, &app).as_deref(),
            Some("sid has no HttpOnly, no Secure, no SameSite=Lax or Strict, Domain=.localhost")
        );
    }
}
