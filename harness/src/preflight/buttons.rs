//! Whether the pages where flows start are there, with exactly one way to each provider.

use mock_provider::Provider;

use super::{Examination, Problem};
use crate::browser::{Context, Locator, PageError};
use crate::steps::signing_in::{Door, door, opener};
use crate::suite::Suite;
use crate::target::Target;

/// Looks at the sign-in page, and at the sign-up page where it is another one.
pub(super) async fn examine(suite: &Suite, target: &Target, providers: &[Provider]) -> Vec<Examination> {
    let mut doors = vec![(Door::SignIn, "sign-in page")];
    let (pages, actions) = (&suite.manifest.pages, &suite.manifest.actions);
    if pages.sign_up.is_some() || actions.sign_up.is_some() {
        doors.push((Door::SignUp, "sign-up page"));
    }
    let mut lines = Vec::new();
    match suite.context().await {
        Err(error) => lines.push(Examination::problem("pages", browser_gone(&error))),
        Ok(context) => {
            for (which, name) in doors {
                lines.push(match look(suite, target, providers, which, &context).await {
                    Ok(fact) => Examination::fine(name, fact),
                    Err(problem) => Examination::problem(name, problem),
                });
            }
        }
    }
    lines
}

/// Opens one of the pages and counts what leads to each provider.
async fn look(
    suite: &Suite,
    target: &Target,
    providers: &[Provider],
    which: Door,
    context: &Context,
) -> Result<String, Problem> {
    let key = match which {
        Door::SignIn => "sign_in",
        Door::SignUp => "sign_up",
    };
    let mut names = Vec::new();
    for &idp in providers {
        let (url, button) = door(suite, target, idp, which);
        if names.is_empty() {
            open(suite, target, context, &url, key).await?;
            if let Some(opener) = opener(suite, which) {
                show(suite, context, opener, &url, key).await?;
            }
        }
        let missing = |error: PageError| match error {
            PageError::NotFound { .. } => Problem::new(
                format!("{url} has no {button}, which starts a flow with {}", idp.name()),
                format!(
                    "correct actions.{key}.click, or providers.{}.label, in the manifest",
                    idp.slug()
                ),
            ),
            other => browser_gone(&other),
        };
        context
            .wait_for(&button, suite.patience())
            .await
            .map_err(missing)?;
        let count = context
            .count(&button)
            .await
            .map_err(|error| browser_gone(&error))?;
        if count > 1 {
            return Err(Problem::new(
                format!(
                    "{count} things on {url} are {button}, which starts a flow with {}",
                    idp.name()
                ),
                format!(
                    "make actions.{key}.click, or providers.{}.label, in the manifest fit one of them alone",
                    idp.slug()
                ),
            ));
        }
        names.push(idp.name());
    }
    Ok(format!("leads to {}", names.join(", ")))
}

/// Clicks what shows the providers' buttons.
async fn show(
    suite: &Suite,
    context: &Context,
    opener: &Locator,
    url: &url::Url,
    key: &str,
) -> Result<(), Problem> {
    context
        .click(opener, suite.patience())
        .await
        .map_err(|error| match error {
            PageError::NotFound { .. } => Problem::new(
                format!("{url} has no {opener}, which is clicked first"),
                format!("correct actions.{key}.open in the manifest"),
            ),
            other => browser_gone(&other),
        })
}

async fn open(
    suite: &Suite,
    target: &Target,
    context: &Context,
    url: &url::Url,
    key: &str,
) -> Result<(), Problem> {
    context.goto(url).await.map_err(|error| {
        Problem::new(
            format!("{url} does not open: {error}"),
            format!("correct pages.{key} in the manifest"),
        )
    })?;
    context.settle(suite.patience()).await;
    let page = context.page().await.map_err(|error| browser_gone(&error))?;
    let Some(status) = page.status.filter(|status| *status >= 400) else {
        return Ok(());
    };
    let hint = if status >= 500 {
        "the target itself fails: read its output, and start it by hand with the variables of start.env"
            .to_owned()
    } else {
        format!("correct pages.{key} in the manifest")
    };
    let words = target.last_words(3).await;
    Err(Problem::new(format!("{url} answers {status}{words}"), hint))
}

/// The browser failed, not the target.
fn browser_gone(error: &PageError) -> Problem {
    Problem::new(
        error.to_string(),
        "run it again; if that does not help, name another browser in HARNESS_CHROMIUM",
    )
}
