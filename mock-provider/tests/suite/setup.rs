//! A running provider with one client of each kind, and the application that uses it.

use std::time::Duration;

use mock_provider::{
    Clock, MockProvider, Provider,
    config::{Client, Config},
};
use reqwest::{Response, header};
use serde_json::Value;

use crate::browser::{Browser, Page};

pub(crate) const REDIRECT_URI: &str = "http://localhost:3000/callback";
pub(crate) const SECRET: &str = "a secret with + and & in it";
/// The example of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// 2026-01-31T12:00:00Z
pub(crate) const NOW: i64 = 1_769_860_800;

pub(crate) fn frozen() -> Clock {
    Clock::frozen(jiff::Timestamp::from_second(NOW).expect("in range"))
}

pub(crate) async fn start() -> MockProvider {
    start_with(Config::default()).await
}

/// A provider at a frozen moment with the client `app` at each provider.
pub(crate) async fn start_with(config: Config) -> MockProvider {
    let provider = MockProvider::builder()
        .config(config)
        .seed(42)
        .clock(frozen())
        .port(0)
        .start()
        .await
        .expect("starts");
    for kind in Provider::ALL {
        provider.put_client(client(kind));
    }
    provider
}

pub(crate) fn client(provider: Provider) -> Client {
    Client {
        client_secret: SECRET.to_owned(),
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        name: "Suite".to_owned(),
        ..Client::new(provider, client_id(provider))
    }
}

pub(crate) fn client_id(provider: Provider) -> &'static str {
    match provider {
        Provider::Google => "100200300-suite.apps.googleusercontent.com",
        Provider::GitHub => "Ov23liSuiteSuiteSuit",
    }
}

/// The application's side of one provider.
pub(crate) struct App<'a> {
    pub(crate) provider: &'a MockProvider,
    pub(crate) kind: Provider,
    http: reqwest::Client,
}

impl<'a> App<'a> {
    pub(crate) fn new(provider: &'a MockProvider, kind: Provider) -> Self {
        let http = reqwest::Client::builder()
            .user_agent("suite")
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Self { provider, kind, http }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.provider.base_str(self.kind) + path
    }

    pub(crate) fn default_scope(&self) -> &'static str {
        match self.kind {
            Provider::Google => "openid email profile",
            Provider::GitHub => "read:user user:email",
        }
    }

    /// The URL of an ordinary authorization request, with some parameters replaced, added, or (empty) removed.
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let mut parameters = vec![
            ("client_id", client_id(self.kind)),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", self.default_scope()),
            ("state", "st/ate+ %"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            parameters.retain(|(known, _)| known != name);
            if !value.is_empty() {
                parameters.push((name, value));
            }
        }
        let path = match self.kind {
            Provider::Google => "/o/oauth2/v2/auth",
            Provider::GitHub => "/login/oauth/authorize",
        };
        url::Url::parse_with_params(&self.url(path), parameters)
            .expect("a URL")
            .into()
    }

    /// Signs in and consents where asked; the parameters of the authorization response.
    pub(crate) async fn sign_in(
        &self,
        browser: &Browser,
        persona: &str,
        changes: &[(&str, &str)],
    ) -> Vec<(String, String)> {
        let page = browser.go(&self.authorize_url(changes)).await;
        self.walk(browser, page, persona).await
    }

    /// Goes on from a page until the browser is sent back to the application.
    pub(crate) async fn walk(
        &self,
        browser: &Browser,
        mut page: Page,
        persona: &str,
    ) -> Vec<(String, String)> {
        for _ in 0..4 {
            match page {
                Page::Left(url) => return query(&url),
                Page::Shown { ref html, .. } if html.contains("mock-identifier") => {
                    page = browser.submit(&page, &[("identifier", persona)]).await;
                }
                Page::Shown { ref html, .. } if html.contains("mock-other-account") => {
                    page = browser.submit(&page, &[("persona", persona)]).await;
                }
                Page::Shown { ref html, .. } if html.contains("mock-approve") => {
                    page = browser.submit(&page, &[("decision", "approve")]).await;
                }
                Page::Shown { status, html, .. } => panic!("nowhere to go from {status}: {html}"),
            }
        }
        panic!("the pages go in circles")
    }

    pub(crate) async fn code(&self, browser: &Browser, persona: &str, changes: &[(&str, &str)]) -> String {
        value(&self.sign_in(browser, persona, changes).await, "code")
            .expect("a code")
            .to_owned()
    }

    /// An ordinary token request, with some parameters replaced, added, or (empty) removed.
    pub(crate) async fn token(&self, code: &str, changes: &[(&str, &str)]) -> Response {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", client_id(self.kind)),
            ("client_secret", SECRET),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in changes {
            form.retain(|(known, _)| known != name);
            if !value.is_empty() {
                form.push((name, value));
            }
        }
        self.token_form(&form, "application/json").await
    }

    pub(crate) async fn token_form(&self, form: &[(&str, &str)], accept: &str) -> Response {
        self.http
            .post(self.token_url())
            .header(header::ACCEPT, accept)
            .form(form)
            .send()
            .await
            .expect("an answer")
    }

    pub(crate) fn token_url(&self) -> String {
        match self.kind {
            Provider::Google => self.url("/token"),
            Provider::GitHub => self.url("/login/oauth/access_token"),
        }
    }

    /// A sign-in through to the token response.
    pub(crate) async fn tokens(&self, browser: &Browser, persona: &str, changes: &[(&str, &str)]) -> Value {
        let code = self.code(browser, persona, changes).await;
        let verifier = changes
            .iter()
            .find(|(name, _)| *name == "code_challenge")
            .map_or(VERIFIER, |_| "");
        let response = self.token(&code, &[("code_verifier", verifier)]).await;
        assert_eq!(response.status(), 200);
        json(response).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Response {
        self.http
            .get(self.url(path))
            .bearer_auth(token)
            .send()
            .await
            .expect("an answer")
    }

    /// A POST with a form; what was answered, with its status.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let request = self
            .http
            .post(self.url(path))
            .header(header::ACCEPT, "application/json");
        let response = request.form(form).send().await.expect("an answer");
        (response.status().as_u16(), json(response).await)
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// What the provider says about the person.
    pub(crate) async fn profile(&self, token: &str) -> Value {
        let path = match self.kind {
            Provider::Google => "/v1/userinfo",
            Provider::GitHub => "/api/user",
        };
        let response = self.get(path, token).await;
        assert_eq!(response.status(), 200);
        json(response).await
    }
}

pub(crate) async fn json(response: Response) -> Value {
    let text = response.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub(crate) fn query(url: &str) -> Vec<(String, String)> {
    url::Url::parse(url)
        .expect("a URL")
        .query_pairs()
        .into_owned()
        .collect()
}

/// The parameters in the fragment, and that there is no query.
pub(crate) fn fragment(url: &str) -> Vec<(String, String)> {
    let url = url::Url::parse(url).expect("a URL");
    assert_eq!(url.query(), None);
    url::form_urlencoded::parse(url.fragment().expect("a fragment").as_bytes())
        .into_owned()
        .collect()
}

/// What an id_token says, without looking at its signature.
pub(crate) fn claims(id_token: &str) -> Value {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let payload = id_token.split('.').nth(1).expect("a JWS");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

/// A member that is text.
pub(crate) fn text<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member]
        .as_str()
        .unwrap_or_else(|| panic!("no {member} in {object}"))
}

pub(crate) fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.as_str())
}

pub(crate) fn names(parameters: &[(String, String)]) -> Vec<&str> {
    parameters.iter().map(|(name, _)| name.as_str()).collect()
}
