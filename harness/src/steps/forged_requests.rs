//! What another site can make a browser ask the app for: the same that a button of the app's own page asks, by a link
//! or by a form, with the browser's cookies as browsers send them from other sites.

use cucumber::{then, when};
use mock_provider::Provider;
use mock_provider::config::Persona;

use super::asked::{self, Asked, fields};
use super::parameters::Idp;
use super::signing_in::{Door, door};
use super::{account_page, connected_accounts, step, visit};
use crate::broken::{Broken, Kind};
use crate::browser::Locator;
use crate::foreign_site::ForeignSite;
use crate::oracles::identity;
use crate::provider_pages::{self, Decision};
use crate::world::World;

#[when(
    regex = r"^a page of another site has (\w+)'s browser ask for what connecting (Google|GitHub) asks, where (?:Google|GitHub) knows it as (\w+)$"
)]
async fn connects(world: &mut World, owner: String, idp: Idp, attacker: String) {
    step(world, async |world| {
        let persona = world.person(&attacker)?.persona.clone();
        account_page::open(world, &owner).await?;
        let button = connected_accounts::button(world, "connect", idp.0).await?;
        forge(world, &owner, &button, Some((idp.0, &persona))).await
    })
    .await;
}

#[when(
    regex = r"^a page of another site has (\w+)'s browser ask for what disconnecting (Google|GitHub) asks$"
)]
async fn disconnects(world: &mut World, owner: String, idp: Idp) {
    step(world, async |world| {
        account_page::open(world, &owner).await?;
        let button = connected_accounts::button(world, "disconnect", idp.0).await?;
        forge(world, &owner, &button, None).await
    })
    .await;
}

#[when(regex = r"^a page of another site has (\w+)'s browser ask for what signing out asks$")]
async fn signs_out(world: &mut World, owner: String) {
    step(world, async |world| {
        let act = world.suite().manifest.actions.sign_out.clone();
        let act = act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.sign_out]"))?;
        account_page::open(world, &owner).await?;
        forge(world, &owner, &act.click, None).await
    })
    .await;
}

#[when(regex = r"^a link of another site says to (\w+)'s browser that it is the form for signing out$")]
async fn signs_out_by_link(world: &mut World, owner: String) {
    step(world, async |world| {
        let act = world.suite().manifest.actions.sign_out.clone();
        let act = act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.sign_out]"))?;
        account_page::open(world, &owner).await?;
        let asked = learn(world, &owner, &act.click).await?;
        if asked.method == "GET" {
            return Err(Broken::not_applicable("signing out is a link of the app's own"));
        }
        send(world, &owner, vec![link(&disguised(asked))], None).await
    })
    .await;
}

#[when(
    regex = r"^a page of another site has (\w+)'s browser ask for what signing in with (Google|GitHub) asks, where (?:Google|GitHub) knows it as (\w+)$"
)]
async fn signs_in(world: &mut World, owner: String, idp: Idp, attacker: String) {
    step(world, async |world| {
        world.entry(idp.0)?;
        let persona = world.person(&attacker)?.persona.clone();
        let (suite, target) = (world.suite(), world.target().await?);
        let (page, button) = door(&suite, &target, idp.0, Door::SignIn);
        visit(&suite, &world.browser(&owner).await?.context, &page).await?;
        forge(world, &owner, &button, Some((idp.0, &persona))).await
    })
    .await;
}

#[then(regex = r"^nobody was signed in in (\w+)'s browser without being asked$")]
async fn nobody(world: &mut World, owner: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&owner).await?;
        browser.context.settle(suite.patience()).await;
        match identity::whoami(&target, &suite, browser).await? {
            None => Ok(()),
            // Products document a link as their way to sign in; it holds less well than a form of their own.
            Some(found) => Err(Broken::breach(
                "a sign-in begins on the app's own page",
                format!("a link signed {found} in"),
            )
            .of_kind(Kind::Weaker)),
        }
    })
    .await;
}

/// Learns what `button` on the page at hand asks for, and has a page of another site ask for the same.
async fn forge(
    world: &mut World,
    name: &str,
    button: &Locator,
    provider: Option<(Provider, &Persona)>,
) -> Result<(), Broken> {
    let asked = learn(world, name, button).await?;
    send(world, name, vec![link(&asked), form(&asked)], provider).await
}

