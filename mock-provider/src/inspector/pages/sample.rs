//! A sample sign-in, so that there is something to look at before an application is connected.
//!
//! The inspector plays the application: it sends the browser to a provider with a client of its own, redeems the
//! code, and shows who came back. Its requests take the same way as any application's, and are recorded like them.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::{Body, to_bytes},
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use url::form_urlencoded;

use super::{
    frame::{Frame, page},
    missing,
};
use crate::{
    Provider,
    app::App,
    config::Client,
    dialects::Dialect,
    endpoint::Route,
    http,
    inspector::verdicts::decode,
    journal::Filter,
    origins::Origins,
    protocol::{Parameters, client_auth::AuthMethod},
};

const COOKIE: &str = "mock_try";
const MOST_BYTES: usize = 1024 * 1024;

/// How a sample application uses a provider.
#[derive(Debug, Clone, Copy)]
struct Way {
    scope: &'static str,
    /// The endpoint that says who signed in, by its word in the journal.
    profile: &'static str,
    /// The member of its answer that names the account for people.
    name: &'static str,
}

#[derive(Template)]
#[template(path = "inspector/sample.html")]
struct SamplePage {
    frame: Frame,
    provider: &'static str,
    slug: &'static str,
    /// What was done, in order, and whether it went well.
    steps: Vec<(bool, String)>,
    /// The name of who signed in.
    person: Option<String>,
    /// The profile as JSON.
    profile: Option<String>,
    flow: Option<u64>,
}

fn way(provider: Provider) -> Option<Way> {
    match provider.slug() {
        slug if slug == "google" || slug.starts_with("oidc") => Some(Way {
            scope: "openid email profile",
            profile: "userinfo",
            name: "email",
        }),
        "github" => Some(Way {
            scope: "read:user user:email",
            profile: "user",
            name: "login",
        }),
        _ => None,
    }
}

/// The providers at which a sample can be started: slug, name.
pub(super) fn providers(app: &App) -> Vec<(&'static str, &'static str)> {
    let providers = app.dialects().map(Dialect::provider);
    providers
        .filter(|provider| way(*provider).is_some())
        .map(|provider| (provider.slug(), provider.name()))
        .collect()
}

/// Registers the sample's client and sends the browser to the provider.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = provider.parse::<Provider>().ok();
    let Some((provider, way, route)) =
        known.and_then(|provider| Some((provider, way(provider)?, route(&app, provider, "authorize")?)))
    else {
        return missing(
            &app,
            1,
            format!("There is no sample for a provider \"{provider}\"."),
        );
    };
    // The guard has compared the origin with this server's; a program sends none.
    let public = app.origins.public();
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok())
        .map_or_else(|| public.origin().ascii_serialization(), ToOwned::to_owned);
    let redirect_uri = format!("{origin}{}_mock/try/{provider}/callback", public.path());
    let client = client(&app, provider, &redirect_uri);
    let (state, nonce, verifier) = (
        app.rng.base64url(43),
        app.rng.base64url(43),
        app.rng.base64url(43),
    );
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.client_id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("scope", way.scope)
        .append_pair("state", &state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    if way.scope.starts_with("openid") {
        query.append_pair("nonce", &nonce);
    }
    let query = query.finish();
    let to = format!("{}?{query}", app.origins.path(provider, route.host, route.path));
    let stored = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("verifier", &verifier)
        .append_pair("redirect_uri", &redirect_uri)
        .finish();
    let cookie = format!("{COOKIE}={stored}; Path=/; HttpOnly; SameSite=Lax");
    let text = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("./"));
    let headers = [(header::LOCATION, text(&to)), (header::SET_COOKIE, text(&cookie))];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where the provider sends the browser back to: redeems the code and shows who signed in.
