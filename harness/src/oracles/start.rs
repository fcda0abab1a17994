//! How a sign-in starts: what the app answers to what a button asks for, up to the address at the provider.

use mock_provider::Provider;
use serde_json::Value;
use url::Url;

use super::request::may_leave_out;
use crate::broken::{Broken, Kind};
use crate::target::Answer;

/// The answers to one start, and where they lead.
#[derive(Debug, Clone)]
pub struct Start {
    /// The app's answers, in order.
    pub hops: Vec<Hop>,
    /// The authorization request that they end in.
    pub authorization: Option<Url>,
    /// What was added to the request that no page of the app adds: names and values.
    pub added: Vec<(String, String)>,
    /// Whether only a proxy in front of the app may say what was added.
    pub by_proxy: bool,
    /// The authorization requests that pages of other sites get with the same.
    pub from_elsewhere: Vec<Url>,
}

/// One answer of the app.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Whether it answers a GET, as caches keep only such answers.
    pub get: bool,
    /// What was asked.
    pub url: Url,
    /// The answer.
    pub answer: Answer,
}

/// Where an answer leads: what its redirect names, or else the addresses in its JSON.
#[must_use]
pub fn leads_to(base: &Url, answer: &Answer) -> Vec<Url> {
    if let Some(location) = &answer.location {
        return base.join(location).into_iter().collect();
    }
    let mut found = Vec::new();
    collect(&answer.json(), &mut found);
    found
}

/// Passes when the app named the registered `redirect_uri`, or refused what was added to the request.
///
/// # Errors
/// A breach with the address that it named, the weaker means where only a proxy can say it; not proved when the app's
/// answer names no authorization request.
pub fn keeps_redirect_uri(start: &Start, idp: Provider, registered: &str) -> Result<(), Broken> {
    let Some(url) = reached(start, idp)? else {
        return Ok(());
    };
    let named: Vec<String> = values(url, "redirect_uri").collect();
    if named == [registered] || (named.is_empty() && may_leave_out(idp, "redirect_uri")) {
        return Ok(());
    }
    let broken = Broken::breach(
        format!("redirect_uri={registered}, whatever the request's headers say"),
        format!("redirect_uri={}", named.join(" and ")),
    );
    Err(match start.by_proxy {
        // Behind a proxy that sets these headers itself nobody else can.
        true => broken.of_kind(Kind::Weaker).hint(
            "have the app take its own address from its settings, or trust these headers of its proxy alone",
        ),
        false => broken.hint("have the app take its own address from its settings"),
    })
}

/// Passes when nothing that was added to the request is in the authorization request, or the app refused it.
///
/// # Errors
/// A breach that names what is there, the weaker means where the app takes it from its own pages alone; not proved when
/// the app's answer names no authorization request.
pub fn ignores_what_was_added(start: &Start, idp: Provider) -> Result<(), Broken> {
    let Some(url) = reached(start, idp)? else {
        return Ok(());
    };
    let taken = taken(url, &start.added);
    if taken.is_empty() {
        return Ok(());
    }
    let elsewhere = start
        .from_elsewhere
        .iter()
        .find(|url| !self::taken(url, &start.added).is_empty());
    let expected =
        "the authorization request is the app's own, whatever the query of the request that starts it says";
    let hint =
        "build the authorization request from the app's settings, and from nothing that a request brings";
    Err(match elsewhere {
        Some(_) => Broken::breach(
            expected,
            format!(
                "it has {} from the query of a request that any site can make",
                taken.join(", ")
            ),
        ),
        None => Broken::breach(
            expected,
            format!(
                "it has {} from that query; only a page of the app can make the request",
                taken.join(", ")
            ),
        )
        .of_kind(Kind::Weaker),
    }
    .hint(hint))
}