async fn learn(world: &mut World, name: &str, button: &Locator) -> Result<Asked, Broken> {
    let patience = world.suite().patience();
    asked::learn(&world.browser(name).await?.context, button, patience).await
}

/// Opens each of `pages` on another site, which leads to the app.
async fn send(
    world: &mut World,
    name: &str,
    pages: Vec<String>,
    provider: Option<(Provider, &Persona)>,
) -> Result<(), Broken> {
    let suite = world.suite();
    let browser = world.browser(name).await?;
    for page in pages {
        let site = ForeignSite::serve(page).await.map_err(|error| {
            Broken::breach("a site of somebody else", error.to_string()).of_kind(Kind::Crash)
        })?;
        let address = site.url();
        let before = provider.map_or(0, |(idp, _)| provider_pages::answers_so_far(&suite, browser, idp));
        visit(&suite, &browser.context, address).await?;
        browser.context.settle(suite.patience()).await;
        let stands = browser.context.page().await?.url;
        if stands.starts_with(address.as_str()) {
            return Err(Broken::breach(
                "the other site's page asks the app",
                "the browser stayed on that page",
            )
            .of_kind(Kind::Stuck));
        }
        if let Some((idp, persona)) = provider.filter(|_| suite.is_at_provider(&stands)) {
            provider_pages::pass(&suite, browser, idp, persona, Decision::Approve, before).await?;
            browser.context.settle(suite.patience()).await;
        }
    }
    Ok(())
}

/// The same with what frameworks take for the method of a request that cannot have it, where it is not there already.
fn disguised(mut asked: Asked) -> Asked {
    let method = asked.method.clone();
    for name in ["_method", "_HttpMethod"] {
        if !asked.url.query_pairs().any(|(found, _)| found == name) {
            asked.url.query_pairs_mut().append_pair(name, &method);
        }
    }
    asked
}

/// A page that follows a link to the same, with the fields in its query.
fn link(asked: &Asked) -> String {
    let mut url = asked.url.clone();
    if asked.method != "GET" || !asked.body.is_empty() {
        url.query_pairs_mut().extend_pairs(fields(asked));
    }
    let url = escape(url.as_str());
    format!(
        "<!doctype html><title>Prizes</title><a id=\"go\" href=\"{url}\">Go</a>\
         <script>addEventListener('load', () => setTimeout(() => document.getElementById('go').click()));</script>"
    )
}

/// A page that sends a form to the same.
fn form(asked: &Asked) -> String {
    let inputs: String = fields(asked)
        .iter()
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escape(name),
                escape(value)
            )
        })
        .collect();
    let url = escape(asked.url.as_str());
    format!(
        "<!doctype html><title>Prizes</title><form id=\"go\" method=\"post\" action=\"{url}\">{inputs}</form>\
         <script>addEventListener('load', () => setTimeout(() => HTMLFormElement.prototype.submit.call(document.getElementById('go'))));</script>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn asked(body: &str) -> Asked {
        Asked {
            method: "POST".to_owned(),
            url: Url::parse("http://localhost/connect?a=1").expect("a URL"),
            body: body.to_owned(),
        }
    }

    #[test]
    fn another_site_sends_the_same_but_for_what_it_cannot_know() {
        let page = form(&asked("provider=git%22hub&csrf_token=s3cret"));
        assert!(
            page.contains("name=\"provider\" value=\"git&quot;hub\""),
            "{page}"
        );
        assert!(!page.contains("s3cret"), "{page}");
        let page = link(&asked("provider=github"));
        assert!(
            page.contains("http://localhost/connect?a=1&amp;provider=github"),
            "{page}"
        );
    }

    #[test]
    fn a_disguised_link_says_the_method_once() {
        let disguise = |url: &str| {
            let asked = Asked {
                url: Url::parse(url).expect("a URL"),
                ..asked("")
            };
            disguised(asked).url.to_string()
        };
        assert_eq!(
            disguise("http://localhost/out"),
            "http://localhost/out?_method=POST&_HttpMethod=POST"
        );
        assert_eq!(
            disguise("http://localhost/out?_method=DELETE"),
            "http://localhost/out?_method=DELETE&_HttpMethod=POST"
        );
    }
}
