//! A running provider with one client of each kind, and the application that uses it.

use std::time::Duration;

use mock_provider::{
    Clock, MockProvider, Provider,
    config::{AppleRegistration, Client, Config},
};
use reqwest::{RequestBuilder, Response, header};
use serde_json::Value;

use crate::{
    browser::{Browser, Page},
    providers::{every, facts},
};

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
    for kind in every() {
        provider.put_client(client(kind));
    }
    provider
}

/// At Apple with a public key in place of a secret, and with the leniency that `localhost` needs.
pub(crate) fn client(provider: Provider) -> Client {
    let apple = provider == Provider::Apple;
    Client {
        public_keys: apple.then(|| APPLE_PUBLIC.to_owned()).into_iter().collect(),
        apple: apple.then(|| AppleRegistration {
            local_redirects: true,
            ..AppleRegistration::default()
        }),
        client_secret: SECRET.to_owned(),
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        name: "Suite".to_owned(),
        ..Client::new(provider, client_id(provider))
    }
}

pub(crate) fn client_id(provider: Provider) -> &'static str {
    facts(provider).client_id
}

const APPLE_PUBLIC: &str = include_str!("../../../fixtures/keys/apple-client.test-public.pem");
const APPLE_PRIVATE: &[u8] = include_bytes!("../../../fixtures/keys/apple-client.test-key.pem");

/// A client secret as Apple wants it: a JWT, with some claims replaced or (null) removed.
pub(crate) fn apple_secret(client_id: &str, now: i64, changes: &Value) -> String {
    use jsonwebtoken::{Algorithm, EncodingKey, Header};
    let mut claims = serde_json::json!({
        "iss": "MOCKTEAM01",
        "iat": now,
        "exp": now + 300,
        "aud": ["https://appleid.apple.com"],
        "sub": client_id,
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    let claims: serde_json::Map<String, Value> = claims
        .as_object()
        .expect("an object")
        .clone()
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect();
    let header = Header {
        kid: Some("KEY0123456".to_owned()),
        ..Header::new(Algorithm::ES256)
    };
    let key = EncodingKey::from_ec_pem(APPLE_PRIVATE).expect("a key");
    jsonwebtoken::encode(&header, &claims, &key).expect("signed")
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
        facts(self.kind).scope
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
        parameters.retain(|(_, value)| !value.is_empty());
        for (name, value) in facts(self.kind).also.iter().chain(changes) {
            parameters.retain(|(known, _)| known != name);
            if !value.is_empty() {
                parameters.push((name, value));
            }
        }
        url::Url::parse_with_params(&self.url(facts(self.kind).authorize), parameters)
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
            if let Some(answer) = page.answer() {
                return answer;
            }
            match page {
                Page::Shown { ref html, .. } if html.contains("mock-identifier") => {
                    page = browser.submit(&page, &[("identifier", persona)]).await;
                }
                Page::Shown { ref html, .. } if html.contains("mock-other-account") => {
                    page = browser.submit(&page, &[("persona", persona)]).await;
                }
                Page::Shown { ref html, .. } if html.contains("mock-approve") => {
                    page = browser.submit(&page, &[("decision", "approve")]).await;
                }
                other => panic!("nowhere to go from {other:?}"),
            }
        }
        panic!("the pages go in circles")
    }

    /// Signs alice in and consents where a fault keeps the answer at the provider.
    pub(crate) async fn sign_in_held(&self, browser: &Browser, changes: &[(&str, &str)]) {
        let page = browser.go(&self.authorize_url(changes)).await;
        let page = browser.submit(&page, &[("identifier", "alice")]).await;
        let page = browser.submit(&page, &[("decision", "approve")]).await;
        assert!(page.html().contains("mock-held"), "{}", page.html());
    }

    pub(crate) async fn code(&self, browser: &Browser, persona: &str, changes: &[(&str, &str)]) -> String {
        value(&self.sign_in(browser, persona, changes).await, "code")
            .expect("a code")
            .to_owned()
    }

    /// An ordinary token request, with some parameters replaced, added, or (empty) removed.
    pub(crate) async fn token(&self, code: &str, changes: &[(&str, &str)]) -> Response {
        let secret = self.secret();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", client_id(self.kind)),
            ("client_secret", &secret),
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

    /// A form to the token endpoint, with the client's credentials where the provider takes them.
    pub(crate) async fn token_form(&self, form: &[(&str, &str)], accept: &str) -> Response {
        self.as_client(
            self.http.post(self.token_url()).header(header::ACCEPT, accept),
            form,
        )
        .send()
        .await
        .expect("an answer")
    }

    /// Adds a form whose `client_id` and `client_secret` go into the header where the provider wants them there.
    pub(crate) fn as_client(&self, request: RequestBuilder, form: &[(&str, &str)]) -> RequestBuilder {
        if !facts(self.kind).basic {
            return request.form(form);
        }
        let named = |name: &str| {
            form.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        };
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let rest: Vec<_> = form
            .iter()
            .filter(|(name, _)| !["client_id", "client_secret"].contains(name))
            .collect();
        let request = request.form(&rest);
        match named("client_id") {
            Some(id) => request.basic_auth(encoded(id), named("client_secret").map(encoded)),
            None => request,
        }
    }

    /// What proves the application.
    pub(crate) fn secret(&self) -> String {
        self.secret_of(client_id(self.kind))
    }

    /// What proves another application that is registered in the same way.
    pub(crate) fn secret_of(&self, client_id: &str) -> String {
        match self.kind {
            Provider::Apple => apple_secret(client_id, self.provider.clock().now_seconds(), &Value::Null),
            _ => SECRET.to_owned(),
        }
    }

    pub(crate) fn token_url(&self) -> String {
        self.url(facts(self.kind).token)
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
            .headers(self.headers())
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

    /// The headers that each call of the API needs.
    pub(crate) fn headers(&self) -> header::HeaderMap {
        let headers = facts(self.kind).headers.iter();
        headers
            .map(|(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    header::HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    /// What the provider's API says about the person.
    pub(crate) async fn profile(&self, token: &str) -> Value {
        let (path, _) = facts(self.kind).profile.expect("an API");
        let response = self.get(path, token).await;
        assert_eq!(response.status(), 200);
        json(response).await
    }

    /// What the provider says about the person: in its API, or where it has none in the id_token.
    pub(crate) async fn about(&self, tokens: &Value) -> Value {
        match facts(self.kind).profile {
            Some(_) => self.profile(text(tokens, "access_token")).await,
            None => claims(text(tokens, "id_token")),
        }
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
