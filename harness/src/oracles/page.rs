//! What a person sees: whether a refusal can be read and leads on.

use std::time::Duration;

use crate::broken::{Broken, Kind};
use crate::browser::{Context, Locator, Page, PageError};

/// Signs of a stack trace, by language.
const TRACES: [&str; 10] = [
    "Traceback (most recent call last)",
    "panicked at ",
    "Exception in thread",
    "node_modules/",
    "at Object.<anonymous>",
    "stack backtrace:",
    "goroutine 1 [",
    "site-packages/",
    "\n    at async ",
    ".java:",
];

/// Follows the page's link to the path that is its argument, and says whether there is one.
pub const FOLLOW_LINK: &str = "
    const leads = (link) => {
        try {
            const url = new URL(link.href, location.href);
            return url.origin === location.origin && url.pathname === arguments[0];
        } catch { return false; }
    };
    const link = [...document.querySelectorAll('a[href]')].find(leads);
    if (link) link.click();
    return Boolean(link);";

/// What the tab shows once it has come to rest. A script that waits for its turn looks like a page that has: one that
/// leads nowhere has until `patience` to show a way on, unless the server failed.
///
/// # Errors
/// When the browser is gone.
pub async fn at_rest(context: &Context, patience: Duration) -> Result<Page, PageError> {
    context.settle(patience).await;
    let first = context.page().await?;
    if first.ways > 0 || first.status.is_some_and(|status| status >= 500) {
        return Ok(first);
    }
    // A way on that never comes is told by whoever judges the page.
    let _ = context.wait_for(&way_on(), patience).await;
    context.settle(patience).await;
    context.page().await
}

/// Passes when the page can be read and leads on: status below 500, text, a language, a way on, no stack trace.
///
/// # Errors
/// What a person would stumble over.
pub fn readable(page: &Page) -> Result<(), Broken> {
    let problem = if let Some(status) = page.status.filter(|status| *status >= 500) {
        Some(format!("HTTP status {status}"))
    } else if page.text.trim().is_empty() {
        Some("a page without text".to_owned())
    } else if let Some(trace) = trace(&page.text) {
        Some(format!("a stack trace (\"{trace}\")"))
    } else if page.lang.is_empty() {
        Some("a page that does not say its language (no `lang`)".to_owned())
    } else if page.ways == 0 {
        Some("a page without a link, button, or form".to_owned())
    } else {
        None
    };
    match problem {
        None => Ok(()),
        Some(found) => Err(Broken::breach(
            "a readable page: status below 500, text, `lang`, a way on, no stack trace",
            format!("{found} at {}", page.url),
        )
        .of_kind(Kind::Ugly)),
    }
}

/// The sign of a stack trace in a text, if there is one.
#[must_use]
pub fn trace(text: &str) -> Option<&'static str> {
    TRACES.into_iter().find(|trace| text.contains(trace))
}

/// Anything by which a person gets on from a page.
#[must_use]
pub fn way_on() -> Locator {
    Locator::css("a[href], button, input[type=submit]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            url: "http://localhost/".into(),
            title: "Sign in".into(),
            lang: "en".into(),
            text: "You cancelled.".into(),
            ways: 2,
            status: Some(200),
        }
    }

    #[test]
    fn each_thing_that_stops_a_person_is_found() {
        assert!(readable(&page()).is_ok());
        let bad = [
            Page {
                status: Some(500),
                ..page()
            },
            Page {
                text: "  ".into(),
                ..page()
            },
            Page {
                text: "Traceback (most recent call last)\n x".into(),
                ..page()
            },
            Page {
                lang: String::new(),
                ..page()
            },
            Page { ways: 0, ..page() },
        ];
        for page in bad {
            assert_eq!(
                readable(&page).expect_err("not readable").kind,
                Kind::Ugly,
                "{page:?}"
            );
        }
    }
}