/// What of `added` the authorization request has taken over.
fn taken(url: &Url, added: &[(String, String)]) -> Vec<String> {
    added
        .iter()
        .filter(|(name, value)| values(url, name).any(|found| found.split(' ').any(|one| one == value)))
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// Passes when no cache keeps an answer on the way to the provider (RFC 9111 section 4.2).
///
/// # Errors
/// A breach with the answer that is kept; not proved when the app's answers lead to no provider.
pub fn is_not_kept(start: &Start, idp: Provider) -> Result<(), Broken> {
    if start.authorization.is_none() {
        return Err(nowhere(start, idp));
    }
    for hop in start.hops.iter().filter(|hop| hop.get) {
        if let Some(why) = kept(&hop.answer) {
            return Err(Broken::breach(
                "Cache-Control: no-store on what leads to the provider, or nothing that lets it be kept",
                format!("{} answers {} with {why}", hop.url.path(), hop.answer.status),
            ));
        }
    }
    Ok(())
}

/// The authorization request; `None` where the app refused what was added, so that there is none.
fn reached(start: &Start, idp: Provider) -> Result<Option<&Url>, Broken> {
    let last = start.hops.last();
    match &start.authorization {
        Some(url) => Ok(Some(url)),
        None if last.is_some_and(|hop| (400..500).contains(&hop.answer.status)) && is_forged(start) => {
            Ok(None)
        }
        None => Err(nowhere(start, idp)),
    }
}

fn is_forged(start: &Start) -> bool {
    !start.added.is_empty()
}

fn nowhere(start: &Start, idp: Provider) -> Broken {
    let last = start.hops.last().map_or("no answer".to_owned(), |hop| {
        format!("{} for {}", hop.answer.status, hop.url.path())
    });
    Broken::set_up(
        format!("the app's answer names an address at {}", idp.name()),
        format!(
            "its answer ({last}) names none, so that this start cannot be judged from outside the browser"
        ),
    )
}

/// What lets a cache keep an answer for longer than one use.
fn kept(answer: &Answer) -> Option<String> {
    let control = answer
        .header("cache-control")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let directives: Vec<&str> = control.split(',').map(str::trim).collect();
    let seconds = |name: &str| {
        let value = directives.iter().find_map(|one| one.strip_prefix(name))?;
        value.trim_matches('"').parse::<u64>().ok()
    };
    if directives
        .iter()
        .any(|one| ["no-store", "no-cache", "private"].contains(&one.split('=').next().unwrap_or_default()))
    {
        return None;
    }
    match seconds("s-maxage=").or_else(|| seconds("max-age=")) {
        Some(0) => return None,
        Some(_) => return Some(format!("Cache-Control: {control}")),
        None => {}
    }
    // What has run out already is written as a date in the past, or as something that is no date.
    if let Some(expires) = answer.header("expires") {
        let until = jiff::fmt::rfc2822::parse(expires).ok()?.timestamp();
        return answer
            .date
            .filter(|date| until > *date)
            .map(|_| format!("Expires: {expires}"));
    }
    // RFC 9110 section 15.4: these are kept unless something says otherwise.
    [301, 308]
        .contains(&answer.status)
        .then(|| "nothing that says for how long, which is for ever".to_owned())
}

fn values(url: &Url, name: &str) -> impl Iterator<Item = String> {
    url.query_pairs()
        .filter(move |(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

fn collect(value: &Value, found: &mut Vec<Url>) {
    match value {
        Value::String(text) => found.extend(Url::parse(text).ok().filter(Url::has_host)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Answer {
            status,
            location: None,
            date: "2026-01-01T00:00:00Z".parse().ok(),
            headers: headers.iter().map(header).collect(),
            body: String::new(),
        }
    }

    fn start(authorization: Option<&str>, status: u16, added: &[(&str, &str)]) -> Start {
        let url = |text: &str| Url::parse(text).expect("a URL");
        Start {
            hops: vec![Hop {
                get: true,
                url: url("http://app/start"),
                answer: answer(status, &[]),
            }],
            authorization: authorization.map(url),
            added: added
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            by_proxy: false,
            from_elsewhere: Vec::new(),
        }
    }

    #[test]
    fn only_what_lets_an_answer_be_kept_is_found() {
        for (status, headers) in [
            (302, vec![]),
            (302, vec![("cache-control", "no-store, max-age=60")]),
            (302, vec![("cache-control", "private, max-age=60")]),
            (302, vec![("cache-control", "public, max-age=0, must-revalidate")]),
            (302, vec![("expires", "0")]),
            (302, vec![("expires", "Wed, 31 Dec 2025 00:00:00 GMT")]),
            (301, vec![("cache-control", "no-cache")]),
        ] {
            assert_eq!(kept(&answer(status, &headers)), None, "{status} {headers:?}");
        }
        for (status, headers) in [
            (302, vec![("cache-control", "max-age=60")]),
            (302, vec![("cache-control", "max-age=0, s-maxage=\"60\"")]),
            (303, vec![("expires", "Fri, 02 Jan 2026 00:00:00 GMT")]),
            (301, vec![]),
            (308, vec![("cache-control", "public")]),
        ] {
            assert!(kept(&answer(status, &headers)).is_some(), "{status} {headers:?}");
        }
    }

    #[test]
    fn a_forged_request_may_be_refused_and_an_honest_one_may_not() {
        let google = Provider::Google;
        let kind =
            |start: &Start| keeps_redirect_uri(start, google, "http://app/cb").map_err(|broken| broken.kind);
        let forged = [("host", "attacker.example")];
        assert_eq!(
            kind(&start(Some("http://p/?redirect_uri=http://app/cb"), 302, &forged)),
            Ok(())
        );
        assert_eq!(
            kind(&start(
                Some("http://p/?redirect_uri=http://evil/cb"),
                302,
                &forged
            )),
            Err(Kind::Breach)
        );
        assert_eq!(
            kind(&start(Some("http://p/"), 302, &forged)),
            Err(Kind::Breach),
            "none at all"
        );
        let unnamed = keeps_redirect_uri(
            &start(Some("http://p/"), 302, &forged),
            Provider::GitHub,
            "http://app/cb",
        );
        assert!(unnamed.is_ok(), "GitHub answers to the one that it knows");
        assert_eq!(kind(&start(None, 400, &forged)), Ok(()));
        assert_eq!(kind(&start(None, 500, &forged)), Err(Kind::SetUp));
        assert_eq!(
            kind(&start(None, 400, &[])),
            Err(Kind::SetUp),
            "the control has to lead there"
        );
    }

    #[test]
    fn what_was_added_is_found_also_as_one_of_several_scopes() {
        let added = [("scope", "admin"), ("nonce", "known")];
        let taken =
            |url: &str| ignores_what_was_added(&start(Some(url), 302, &added), Provider::Google).is_err();
        assert!(taken("http://p/?scope=openid+admin&nonce=own"));
        assert!(taken("http://p/?scope=openid&nonce=own&nonce=known"));
        assert!(!taken("http://p/?scope=openid+administer&nonce=unknown"));
    }

    #[test]
    fn what_only_the_apps_own_pages_can_add_weighs_less() {
        let url = "http://p/?scope=admin";
        let mut start = start(Some(url), 302, &[("scope", "admin")]);
        let kind =
            |start: &Start| ignores_what_was_added(start, Provider::Google).map_err(|broken| broken.kind);
        assert_eq!(kind(&start), Err(Kind::Weaker));
        start.from_elsewhere = vec![Url::parse("http://p/?scope=openid").expect("a URL")];
        assert_eq!(
            kind(&start),
            Err(Kind::Weaker),
            "another site starts it, and adds nothing"
        );
        start.from_elsewhere.push(Url::parse(url).expect("a URL"));
        assert_eq!(kind(&start), Err(Kind::Breach));
    }

    #[test]
    fn an_answer_leads_on_by_its_redirect_or_by_the_addresses_in_it() {
        let base = Url::parse("http://app/a/b").expect("a URL");
        let mut redirect = answer(302, &[]);
        redirect.location = Some("/next".to_owned());
        assert_eq!(leads_to(&base, &redirect)[0].as_str(), "http://app/next");
        let mut json = answer(200, &[]);
        json.body = r#"{"id": "urn:x", "deep": [{"url": "http://p/authorize?a=1"}]}"#.to_owned();
        assert_eq!(leads_to(&base, &json)[0].as_str(), "http://p/authorize?a=1");
    }
}
