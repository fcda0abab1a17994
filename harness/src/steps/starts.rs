//! Starting a sign-in as the app's own page does, but with a request that says more than the page would.

use cucumber::{then, when};
use mock_provider::Provider;
use url::{Position, Url};

use super::asked;
use super::parameters::Idp;
use super::signing_in::{Door, door, opener};
use super::{step, visit};
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::foreign_site;
use crate::oracles::start::{self, Hop, Start};
use crate::suite::Suite;
use crate::target::{Answer, Request, Target};
use crate::world::World;

/// The most answers of the app that lead to a provider.
const MOST_HOPS: usize = 6;

/// What a request says beyond what the page has it say.
#[derive(Debug, Clone, Copy, Default)]
struct Forgery {
    headers: &'static [(&'static str, &'static str)],
    query: &'static [(&'static str, &'static str)],
    /// Only a proxy may say so.
    by_proxy: bool,
}

/// Words of the features, and what is forged.
const FORGERIES: &[(&str, Forgery)] = &[
    (
        "with the name of another host",
        Forgery {
            headers: &[("host", foreign_site::HOST)],
            query: &[],
            by_proxy: false,
        },
    ),
    (
        "with the headers of a proxy that knows the app by another name",
        Forgery {
            headers: &[
                ("x-forwarded-host", foreign_site::HOST),
                ("x-forwarded-proto", "https"),
                ("x-original-host", foreign_site::HOST),
                ("forwarded", foreign_site::FORWARDED),
            ],
            query: &[],
            by_proxy: true,
        },
    ),
    (
        "with parameters of an authorization request",
        Forgery {
            headers: &[],
            query: &[
                ("client_id", "another-client"),
                ("redirect_uri", foreign_site::CALLBACK),
                ("scope", "admin"),
                ("response_type", "token"),
                ("response_mode", "fragment"),
                ("state", "a-state-that-somebody-else-has-chosen"),
                ("nonce", "a-nonce-that-somebody-else-has-chosen"),
                (
                    "code_challenge",
                    "a-challenge-that-somebody-else-has-chosen-before",
                ),
                ("code_challenge_method", "plain"),
            ],
            by_proxy: false,
        },
    ),
];

#[when(regex = r"^(\w+)'s browser asks for what signing in with (Google|GitHub) asks$")]
async fn asks(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        ask(world, &person, idp.0, Forgery::default()).await
    })
    .await;
}

#[when(regex = r"^(\w+)'s browser asks for what signing in with (Google|GitHub) asks, (with .+)$")]
async fn asks_forged(world: &mut World, person: String, idp: Idp, words: String) {
    step(world, async |world| {
        let known = FORGERIES.iter().find(|(known, _)| *known == words);
        let (_, forgery) = known.ok_or_else(|| {
            Broken::breach("a known forgery", format!("nobody knows one {words}")).of_kind(Kind::Crash)
        })?;
        ask(world, &person, idp.0, *forgery).await
    })
    .await;
}

#[then(regex = r"^the app has (Google|GitHub) send (\w+) back to its own address(?:, or refuses)?$")]
async fn own_address(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let registered = registered(&*world.target().await?, idp.0);
        start::keeps_redirect_uri(made(world, &person)?, idp.0, &registered)
    })
    .await;
}

#[then(regex = r"^nothing that was added came to (Google|GitHub) with (\w+), or the app refused$")]
async fn nothing_added(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        start::ignores_what_was_added(made(world, &person)?, idp.0)
    })
    .await;
}

#[then(regex = r"^no cache keeps what led (\w+) to (Google|GitHub)$")]
async fn not_kept(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        start::is_not_kept(made(world, &person)?, idp.0)
    })
    .await;
}

/// The callback that the app has registered at `idp`.
pub(super) fn registered(target: &Target, idp: Provider) -> String {
    let key = format!("{}.redirect_uri", idp.slug());
    target.values.get(&key).unwrap_or_default().to_owned()
}

fn made<'a>(world: &'a World, name: &str) -> Result<&'a Start, Broken> {
    world.known(name)?.start.as_ref().ok_or_else(|| {
        Broken::breach("a start that was made", format!("{name} made none")).of_kind(Kind::Crash)
    })
}

