//! Where the secrets of a provider's answer have got to: the code and the state that came in an address.

use url::{Url, form_urlencoded};

use crate::browser::Request;

/// A value that is shorter says nothing where it is found.
const TELLING: usize = 6;

/// What was secret in one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    /// Code and state of an answer; `None` when neither came in its address.
    #[must_use]
    pub fn of(answer: &Url) -> Option<Self> {
        let pairs: Vec<_> = answer
            .query_pairs()
            .filter_map(|(name, value)| {
                let name = ["code", "state"].into_iter().find(|known| *known == name)?;
                (value.len() >= TELLING).then(|| (name, value.into_owned()))
            })
            .collect();
        (!pairs.is_empty()).then_some(Self(pairs))
    }

    /// Which of them an address has in it, however it is encoded.
    #[must_use]
    pub fn in_address(&self, address: &str) -> Option<&'static str> {
        let has = |value: &str| {
            let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            address.contains(value) || address.contains(&encoded)
        };
        self.0.iter().find(|(_, value)| has(value)).map(|(name, _)| *name)
    }

    /// Whether a tab with this traffic has opened the answer.
    #[must_use]
    pub fn were_opened(&self, requests: &[Request], app: &Url) -> bool {
        requests
            .iter()
            .any(|request| is_of(&request.url, app) && self.in_address(&request.url).is_some())
    }

    /// The first request to a host other than the app's that tells one of them where it comes from, with its name.
    #[must_use]
    pub fn referred<'a>(&self, requests: &'a [Request], app: &Url) -> Option<(&'a Request, &'static str)> {
        let mut foreign = requests.iter().filter(|request| !is_of(&request.url, app));
        foreign.find_map(|request| Some((request, self.in_address(request.referer.as_deref()?)?)))
    }

    /// The first thing from a host other than the app's that a page with one of them in its address loaded.
    #[must_use]
    pub fn foreign_resource<'a>(&self, requests: &'a [Request], app: &Url) -> Option<&'a Request> {
        requests.iter().find(|request| {
            request.kind != "document"
                && !is_of(&request.url, app)
                && self.in_address(&request.document).is_some()
        })
    }
}

/// Whether an address is the app's: on its host, whatever the port, since its API may have one of its own.
fn is_of(address: &str, app: &Url) -> bool {
    Url::parse(address).is_ok_and(|url| url.host() == app.host())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: &str, url: &str, document: &str, referer: Option<&str>) -> Request {
        Request {
            method: "GET".into(),
            url: url.into(),
            kind: kind.into(),
            document: document.into(),
            referer: referer.map(str::to_owned),
            at: String::new(),
            took_ms: None,
            status: None,
            failure: None,
        }
    }

    const CALLBACK: &str = "http://localhost:3000/cb?code=4%2F0A-secret&state=the-state";

    fn secrets() -> Secrets {
        Secrets::of(&Url::parse(CALLBACK).expect("a URL")).expect("secrets")
    }

    #[test]
    fn a_secret_is_found_in_either_encoding_and_a_short_one_is_none() {
        assert_eq!(secrets().in_address("http://x/?a=4/0A-secret"), Some("code"));
        assert_eq!(secrets().in_address("http://x/?a=4%2F0A-secret"), Some("code"));
        assert_eq!(secrets().in_address("http://x/#the-state"), Some("state"));
        assert_eq!(secrets().in_address("http://x/?code=1"), None);
        let short = Url::parse("http://x/?code=abc").expect("a URL");
        assert_eq!(Secrets::of(&short), None);
    }

    #[test]
    fn the_app_may_know_what_others_may_not() {
        let app = Url::parse("http://localhost:3000/").expect("a URL");
        let own = request("script", "http://localhost:4000/a.js", CALLBACK, Some(CALLBACK));
        let other = request("image", "http://evil.localhost/i.png", CALLBACK, Some(CALLBACK));
        let discreet = request(
            "image",
            "http://evil.localhost/i.png",
            CALLBACK,
            Some("http://localhost:3000/"),
        );
        let later = request(
            "image",
            "http://evil.localhost/i.png",
            "http://localhost:3000/home",
            None,
        );
        let secrets = secrets();
        assert_eq!(secrets.referred(&[own.clone(), discreet.clone()], &app), None);
        assert_eq!(
            secrets.referred(&[own.clone(), other.clone()], &app),
            Some((&other, "code"))
        );
        assert_eq!(secrets.foreign_resource(&[own.clone(), later], &app), None);
        assert_eq!(
            secrets.foreign_resource(&[own, discreet.clone()], &app),
            Some(&discreet)
        );
    }

    #[test]
    fn only_the_apps_own_address_counts_as_the_answer_opened() {
        let app = Url::parse("http://localhost:3000/").expect("a URL");
        let at_provider = request("document", "http://127.0.0.1:1/auth?state=the-state", "", None);
        let opened = request("document", CALLBACK, CALLBACK, None);
        assert!(!secrets().were_opened(&[at_provider], &app));
        assert!(secrets().were_opened(&[opened], &app));
    }
}
