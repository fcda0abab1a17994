//! What becomes of the address by which a provider's answer comes, with its code and state: where it stays, who else
//! learns of it, and what asks for it beside the browser.

use cucumber::{then, when};
use url::Url;

use super::parameters::Idp;
use super::{altered_answers, step};
use crate::broken::{Broken, Kind};
use crate::browser;
use crate::oracles::journal;
use crate::oracles::leaks::Secrets;
use crate::target::Request;
use crate::world::World;

#[then(regex = r"^neither address nor history of (\w+)'s browser has what came from (Google|GitHub)$")]
async fn not_in_history(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let seen = Seen::by(world, &person, idp).await?;
        let suite = world.suite();
        let context = &world.browser(&person).await?.context;
        let visited = context.visited().await?;
        // The provider knows what it sent.
        let mut others = visited.iter().filter(|entry| !suite.is_at_provider(&entry.url));
        match others.find_map(|entry| Some((&entry.url, seen.secrets.in_address(&entry.url)?))) {
            None => Ok(()),
            Some((url, name)) => Err(Broken::breach(
                "an address bar and a history without code and state",
                format!("the {name} is in {}", place(url)),
            )),
        }
    })
    .await;
}

#[then(regex = r"^no other site has learned from (\w+)'s browser what came from (Google|GitHub)$")]
async fn not_referred(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let mut seen = Seen::by(world, &person, idp).await?;
        let suite = world.suite();
        seen.requests
            .retain(|request| !suite.is_at_provider(&request.url));
        match seen.secrets.referred(&seen.requests, &seen.app) {
            None => Ok(()),
            Some((request, name)) => Err(Broken::breach(
                "no Referer with code or state for another host",
                format!("{} was told the {name}", place(&request.url)),
            )
            .hint("answer the callback with a redirect, or with `Referrer-Policy: no-referrer`")),
        }
    })
    .await;
}

#[then(regex = r"^the page to which (Google|GitHub) sent (\w+) has loaded nothing from elsewhere$")]
async fn nothing_foreign(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let seen = Seen::by(world, &person, idp).await?;
        match seen.secrets.foreign_resource(&seen.requests, &seen.app) {
            None => Ok(()),
            Some(request) => Err(Broken::breach(
                "nothing from another host on a page with the code in its address",
                format!("it loaded the {} {}", request.kind, place(&request.url)),
            )),
        }
    })
    .await;
}

#[when(regex = r"^a program asks for the headers alone of (\w+)'s answer from (Google|GitHub)$")]
async fn head(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let answer = newest(world, &person, idp)?;
        let cookies = world.cookies(&person).await?;
        let target = world.target().await?;
        // Programs that look at addresses in advance do it in the browser, or behind a proxy.
        for request in [
            Request::head(answer.as_str()).cookies(&cookies),
            Request::head(answer.as_str()),
        ] {
            let sent = target.http().send(request).await;
            sent.map_err(|reason| Broken::breach("the app answers a HEAD", reason).of_kind(Kind::Crash))?;
        }
        Ok(())
    })
    .await;
}

#[then(
    regex = r"^the app withstands (\w+)'s answer from (Google|GitHub) that was held back (with .+), brought by a program$"
)]
async fn withstands(world: &mut World, person: String, idp: Idp, words: String) {
    step(world, async |world| {
        let address = altered_answers::address(world, &person, idp.0, &words)?;
        let cookies = world.cookies(&person).await?;
        unharmed(world, Request::get(address.as_str()).cookies(&cookies)).await
    })
    .await;
}

#[then(
    regex = r"^the app withstands (\w+)'s answer from (Google|GitHub) that was held back, sent as a form$"
)]
async fn withstands_form(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let mut answer = newest(world, &person, idp)?;
        let fields = answer.query_pairs().into_owned().collect();
        answer.set_query(None);
        let cookies = world.cookies(&person).await?;
        unharmed(
            world,
            Request::post(answer.as_str()).cookies(&cookies).form(fields),
        )
        .await
    })
    .await;
}

/// Servers that are asked too much may break the connection off; what they must not do is to fail.
async fn unharmed(world: &World, request: Request) -> Result<(), Broken> {
    let target = world.target().await?;
    match target.http().send(request).await {
        Ok(answer) if answer.status >= 500 => Err(Broken::breach(
            "a refusal with a status below 500",
            format!("HTTP status {}", answer.status),
        )),
        Ok(_) => Ok(()),
        Err(reason) => Err(Broken::breach("a refusal with a status below 500", reason).of_kind(Kind::Ugly)),
    }
}

/// What a person's tab did while the provider's answer was taken in.
struct Seen {
    secrets: Secrets,
    requests: Vec<browser::Request>,
    app: Url,
}

impl Seen {
    async fn by(world: &mut World, person: &str, idp: Idp) -> Result<Self, Broken> {
        let secrets = Secrets::of(&newest(world, person, idp)?)
            .ok_or_else(|| Broken::not_applicable("neither code nor state comes in an address"))?;
        let (suite, app) = (world.suite(), world.target().await?.url.clone());
        let context = &world.browser(person).await?.context;
        context.settle(suite.patience()).await;
        let requests = context.requests();
        if !secrets.were_opened(&requests, &app) {
            return Err(Broken::not_applicable(
                "the app has the answer opened in a window whose traffic is not recorded",
            ));
        }
        Ok(Self {
            secrets,
            requests,
            app,
        })
    }
}

fn newest(world: &World, person: &str, idp: Idp) -> Result<Url, Broken> {
    let mut answers = journal::answers(&world.exchanges_of(person), idp.0);
    answers.pop().ok_or_else(|| {
        Broken::not_applicable(format!("{} does not send its answer in an address", idp.0.name()))
    })
}

/// An address without what is secret in it.
fn place(address: &str) -> String {
    Url::parse(address).map_or_else(
        |_| "an address that is none".to_owned(),
        |url| format!("{}{}", url.origin().ascii_serialization(), url.path()),
    )
}