pub(super) async fn finish(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some((provider, way)) = provider
        .parse::<Provider>()
        .ok()
        .and_then(|provider| Some((provider, way(provider)?)))
    else {
        return missing(
            &app,
            2,
            format!("There is no sample for a provider \"{provider}\"."),
        );
    };
    let answer = Parameters::from_form(query.unwrap_or_default().as_bytes());
    let stored = cookie(&headers);
    let mut sample = SamplePage {
        frame: Frame::new(&app, "", 2),
        provider: provider.name(),
        slug: provider.slug(),
        steps: Vec::new(),
        person: None,
        profile: None,
        flow: None,
    };
    complete(&app, provider, way, &answer, stored.as_ref(), &mut sample).await;
    sample.flow = stored
        .as_ref()
        .and_then(|stored| stored.get("state"))
        .and_then(|state| {
            let flows = app.journal.flows(&Filter {
                provider: Some(provider),
                ..Filter::default()
            });
            let own = flows
                .iter()
                .rev()
                .find(|flow| flow.state.as_deref() == Some(state));
            own.map(|flow| flow.id)
        });
    sample.frame = Frame::new(&app, "", 2);
    let mut response = page(&sample);
    let gone = HeaderValue::from_static("mock_try=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    response.headers_mut().insert(header::SET_COOKIE, gone);
    response
}

async fn complete(
    app: &Arc<App>,
    provider: Provider,
    way: Way,
    answer: &Parameters,
    stored: Option<&Parameters>,
    sample: &mut SamplePage,
) {
    let mut step = |good: bool, says: String| {
        sample.steps.push((good, says));
        good
    };
    let stored = |name: &str| stored.and_then(|stored| stored.get(name));
    let Some(state) = stored("state") else {
        step(
            false,
            "No sample sign-in waits in this browser: begin again.".to_owned(),
        );
        return;
    };
    let same = answer.get("state") == Some(state);
    let found = answer.get("state").map_or("none", |_| "another one");
    let says = if same {
        "The state is the one that was sent.".to_owned()
    } else {
        format!("The state is not the one that was sent (found {found}): the answer is refused.")
    };
    if !step(same, says) {
        return;
    }
    if let Some(error) = answer.get("error") {
        step(false, format!("The provider answered {error}: nobody signed in."));
        return;
    }
    let Some(code) = answer.get("code") else {
        step(false, "The answer has no code.".to_owned());
        return;
    };
    let Some(client) = app.store().client(provider, &client_id(provider)).cloned() else {
        step(false, "The sample's client is gone: begin again.".to_owned());
        return;
    };
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", stored("redirect_uri").unwrap_or_default())
        .append_pair("client_id", &client.client_id)
        .append_pair("client_secret", &client.client_secret)
        .append_pair("code_verifier", stored("verifier").unwrap_or_default())
        .finish();
    let tokens = ask(app, provider, "token", "POST", None, form).await;
    let Some(access_token) = tokens["access_token"].as_str() else {
        let error = tokens["error"].as_str().unwrap_or("nothing that can be read");
        step(false, format!("The token endpoint answered {error}."));
        return;
    };
    step(true, "The code was redeemed for tokens.".to_owned());
    if let Some(token) = tokens["id_token"].as_str().and_then(decode) {
        let same = token.claims.get("nonce").and_then(Value::as_str) == stored("nonce");
        let says = if same { "the one" } else { "not the one" };
        if !step(
            same,
            format!("The nonce in the id_token is {says} that was sent."),
        ) {
            return;
        }
    }
    let profile = ask(
        app,
        provider,
        way.profile,
        "GET",
        Some(access_token),
        String::new(),
    )
    .await;
    let Some(name) = profile[way.name].as_str() else {
        step(false, "The profile could not be read.".to_owned());
        return;
    };
    step(true, "The profile was read with the access token.".to_owned());
    sample.person = Some(name.to_owned());
    sample.profile = serde_json::to_string_pretty(&profile).ok();
}

/// A request to the provider as an application would make it. Null: the answer is no JSON.
async fn ask(
    app: &Arc<App>,
    provider: Provider,
    word: &str,
    method: &str,
    token: Option<&str>,
    form: String,
) -> Value {
    let Some(route) = route(app, provider, word) else {
        return Value::Null;
    };
    let mut request = Request::builder()
        .method(method)
        .uri(Origins::mount(provider, route.host) + route.path)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "mock-provider-inspector");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if !form.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let Ok(request) = request.body(Body::from(form)) else {
        return Value::Null;
    };
    let router = http::routes(app).with_state(Arc::clone(app));
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let body = to_bytes(response.into_body(), MOST_BYTES)
        .await
        .unwrap_or_default();
    serde_json::from_slice(&body).unwrap_or(Value::Null)
}

fn route(app: &App, provider: Provider, word: &str) -> Option<Route> {
    let mut routes = app.dialect(provider)?.routes().iter();
    routes.find(|route| route.endpoint.word == word).copied()
}

fn client_id(provider: Provider) -> String {
    format!("inspector-sample-{provider}")
}

/// The sample's client, registered where it is not, or where it would be sent somewhere else.
fn client(app: &App, provider: Provider, redirect_uri: &str) -> Client {
    let id = client_id(provider);
    let registered = app.store().client(provider, &id).cloned();
    if let Some(client) = registered
        && client.redirect_uris.iter().any(|known| known == redirect_uri)
    {
        return client;
    }
    let client = Client {
        client_secret: app.rng.base62(32),
        redirect_uris: vec![redirect_uri.to_owned()],
        name: "Inspector sample".to_owned(),
        // Google and GitHub take the secret wherever it is; an issuer takes it where it was registered.
        token_endpoint_auth_method: matches!(provider, Provider::Oidc(_))
            .then_some(AuthMethod::ClientSecretPost),
        ..Client::new(provider, id)
    };
    app.store().put_client(client.clone());
    client
}

fn cookie(headers: &HeaderMap) -> Option<Parameters> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| Parameters::from_form(value.as_bytes()))
}
