//! Where the app sends people on to after a sign-in that began with an address to go on to.

use cucumber::{then, when};
use mock_provider::Provider;
use url::Url;

use super::parameters::Idp;
use super::signing_in::{Door, door, opener};
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::browser::{Context, PageError};
use crate::foreign_site;
use crate::oracles::credentials::{self, Credential};
use crate::oracles::{identity, injection, journal, session};
use crate::provider_pages::{self, Decision};
use crate::suite::Suite;
use crate::target::Target;
use crate::world::{Landing, World};

/// What is behind the path of the page that people want to go on to.
const DEEP: &str = "?from=a-link&and=more#part";

#[when(regex = r"^(\w+) signs in with (Google|GitHub) to go on to addresses (.+)$")]
async fn to_lures(world: &mut World, person: String, idp: Idp, family: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let addresses = foreign_site::addresses(&family, &target.url).ok_or_else(|| {
            Broken::breach("known addresses", format!("nobody knows any {family}")).of_kind(Kind::Crash)
        })?;
        follow_each(world, &person, addresses, async |world, address| {
            land(world, &person, idp.0, address, Decision::Approve).await
        })
        .await
    })
    .await;
}

#[when(regex = r"^(\w+) signs in with (Google|GitHub) to go on to a page of the app$")]
async fn to_page(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let address = wanted(world)?;
        let landing = land(world, &person, idp.0, &address, Decision::Approve).await?;
        world.person(&person)?.landings.push(landing);
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) stays with the app each time$")]
async fn stays(world: &mut World, person: String) {
    step(world, async |world| {
        let landings = landings(world, &person)?;
        for Landing {
            wanted, elsewhere, ..
        } in landings
        {
            if let Some(elsewhere) = elsewhere {
                return Err(Broken::breach(
                    format!("a sign-in that is to go on to {wanted:?} ends at the app"),
                    format!("it led to {elsewhere}"),
                )
                .hint("resolve the address as a browser does, and compare its origin with the app's own"));
            }
        }
        if landings
            .iter()
            .all(|landing| !landing.signed_in && !landing.refused)
        {
            return Err(Broken::set_up(
                "a sign-in with such an address ends signed in, or is refused",
                "none did",
            ));
        }
        match landings
            .iter()
            .find_map(|landing| Some((landing, landing.status.filter(|status| *status >= 500)?)))
        {
            None => Ok(()),
            Some((landing, status)) => Err(Broken::breach(
                format!(
                    "a sign-in that is to go on to {:?} goes on elsewhere at the app, or is refused",
                    landing.wanted
                ),
                format!("HTTP status {status} at {}", landing.url),
            )
            .of_kind(Kind::Ugly)),
        }
    })
    .await;
}

#[then(regex = r"^(\w+) is signed in at a page of the app each time$")]
async fn arrives(world: &mut World, person: String) {
    step(world, async |world| {
        for landing in landings(world, &person)? {
            let fine = landing.elsewhere.is_none()
                && (landing.signed_in || landing.refused)
                && landing.status.is_none_or(|status| status < 500);
            if !fine {
                return Err(Broken::breach(
                    format!(
                        "a sign-in that is to go on to {:?} ends at a page of the app",
                        landing.wanted
                    ),
                    format!(
                        "it ended at {}, {}, with HTTP status {}",
                        landing.url,
                        if landing.signed_in {
                            "signed in"
                        } else {
                            "not signed in"
                        },
                        landing
                            .status
                            .map_or("unknown".to_owned(), |status| status.to_string()),
                    ),
                ));
            }
        }
        Ok(())
    })
    .await;
}

#[then(regex = r"^(\w+) arrives at that page$")]
async fn arrives_there(world: &mut World, person: String) {
    step(world, async |world| {
        let target = world.target().await?;
        let wanted = target.page(&wanted(world)?);
        let landing = landings(world, &person)?.last();
        let found = landing.map(|landing| landing.url.clone()).unwrap_or_default();
        if found == wanted.as_str() {
            return Ok(());
        }
        Err(Broken::breach(
            format!("the sign-in goes on to {wanted}"),
            format!("it ended at {found}"),
        ))
    })
    .await;
}

#[then(regex = r"^no address that (\w+) was sent on to after (Google|GitHub) has a code or a token in it$")]
async fn nothing_on_the_way(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let exchanges = world.exchanges_of(&person);
        let mut secrets = credentials::of(&exchanges);
        let answers = journal::answers(&exchanges, idp.0);
        let codes = answers.iter().filter_map(|answer| {
            let (_, code) = answer.query_pairs().find(|(name, _)| name == "code")?;
            Some(code.into_owned())
        });
        secrets.extend(codes.map(|text| Credential {
            name: "the code",
            text,
        }));
        let cookies = world.cookies(&person).await?;
        let carriers = session::carriers(&target, &suite, &cookies)
            .await
            .unwrap_or_default();
        secrets.extend(carriers.into_iter().map(|cookie| Credential {
            name: "the session cookie",
            text: cookie.value,
        }));
        let context = &world.browser(&person).await?.context;
        let resolved = context
            .redirects()
            .into_iter()
            .filter_map(|way| target.url.join(&way).ok());
        let mut addresses: Vec<String> = resolved
            .filter(|way| !answers.contains(way) && !suite.is_at_provider(way.as_str()))
            .map(Url::into)
            .collect();
        addresses.push(context.page().await?.url);
        credentials::none_in(&secrets, &addresses)
    })
    .await;
}