/// Learns what the provider's button asks for, and asks the same from outside the browser, with its cookies. Each time
/// anew: what a page asks with may be good for one time.
async fn ask(world: &mut World, name: &str, idp: Provider, forgery: Forgery) -> Result<(), Broken> {
    world.entry(idp)?;
    let (suite, target) = (world.suite(), world.target().await?);
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(pair).collect()
    };
    let query = own(forgery.query);
    let (mut page, button) = door(&suite, &target, idp, Door::SignIn);
    if !query.is_empty() {
        // A page may pass on what its own address says.
        page.query_pairs_mut().extend_pairs(&query);
    }
    let context = &world.browser(name).await?.context;
    visit(&suite, context, &page).await?;
    if let Some(open) = opener(&suite, Door::SignIn) {
        context.click(open, suite.patience()).await?;
    }
    let asked = asked::learn(context, &button, suite.patience()).await?;
    let origin = Url::parse(&context.page().await?.url).unwrap_or(page).origin();
    let cookies = context.cookies().await?;
    let own_page = Way {
        target: &target,
        suite: &suite,
        headers: forgery.headers,
        origin: Some(origin.ascii_serialization()),
    };
    let (hops, authorization) = own_page
        .walk(asked.request(&query), &asked.method, &asked.url, cookies.clone())
        .await?;
    let mut start = Start {
        hops,
        authorization,
        added: query.iter().cloned().chain(own(forgery.headers)).collect(),
        by_proxy: forgery.by_proxy,
        from_elsewhere: Vec::new(),
    };
    if !query.is_empty() {
        for method in ["GET", "POST"] {
            let elsewhere = Way {
                // A link names no origin.
                origin: (method == "POST").then(|| foreign_site::ORIGIN.to_owned()),
                ..own_page
            };
            let asked = asked.by_another_site(method);
            let sent = cookies
                .iter()
                .filter(|cookie| goes_from_elsewhere(cookie, method))
                .cloned();
            let way = elsewhere.walk(asked.request(&query), method, &asked.url, sent.collect());
            start.from_elsewhere.extend(way.await?.1);
        }
    }
    world.person(name)?.start = Some(start);
    Ok(())
}

/// How requests go to the app.
struct Way<'a> {
    target: &'a Target,
    suite: &'a Suite,
    headers: &'a [(&'a str, &'a str)],
    /// Origin of the page that they come from, where they say so.
    origin: Option<String>,
}

impl Way<'_> {
    /// Sends `request` to `url`, and follows the app's answers to the provider's address.
    async fn walk(
        &self,
        request: Request,
        method: &str,
        url: &Url,
        mut cookies: Vec<Cookie>,
    ) -> Result<(Vec<Hop>, Option<Url>), Broken> {
        let request = request.header("accept", "application/json, text/html;q=0.9, */*;q=0.8");
        let request = match &self.origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        let mut hops = Vec::new();
        let (mut get, mut url, mut next) = (method == "GET", url.clone(), Some(request));
        while let Some(request) = next.take().filter(|_| hops.len() < MOST_HOPS) {
            let request = self
                .headers
                .iter()
                .fold(request.cookies_for(&url, &cookies), |request, (name, value)| {
                    request.header(name, value)
                });
            let answer = self.target.http().send(request).await;
            let answer =
                answer.map_err(|reason| Broken::breach("the app answers", reason).of_kind(Kind::Crash))?;
            keep_cookies(&mut cookies, &url, &answer);
            let ways = start::leads_to(&url, &answer);
            hops.push(Hop { get, url, answer });
            let provider = ways
                .iter()
                .find(|way| self.suite.is_at_provider(way.as_str()) && way.query().is_some());
            if let Some(authorization) = provider {
                return Ok((hops, Some(authorization.clone())));
            }
            let Some(onward) = ways.into_iter().find_map(|way| on_the_app(self.target, &way)) else {
                break;
            };
            next = Some(Request::get(onward.as_str()).header("accept", "text/html"));
            (get, url) = (true, onward);
        }
        Ok((hops, None))
    }
}

/// Whether a browser sends the cookie along when a page of another site has it ask the app, by a link or by a form.
fn goes_from_elsewhere(cookie: &Cookie, method: &str) -> bool {
    match cookie.same_site.as_deref() {
        Some("None") => true,
        Some("Strict") => false,
        _ => method == "GET",
    }
}

/// The app's own address for `url`, if it is the app's, also by the name that was forged.
fn on_the_app(target: &Target, url: &Url) -> Option<Url> {
    let own = url.origin() == target.url.origin() || url.host_str() == Some(foreign_site::HOST);
    own.then(|| target.url.join(&url[Position::BeforePath..]).ok())
        .flatten()
}

/// What the answer has browsers keep for the next request.
fn keep_cookies(cookies: &mut Vec<Cookie>, url: &Url, answer: &Answer) {
    let set = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    for (_, line) in set {
        let pair = line.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        cookies.retain(|cookie| cookie.name != name.trim());
        cookies.push(Cookie {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            domain: url.host_str().unwrap_or_default().to_owned(),
            path: "/".to_owned(),
            http_only: true,
            secure: false,
            same_site: None,
            expires: None,
        });
    }
}
