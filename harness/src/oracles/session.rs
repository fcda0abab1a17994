//! Which cookies carry the session, and whether they are within anybody's reach.

use super::identity;
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::suite::Suite;
use crate::target::Target;

/// The cookies without any one of which the browser is nobody's.
///
/// # Errors
/// Not proved when there is none; and as [`identity::of_cookies`].
pub async fn carriers(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<Vec<Cookie>, Broken> {
    let mut carriers = Vec::new();
    for (index, cookie) in cookies.iter().enumerate() {
        if !cookie.goes_to(&target.url) {
            continue;
        }
        let mut others = cookies.to_vec();
        others.remove(index);
        if identity::of_cookies(target, suite, &others).await?.is_none() {
            carriers.push(cookie.clone());
        }
    }
    if carriers.is_empty() {
        return Err(Broken::breach(
            "a cookie without which the browser is nobody's",
            "there is none: more than one cookie signs in, or none does",
        )
        .of_kind(Kind::Stuck));
    }
    Ok(carriers)
}

/// What lets others than the app's own server reach a session cookie, if anything does.
#[must_use]
pub fn flaw(cookie: &Cookie) -> Option<String> {
    let same_site = cookie.same_site.as_deref();
    let lacks = [
        (!cookie.http_only, "HttpOnly"),
        (!cookie.secure, "Secure"),
        (
            !matches!(same_site, Some("Lax" | "Strict")),
            "SameSite=Lax or Strict",
        ),
    ];
    let mut found: Vec<String> = lacks
        .into_iter()
        .filter(|(lacks, _)| *lacks)
        .map(|(_, name)| format!("no {name}"))
        .collect();
    if cookie.domain.starts_with('.') {
        found.push(format!("Domain={}", cookie.domain));
    }
    (!found.is_empty()).then(|| format!("{} has {}", cookie.name, found.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attribute_that_is_missing_is_named() {
        let good = Cookie {
            name: "sid".into(),
            value: "v".into(),
            domain: "localhost".into(),
            path: "/".into(),
            http_only: true,
            secure: true,
            same_site: Some("Lax".into()),
        };
        assert_eq!(flaw(&good), None);
        let bad = Cookie {
            http_only: false,
            secure: false,
            same_site: None,
            domain: ".localhost".into(),
            ..good
        };
        assert_eq!(
            flaw(&bad).as_deref(),
            Some("sid has no HttpOnly, no Secure, no SameSite=Lax or Strict, Domain=.localhost")
        );
    }
}