fn landings<'a>(world: &'a World, name: &str) -> Result<&'a [Landing], Broken> {
    Ok(&world.known(name)?.landings)
}

/// Comes to each of `addresses` with a new browser, until one has led to somebody else's site: what that looks like is
/// evidence.
pub(super) async fn follow_each(
    world: &mut World,
    name: &str,
    addresses: impl IntoIterator<Item = String>,
    follow: impl AsyncFn(&mut World, &str) -> Result<Landing, Broken>,
) -> Result<(), Broken> {
    for address in addresses {
        world.forget_browser(name);
        let landing = follow(world, &address).await?;
        let left = landing.elsewhere.is_some();
        world.person(name)?.landings.push(landing);
        if left {
            break;
        }
    }
    Ok(())
}

/// A page of the app that signed-in people may open, with a query and a fragment.
pub(super) fn wanted(world: &World) -> Result<String, Broken> {
    let pages = &world.suite().manifest.pages;
    let path = pages.account.as_ref().or(pages.protected.as_ref());
    let path = path
        .ok_or_else(|| Broken::not_applicable("[pages] has neither `account` nor `protected` to go on to"))?;
    Ok(format!("{path}{DEEP}"))
}

/// Signs in with `wanted` as the address to go on to, or turns back at the provider, and says where that led.
pub(super) async fn land(
    world: &mut World,
    name: &str,
    idp: Provider,
    wanted: &str,
    decision: Decision,
) -> Result<Landing, Broken> {
    world.entry(idp)?;
    let (suite, target) = (world.suite(), world.target().await?);
    let parameter = suite.manifest.pages.return_parameter.as_ref();
    let parameter = parameter.ok_or_else(|| Broken::not_applicable("[pages] has no `return_parameter`"))?;
    let persona = world.person(name)?.persona.clone();
    let browser = world.browser(name).await?;
    let context = &browser.context;
    let (mut page, _) = door(&suite, &target, idp, Door::SignIn);
    page.query_pairs_mut().append_pair(parameter, wanted);
    visit(&suite, context, &page).await?;
    let refused;
    match press(&suite, &target, context, idp).await {
        Ok(()) => {
            context.settle(suite.patience()).await;
            let shown = context.page().await?;
            // An app may refuse what the button asks for, and say so in the page or on another one.
            refused = !suite.is_at_provider(&shown.url)
                && (shown.status.is_some_and(is_refusal) || was_refused(&target, context.requests()));
            if !refused {
                provider_pages::pass(&suite, browser, idp, &persona, decision, 0).await?;
            }
        }
        // Without a button nothing began: the app refuses the address at once, or fails over it.
        Err(PageError::NotFound { .. }) if context.page().await?.status.is_some_and(is_refusal) => {
            refused = true;
        }
        Err(error) => return Err(error.into()),
    }
    landing(world, name, wanted, refused).await
}

/// Presses the button of `idp` on the page at hand, having shown it first where it is hidden.
pub(super) async fn press(
    suite: &Suite,
    target: &Target,
    context: &Context,
    idp: Provider,
) -> Result<(), PageError> {
    if let Some(open) = opener(suite, Door::SignIn) {
        context.click(open, suite.patience()).await?;
    }
    let (_, button) = door(suite, target, idp, Door::SignIn);
    context.click(&button, suite.patience()).await
}

/// Where the browser of `name` has come to that was to go on to `wanted`.
pub(super) async fn landing(
    world: &mut World,
    name: &str,
    wanted: &str,
    refused: bool,
) -> Result<Landing, Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let browser = world.browser(name).await?;
    let context = &browser.context;
    context.settle(suite.patience()).await;
    let shown = context.page().await?;
    let ran = context.script(injection::LOOK, vec![]).await.unwrap_or_default();
    let asked = context.requests().into_iter().map(|request| request.url);
    let elsewhere = asked
        .chain([shown.url.clone()])
        .find(|url| is_elsewhere(url))
        .or_else(|| (ran["ran"] == true).then(|| "a script in that address".to_owned()));
    Ok(Landing {
        wanted: wanted.to_owned(),
        url: shown.url,
        status: shown.status,
        elsewhere,
        signed_in: identity::whoami(&target, &suite, browser).await?.is_some(),
        refused,
    })
}

fn was_refused(target: &Target, requests: Vec<crate::browser::Request>) -> bool {
    let newest = requests.into_iter().rfind(|request| {
        matches!(request.kind.as_str(), "document" | "fetch" | "xhr")
            && request.url.starts_with(target.url.as_str())
    });
    newest.and_then(|request| request.status).is_some_and(is_refusal)
}

/// Also an error of the server begins nothing; that it is one is judged by itself.
fn is_refusal(status: u16) -> bool {
    status >= 400
}

/// Whether an address leads to a site of somebody else.
fn is_elsewhere(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.host_str().is_some_and(foreign_site::is_foreign))
}
