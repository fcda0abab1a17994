//! What all browsers of a run saw of the app, whatever their checks were about: for the checks of the run as a whole.
//!
//! Each tab hands in what it has heard and read anyway when it is closed, so that watching takes no time.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use mock_provider::journal::Exchange;
use serde_json::Value;
use url::Url;

use crate::browser::{Page, Request};
use crate::oracles::page;

/// Letters of a page that are kept: where a stack trace is, it begins early.
const KEPT_TEXT: usize = 16 * 1024;
/// What is shorter may stand in a page by chance.
const TELLING: usize = 16;

/// The whole run so far.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Seen>);

#[derive(Debug, Default, Clone)]
struct Seen {
    requests: Vec<Met<Request>>,
    pages: Vec<Met<Page>>,
}

/// Something that was met, and in which check.
#[derive(Debug, Clone)]
struct Met<T> {
    check: String,
    what: T,
    /// An address that the harness typed itself: what is in it is not the app's doing.
    typed: bool,
}

/// Something that must not be, and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Address of the check.
    pub check: String,
    /// What it was.
    pub what: String,
}

impl Watch {
    /// Takes in what a tab of `check` has sent, which of these addresses were `typed` by whoever drove it, and what was
    /// read in it.
    pub fn take_in(&self, check: &str, requests: Vec<Request>, typed: &HashSet<String>, pages: Vec<Page>) {
        let met = |what: Request| Met {
            check: check.to_owned(),
            typed: typed.contains(&what.url),
            what,
        };
        let needed = |request: Request| Request {
            document: String::new(),
            at: String::new(),
            ..request
        };
        let mut seen = self.lock();
        seen.requests
            .extend(requests.into_iter().map(|request| met(needed(request))));
        let met = |mut page: Page| {
            page.text = page.text.chars().take(KEPT_TEXT).collect();
            Met {
                check: check.to_owned(),
                what: page,
                typed: false,
            }
        };
        seen.pages.extend(pages.into_iter().map(met));
    }

    /// How many answers of the app were seen.
    #[must_use]
    pub fn answers(&self, is_app: impl Fn(&str) -> bool) -> usize {
        let seen = self.lock();
        let answers = seen.requests.iter().map(|met| &met.what);
        answers
            .filter(|request| request.status.is_some() && is_app(&request.url))
            .count()
    }

    /// Answers of the app with a status from 500 on.
    #[must_use]
    pub fn server_errors(&self, is_app: impl Fn(&str) -> bool) -> Vec<Sighting> {
        let seen = self.lock();
        let found = seen.requests.iter().filter_map(|met| {
            let status = met.what.status.filter(|status| *status >= 500)?;
            is_app(&met.what.url).then(|| Sighting {
                check: met.check.clone(),
                what: format!("{} {} answered {status}", met.what.method, place(&met.what.url)),
            })
        });
        distinct(found)
    }

    /// Pages of the app with a stack trace in them.
    #[must_use]
    pub fn traces(&self, is_app: impl Fn(&str) -> bool) -> Vec<Sighting> {
        let seen = self.lock();
        let found = seen.pages.iter().filter_map(|met| {
            let trace = page::trace(&met.what.text)?;
            is_app(&met.what.url).then(|| Sighting {
                check: met.check.clone(),
                what: format!("{} shows \"{trace}\"", place(&met.what.url)),
            })
        });
        distinct(found)
    }

    /// Pages of the app, and addresses, that have one of `secrets` in them.
    #[must_use]
    pub fn secrets(&self, secrets: &HashSet<String>, is_app: impl Fn(&str) -> bool) -> Vec<Sighting> {
        let seen = self.lock();
        let has = |text: &str| words(text).any(|word| secrets.contains(word));
        let pages = seen
            .pages
            .iter()
            .filter(|met| is_app(&met.what.url) && has(&met.what.text))
            .map(|met| Sighting {
                check: met.check.clone(),
                what: format!(
                    "{} shows a secret of the app or of a provider",
                    place(&met.what.url)
                ),
            });
        let addresses = seen
            .requests
            .iter()
            .filter(|met| !met.typed && is_app(&met.what.url) && has(&decoded(&met.what.url)))
            .map(|met| Sighting {
                check: met.check.clone(),
                what: format!("the address of {} has a secret in it", place(&met.what.url)),
            });
        distinct(pages.chain(addresses))
    }

    /// Requests to neither app nor provider that say in their Referer which code came to the app.
    #[must_use]
    pub fn told_codes(
        &self,
        is_app: impl Fn(&str) -> bool,
        is_provider: impl Fn(&str) -> bool,
    ) -> Vec<Sighting> {
        let seen = self.lock();
        let others = seen
            .requests
            .iter()
            .filter(|met| !is_app(&met.what.url) && !is_provider(&met.what.url));
        let found = others.filter_map(|met| {
            let referer = Url::parse(met.what.referer.as_deref()?).ok()?;
            let has_code = referer
                .query_pairs()
                .any(|(name, value)| name == "code" && !value.is_empty());
            (has_code && is_app(referer.as_str())).then(|| Sighting {
                check: met.check.clone(),
                what: format!("{} learned a code from its Referer", host(&met.what.url)),
            })
        });
        distinct(found)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tokens that the providers issued, from their journal.
pub fn tokens(exchanges: &[Exchange]) -> impl Iterator<Item = String> {
    let bodies = exchanges
        .iter()
        .filter(|exchange| exchange.endpoint == "token")
        .filter_map(|exchange| serde_json::from_str::<Value>(&exchange.response_body).ok());
    let tokens = bodies.flat_map(|body| ["access_token", "refresh_token"].map(|name| body[name].clone()));
    tokens
        .filter_map(|token| token.as_str().map(str::to_owned))
        .filter(|token| token.len() >= TELLING)
}

/// What could be a secret in a text: long enough, of the letters that secrets are made of.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let of_secret = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    text.split(move |c| !of_secret(c))
        .filter(|word| word.len() >= TELLING)
}

/// Names and values of an address' query and fragment, apart from each other.
fn decoded(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return String::new();
    };
    let values = [url.query(), url.fragment()]
        .into_iter()
        .flatten()
        .flat_map(|part| {
            url::form_urlencoded::parse(part.as_bytes())
                .map(|(_, value)| value.into_owned())
                .collect::<Vec<_>>()
        });
    values.collect::<Vec<_>>().join("\n")
}

