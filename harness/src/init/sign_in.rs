//! An honest sign-in through the provider, up to where the app takes the person.

use mock_provider::Provider;
use mock_provider::config::Persona;
use mock_provider::journal::Filter;
use url::Url;

use super::InitError;
use super::door::Door;
use super::scene::Scene;
use crate::browser::{Cookie, Page};
use crate::preflight;
use crate::provider_pages::{self, Decision};
use crate::world::PersonsBrowser;

/// Somebody for whom the app has got tokens.
pub(super) struct Visit {
    pub(super) browser: PersonsBrowser,
    /// Address of their account.
    pub(super) email: String,
    /// What else on a page is theirs alone: their names.
    pub(super) names: Vec<String>,
    /// Where the app took them.
    pub(super) page: Page,
}

impl Visit {
    /// The cookies of their browser.
    pub(super) async fn cookies(&self) -> Result<Vec<Cookie>, InitError> {
        Ok(self.browser.context.cookies().await?)
    }
}

/// Signs a new person in, whose browser is called `id`.
pub(super) async fn sign_in(scene: &Scene, door: &Door, idp: Provider, id: &str) -> Result<Visit, InitError> {
    let suite = &scene.suite;
    let persona = scene.person("alice")?;
    let browser = scene.browser(id).await?;
    let mark = newest(scene);
    door.enter(scene, &browser.context).await?;
    let button = door.buttons.locator(idp);
    browser.context.click(&button, suite.patience()).await?;
    let passed = provider_pages::pass(suite, &browser, idp, &persona, Decision::Approve, 0).await;
    browser.context.settle(suite.patience()).await;
    if let Err(broken) = passed {
        let hint = broken
            .hint
            .unwrap_or_else(|| "sign in by hand, and read the output of the app".to_owned());
        return Err(InitError::app(
            format!("{}: {}", broken.expected, broken.actual),
            hint,
        ));
    }
    if let Some(problem) = refused(scene, idp, &browser, mark).await {
        return Err(problem);
    }
    let page = browser.context.page().await?;
    Ok(Visit {
        email: address(&persona),
        names: names(&persona),
        browser,
        page,
    })
}

/// Why the app got no tokens; `None` when it did.
async fn refused(scene: &Scene, idp: Provider, browser: &PersonsBrowser, mark: u64) -> Option<InitError> {
    let exchanges = scene.suite.provider.journal().exchanges(&Filter {
        provider: Some(idp),
        after: Some(mark),
        ..Filter::default()
    });
    let by_secret = exchanges
        .iter()
        .filter_map(|exchange| exchange.refusal.as_ref())
        .any(|refusal| refusal.rule.starts_with("client-secret"));
    let problem = preflight::no_tokens(&scene.suite, &scene.target, idp, Some(browser), &exchanges).await?;
    let slug = idp.slug();
    let hint = if by_secret {
        format!(
            "set the secret that the app reads to {{{slug}.client_secret}} with --env, or name the one that it has: \
             --client-secret {slug}=SECRET"
        )
    } else {
        problem.hint.replace("in start.env", "with --env").replace(
            &format!("correct providers.{slug}.redirect_uri in the manifest, or "),
            "",
        )
    };
    Some(InitError::app(problem.what, hint))
}

fn newest(scene: &Scene) -> u64 {
    let all = scene.suite.provider.journal().exchanges(&Filter::default());
    all.last().map_or(0, |exchange| exchange.id)
}

fn address(persona: &Persona) -> String {
    persona
        .google
        .as_ref()
        .map(|account| account.email.clone())
        .unwrap_or_default()
}

/// The words of a person's names, in lower case.
fn names(persona: &Persona) -> Vec<String> {
    let google = persona
        .google
        .iter()
        .flat_map(|account| [&account.name, &account.family_name]);
    let github = persona.github.iter().map(|account| &account.name);
    let names = google.chain(github).flatten();
    let words = names
        .flat_map(|name| name.split_whitespace())
        .map(str::to_lowercase);
    words.chain(std::iter::once(persona.id.to_lowercase())).collect()
}

/// The addresses that the app's pages asked for, newest first, without the provider's.
pub(super) fn asked_for(scene: &Scene, visit: &Visit) -> Vec<Url> {
    let mut urls: Vec<Url> = Vec::new();
    let sent = visit.browser.context.sent();
    for sent in sent.iter().rev().filter(|sent| sent.method == "GET") {
        let Ok(mut url) = Url::parse(&sent.url) else {
            continue;
        };
        url.set_fragment(None);
        let of_app =
            url.host_str() == scene.target.url.host_str() && !scene.suite.is_at_provider(url.as_str());
        if of_app && !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}
