//! What keeps a person from being signed in although the target has their tokens: whoami, or the session's cookie.

use super::Problem;
use crate::broken::Broken;
use crate::suite::Suite;
use crate::target::{Target, path_of};
use crate::world::{Person, PersonsBrowser};

/// Why nobody is signed in, or somebody else.
pub(super) async fn problem(
    suite: &Suite,
    target: &Target,
    browser: Option<&PersonsBrowser>,
    person: Option<&Person>,
    broken: &Broken,
) -> Problem {
    let whoami = &suite.manifest.whoami;
    let (Some(browser), Some(person)) = (browser, person) else {
        return Problem::new(broken.actual.clone(), "run it again");
    };
    if broken.actual.starts_with("signed in as") {
        return Problem::new(
            format!("whoami says {}, and {} signed in", broken.actual, person.email()),
            "correct whoami.email in the manifest, or the session of the target: it must name who this browser is",
        );
    }
    let cookies = browser.context.cookies().await.unwrap_or_default();
    let of_target: Vec<_> = cookies
        .iter()
        .filter(|cookie| cookie.goes_to(&target.url))
        .collect();
    let refused = browser.context.refused_cookies();
    if let Some(refusal) = refused.first()
        && of_target.is_empty()
    {
        return Problem::new(
            format!("the browser refused every cookie of the target, so that no session stays: {refusal}"),
            "let the target set its session's cookie as browsers take it over plain http on loopback: without \
             `Domain`, and with `Secure` only beside SameSite=None",
        );
    }
    let answer = match target.http().get(&whoami.url, whoami.accept(), &cookies).await {
        Ok(answer) => answer,
        Err(reason) => {
            return Problem::new(
                format!("whoami ({}) does not answer: {reason}", target.page(&whoami.url)),
                "correct whoami.url in the manifest",
            );
        }
    };
    if let Some(email) = &whoami.email
        && let Some(path) = path_of(&answer.json(), person.email())
    {
        return Problem::new(
            format!("whoami.email `{email}` matches no text, and whoami has the address at `{path}`"),
            format!("set whoami.email = \"{path}\" in the manifest"),
        );
    }
    let words = target.last_words(3).await;
    let strays = super::front_channel::strays(suite);
    let kept = if of_target.is_empty() {
        "the browser has no cookie of the target".to_owned()
    } else {
        let names: Vec<_> = of_target.iter().map(|cookie| cookie.name.as_str()).collect();
        format!("the browser has the cookies {}", names.join(", "))
    };
    Problem::new(
        format!(
            "{} signed in at the provider, the target got tokens, and whoami names nobody (status {}); {kept}; {}{strays}{words}",
            person.email(),
            answer.status,
            broken.actual
        ),
        "sign in by hand: if that works, correct whoami.url and whoami.email in the manifest; if not, correct the target",
    )
}