/// An address without what may be secret in it.
fn place(address: &str) -> String {
    Url::parse(address).map_or_else(|_| "a page".to_owned(), |url| url.path().to_owned())
}

fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "somebody".to_owned())
}

fn distinct(found: impl Iterator<Item = Sighting>) -> Vec<Sighting> {
    let mut all: Vec<Sighting> = Vec::new();
    for one in found {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str, status: u16) -> Request {
        Request {
            method: "GET".into(),
            url: url.into(),
            kind: "document".into(),
            document: url.into(),
            referer: None,
            at: String::new(),
            took_ms: Some(1),
            status: Some(status),
            failure: None,
        }
    }

    fn page(url: &str, text: &str) -> Page {
        Page {
            url: url.into(),
            text: text.into(),
            ..Page::default()
        }
    }

    fn is_app(url: &str) -> bool {
        url.starts_with("http://app/")
    }

    #[test]
    fn errors_of_the_app_are_seen_once_each_and_those_of_others_are_not() {
        let watch = Watch::default();
        let requests = vec![
            request("http://app/cb?code=1", 502),
            request("http://app/cb?code=2", 502),
            request("http://app/", 404),
            request("http://other/", 500),
        ];
        watch.take_in("a/google", requests, &HashSet::new(), vec![]);
        let found = watch.server_errors(is_app);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].check.as_str(), found[0].what.as_str()),
            ("a/google", "GET /cb answered 502")
        );
        assert_eq!(watch.answers(is_app), 3);
    }

    #[test]
    fn a_trace_is_seen_on_pages_of_the_app_alone() {
        let watch = Watch::default();
        let trace = "Traceback (most recent call last)";
        watch.take_in(
            "a",
            vec![],
            &HashSet::new(),
            vec![page("http://app/x", trace), page("http://other/x", trace)],
        );
        watch.take_in(
            "b",
            vec![],
            &HashSet::new(),
            vec![page("http://app/x", "all is well")],
        );
        let found = watch.traces(is_app);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].check, "a");
    }

    #[test]
    fn a_secret_is_seen_as_a_whole_on_a_page_or_in_an_address() {
        let secrets = HashSet::from(["ya29.a0-secret-token".to_owned()]);
        let found = |url: &str, text: &str, typed: &[&str]| {
            let watch = Watch::default();
            let typed = typed.iter().map(|&url| url.to_owned()).collect();
            watch.take_in("a", vec![request(url, 200)], &typed, vec![page(url, text)]);
            watch.secrets(&secrets, is_app).len()
        };
        let seen = |url: &str, text: &str| found(url, text, &[]);
        let forged = "http://app/cb?access_token=ya29.a0-secret-token";
        assert_eq!((seen(forged, ""), found(forged, "", &[forged])), (1, 0));
        assert_eq!(seen("http://app/", "token: ya29.a0-secret-token!"), 1);
        assert_eq!(seen("http://app/#access_token=ya29.a0-secret-token&x=1", ""), 1);
        assert_eq!(
            seen("http://app/?a=ya29.a0-secret-token-of-another", "ya29.a0"),
            0
        );
    }

    #[test]
    fn a_code_is_told_to_others_and_not_to_app_or_provider() {
        let told = |to: &str, from: &str| {
            let watch = Watch::default();
            let request = Request {
                referer: Some(from.to_owned()),
                ..request(to, 200)
            };
            watch.take_in("a", vec![request], &HashSet::new(), vec![]);
            watch
                .told_codes(is_app, |url| url.starts_with("http://idp/"))
                .len()
        };
        assert_eq!(told("http://cdn/x.js", "http://app/cb?code=abc"), 1);
        assert_eq!(told("http://cdn/x.js", "http://app/"), 0);
        assert_eq!(told("http://app/x.js", "http://app/cb?code=abc"), 0);
        assert_eq!(told("http://idp/x", "http://app/cb?code=abc"), 0);
    }

    #[test]
    fn tokens_come_out_of_the_answers_of_token_endpoints() {
        let exchange = |endpoint: &str| Exchange {
            endpoint: endpoint.into(),
            response_body: r#"{"access_token": "ya29.a0-secret-token", "refresh_token": "short"}"#.into(),
            ..Exchange::default()
        };
        let all = [exchange("token"), exchange("userinfo")];
        assert_eq!(tokens(&all).collect::<Vec<_>>(), ["ya29.a0-secret-token"]);
    }
}
