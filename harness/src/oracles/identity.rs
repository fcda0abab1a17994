//! Who is signed in, from the outside: whoami with the browser's cookies, and the protected page.

use std::time::Duration;

use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::clock::Deadline;
use crate::suite::Suite;
use crate::target::Target;
use crate::world::PersonsBrowser;

/// The email address that whoami names for this browser, or `None` for nobody.
///
/// # Errors
/// When whoami does not answer, or answers with a server error.
pub async fn whoami(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
) -> Result<Option<String>, Broken> {
    of_cookies(target, suite, &browser.context.cookies().await?).await
}

/// The email address that whoami names for a browser with these cookies, or `None` for nobody.
///
/// # Errors
/// As [`whoami`].
pub async fn of_cookies(
    target: &Target,
    suite: &Suite,
    cookies: &[Cookie],
) -> Result<Option<String>, Broken> {
    let whoami = &suite.manifest.whoami;
    let answer = target
        .http()
        .get(&whoami.url, whoami.accept(), cookies)
        .await
        .map_err(|reason| {
            Broken::breach(format!("whoami answers at {}", whoami.url), reason).of_kind(Kind::Crash)
        })?;
    if answer.status >= 500 {
        return Err(Broken::breach(
            format!("whoami answers at {}", whoami.url),
            format!("HTTP status {}", answer.status),
        ));
    }
    Ok(whoami.address(&answer))
}

/// Passes when this browser is signed in as `email`, waiting for the app to get there.
///
/// # Errors
/// A breach when nobody or somebody else is signed in.
pub async fn signed_in(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
    email: &str,
) -> Result<(), Broken> {
    let deadline = Deadline::after(suite.patience());
    loop {
        match whoami(target, suite, browser).await? {
            Some(found) if found.eq_ignore_ascii_case(email) => return Ok(()),
            Some(found) => {
                return Err(Broken::breach(
                    format!("signed in as {email}"),
                    format!("signed in as {found}"),
                ));
            }
            None => {}
        }
        match deadline.left() {
            Some(left) => {
                browser
                    .context
                    .next_change(left.min(Duration::from_millis(250)))
                    .await;
            }
            None => break,
        }
    }
    let page = browser.context.page().await?;
    Err(Broken::breach(
        format!("signed in as {email}"),
        format!(
            "nobody is signed in; the browser stands at {} and shows: {}",
            page.url,
            first_words(&page.text)
        ),
    ))
}

/// Passes when nobody is signed in once the app has come to rest: whoami names nobody,
/// and the protected page, where the server guards it, does not open.
///
/// # Errors
/// A breach when somebody is signed in or the page opens.
pub async fn anonymous(target: &Target, suite: &Suite, browser: &PersonsBrowser) -> Result<(), Broken> {
    if !browser.context.settle(suite.patience()).await {
        return Err(Broken::breach("the page comes to rest", "it was still loading").of_kind(Kind::Stuck));
    }
    stay_outside(target, suite, &browser.context.cookies().await?).await
}

/// Passes when these cookies are nobody's: whoami names nobody, and the protected page, where the server guards it,
/// does not open.
///
/// # Errors
/// A breach when they are somebody's or the page opens.
pub async fn stay_outside(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<(), Broken> {
    if let Some(found) = of_cookies(target, suite, cookies).await? {
        return Err(Broken::breach(
            "nobody is signed in",
            format!("signed in as {found}"),
        ));
    }
    let Some(path) = &suite.manifest.pages.protected else {
        return Ok(());
    };
    let failed = |reason| Broken::breach(format!("{path} answers"), reason).of_kind(Kind::Crash);
    let without = target.http().get(path, "text/html", &[]).await.map_err(failed)?;
    let with = target
        .http()
        .get(path, "text/html", cookies)
        .await
        .map_err(failed)?;
    // A single-page app serves the same shell to everybody; only a server that turns strangers away can be asked.
    let guarded = !(200..300).contains(&without.status);
    if guarded && (200..300).contains(&with.status) {
        return Err(Broken::breach(
            format!("{path} stays closed"),
            format!("it opened (status {}) with this browser's cookies", with.status),
        ));
    }
    Ok(())
}

/// The beginning of a page's text, on one line.
pub(crate) fn first_words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut words: String = line.chars().take(160).collect();
    if words.len() < line.len() {
        words.push('…');
    }
    words
}
