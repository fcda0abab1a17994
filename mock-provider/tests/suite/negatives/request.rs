//! The requests of the table, each an ordinary one with something changed.

use std::time::Duration;

use mock_provider::{MockProvider, Provider};
use reqwest::Method;

use crate::{
    browser::{Browser, Page},
    providers::facts,
    setup::{App, REDIRECT_URI, SECRET, VERIFIER, client_id, json, text},
};

/// Names and values; an empty value removes the parameter.
pub(crate) type Changes = &'static [(&'static str, &'static str)];

/// A wrong request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ask {
    /// An authorization request with changes.
    Authorize(Changes),
    /// An authorization request whose URL has the second text in place of the first.
    AuthorizeAt(&'static str, &'static str),
    /// An exchange of a fresh code by the client "other".
    TokenAsOther,
    /// A form with the client's id and secret to a path.
    PostAsClient(&'static str, Changes),
    /// A token request with a header.
    TokenHeader((&'static str, &'static str)),
    /// An authorization request with text at its end.
    AuthorizeWith(&'static str),
    /// An authorization request, then a sign-in by this persona.
    SignIn(&'static str),
    /// A sign-in that the person denies.
    Deny(Changes),
    /// An exchange of a fresh code with changes.
    Token(Changes),
    /// The exchange of a code that was asked for with changes.
    TokenAfter(Changes),
    /// The second exchange of a code.
    UsedCode,
    /// The exchange of a code of ten minutes.
    OldCode,
    /// The exchange of a code that is still percent-encoded.
    EncodedCode,
    /// The exchange of an unverified person's code.
    Unverified,
    /// A refresh with changes.
    Refresh(Changes),
    /// A refresh after a revocation.
    RevokedRefresh,
    /// A refresh with the token of an earlier refresh.
    RotatedRefresh,
    /// A form to a path.
    Post(&'static str, Changes),
    /// A form with text at its end to the token endpoint.
    TokenWith(&'static str),
    /// A call without a token.
    Call(&'static str),
    /// A call with a token that nobody issued.
    CallWith(&'static str, &'static str),
    /// A call with a token of these scopes.
    CallAs(&'static str, &'static str),
    /// A call with a token of these scopes and a header.
    CallHeader(&'static str, (&'static str, &'static str)),
    /// A call an hour after the token was issued.
    CallLate(&'static str),
    /// A call with a token and with none of the headers that each call has.
    CallBare(&'static str),
    /// A call by this method whose address says everything: `TOKEN` stands for a token, `APP` for the app's own.
    CallAt(&'static str, &'static str),
    /// A form to a path from the client, who proves itself as usual; `TOKEN` stands for a token.
    AsClient(&'static str, Changes),
    /// A call without `User-Agent`.
    Silent(&'static str),
    /// A call of the app itself: method, path, id and secret, body.
    AsApp(
        &'static str,
        &'static str,
        (&'static str, &'static str),
        &'static str,
    ),
}

/// What was answered.
#[derive(Debug)]
pub(crate) enum Said {
    Page(u16, String),
    Left(String),
    Posted(Vec<(String, String)>),
    Body(u16, String),
}

impl Ask {
    pub(crate) async fn send(&self, provider: &MockProvider, kind: Provider) -> Said {
        let (app, browser) = (App::new(provider, kind), Browser::new(provider, "b-1"));
        match *self {
            Self::Authorize(changes) => said(browser.go(&app.authorize_url(changes)).await),
            Self::AuthorizeAt(from, to) => said(browser.go(&app.authorize_url(&[]).replace(from, to)).await),
            Self::TokenAsOther => {
                let code = app.code(&browser, "alice", &[]).await;
                let secret = match kind {
                    Provider::Apple => app.secret_of("other"),
                    _ => "other-secret".to_owned(),
                };
                let changes = [("client_id", "other"), ("client_secret", secret.as_str())];
                body(app.token(&code, &changes).await).await
            }
            Self::PostAsClient(path, form) => {
                let secret = app.secret();
                let mut form = form.to_vec();
                form.extend([("client_id", client_id(kind)), ("client_secret", &secret)]);
                let request = app.http().post(app.url(path)).form(&form);
                body(request.send().await.expect("an answer")).await
            }
            Self::TokenHeader((name, value)) => {
                let code = app.code(&browser, "alice", &[]).await;
                let (id, secret) = (client_id(kind), app.secret());
                let form = [
                    ("grant_type", "authorization_code"),
                    ("code", code.as_str()),
                    ("redirect_uri", REDIRECT_URI),
                    ("client_id", id),
                    ("client_secret", &secret),
                    ("code_verifier", VERIFIER),
                ];
                let request = app.http().post(app.token_url()).header(name, value).form(&form);
                body(request.send().await.expect("an answer")).await
            }
            Self::AuthorizeWith(suffix) => said(browser.go(&(app.authorize_url(&[]) + suffix)).await),
            Self::SignIn(persona) => {
                let page = browser.go(&app.authorize_url(&[])).await;
                said(browser.submit(&page, &[("identifier", persona)]).await)
            }
            Self::Deny(changes) => {
                let page = browser.go(&app.authorize_url(changes)).await;
                let page = browser.submit(&page, &[("identifier", "alice")]).await;
                said(browser.submit(&page, &[("decision", "deny")]).await)
            }
            Self::Token(changes) => {
                let code = app.code(&browser, "alice", &[]).await;
                body(app.token(&code, changes).await).await
            }
            Self::TokenAfter(changes) => {
                let code = app.code(&browser, "alice", changes).await;
                body(app.token(&code, &[]).await).await
            }
            Self::UsedCode => {
                let code = app.code(&browser, "alice", &[]).await;
                assert_eq!(app.token(&code, &[]).await.status(), 200);
                body(app.token(&code, &[]).await).await
            }
            Self::OldCode => {
                let code = app.code(&browser, "alice", &[]).await;
                provider.clock().advance(Duration::from_secs(600));
                body(app.token(&code, &[]).await).await
            }
            Self::EncodedCode => {
                let code = app.code(&browser, "alice", &[]).await.replace('/', "%2F");
                body(app.token(&code, &[]).await).await
            }
            Self::Unverified => {
                let code = app.code(&browser, "trudy-moss", &[]).await;
                body(app.token(&code, &[]).await).await
            }
            Self::Refresh(changes) => refresh(&app, &refreshable(&app, &browser).await, changes).await,
            Self::RevokedRefresh => {
                let token = refreshable(&app, &browser).await;
                assert_eq!(app.post("/revoke", &[("token", &token)]).await.0, 200);
                refresh(&app, &token, &[]).await
            }
            Self::RotatedRefresh => {
                let token = refreshable(&app, &browser).await;
                refresh(&app, &token, &[]).await;
                refresh(&app, &token, &[]).await
            }
            Self::Post(path, form) => {
                let request = app
                    .http()
                    .post(app.url(path))
                    .header("accept", "application/json");
                body(request.form(form).send().await.expect("an answer")).await
            }
            Self::TokenWith(suffix) => {
                let form = format!(
                    "grant_type=authorization_code&client_id={}{suffix}",
                    client_id(kind)
                );
                let request = app
                    .http()
                    .post(app.token_url())
                    .header("accept", "application/json")
                    .header("content-type", "application/x-www-form-urlencoded");
                body(request.body(form).send().await.expect("an answer")).await
            }
            Self::Call(path) => {
                let request = app.http().get(app.url(path)).headers(app.headers());
                body(request.send().await.expect("an answer")).await
            }
            Self::CallBare(path) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let request = app.http().get(app.url(path)).bearer_auth(token);
                body(request.send().await.expect("an answer")).await
            }
            Self::CallAt(method, path) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let own = format!("{}|{SECRET}", client_id(kind));
                let own: String = url::form_urlencoded::byte_serialize(own.as_bytes()).collect();
                let path = path.replace("TOKEN", &token).replace("APP", &own);
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let request = app.http().request(method, app.url(&path));
                body(request.send().await.expect("an answer")).await
            }
            Self::AsClient(path, changes) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let form = changed(
                    &[("client_id", client_id(kind)), ("client_secret", SECRET)],
                    changes,
                );
                let form: Vec<_> = form
                    .into_iter()
                    .map(|(name, value)| (name, if value == "TOKEN" { &token } else { value }))
                    .collect();
                let request = app.as_client(app.http().post(app.url(path)), &form);
                body(request.send().await.expect("an answer")).await
            }
            Self::CallWith(path, token) => body(app.get(path, token).await).await,
            Self::CallAs(path, scope) => {
                let token = token_of(&app, &browser, scope).await;
                body(app.get(path, &token).await).await
            }
            Self::CallHeader(path, (name, value)) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let mut headers = app.headers();
                headers.insert(name, value.parse().expect("a header"));
                let request = app.http().get(app.url(path)).bearer_auth(token).headers(headers);
                body(request.send().await.expect("an answer")).await
            }
            Self::CallLate(path) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                provider.clock().advance(Duration::from_secs(28_800));
                body(app.get(path, &token).await).await
            }
            Self::Silent(path) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let request = reqwest::Client::new().get(app.url(path)).bearer_auth(token);
                body(request.send().await.expect("an answer")).await
            }
            Self::AsApp(method, path, (id, secret), json) => {
                let token = token_of(&app, &browser, app.default_scope()).await;
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let request = app.http().request(method, app.url(path));
                let request = if id.is_empty() {
                    request
                } else {
                    request.basic_auth(id, Some(secret))
                };
                let json = json.replace("TOKEN", &token);
                body(request.body(json).send().await.expect("an answer")).await
            }
        }
    }
}

fn said(page: Page) -> Said {
    match page {
        Page::Left(url) => Said::Left(url),
        Page::Shown { ref html, .. } if html.contains("mock-form-post") => Said::Posted(page.posted().1),
        shown @ Page::Shown { .. } => {
            let (status, code) = shown.error();
            Said::Page(status, code.to_owned())
        }
    }
}

async fn body(response: reqwest::Response) -> Said {
    Said::Body(response.status().as_u16(), response.text().await.expect("a body"))
}

async fn token_of(app: &App<'_>, browser: &Browser, scope: &str) -> String {
    let tokens = app.tokens(browser, "alice", &[("scope", scope)]).await;
    text(&tokens, "access_token").to_owned()
}

async fn refreshable(app: &App<'_>, browser: &Browser) -> String {
    let scope = facts(app.kind).refresh_scope;
    let code = app
        .code(browser, "alice", &[("scope", scope), ("access_type", "offline")])
        .await;
    let tokens = json(app.token(&code, &[("redirect_uri", REDIRECT_URI)]).await).await;
    text(&tokens, "refresh_token").to_owned()
}

async fn refresh(app: &App<'_>, token: &str, changes: Changes) -> Said {
    let secret = app.secret();
    let usual = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", client_id(app.kind)),
        ("client_secret", &secret),
    ];
    let form = changed(&usual, changes);
    body(app.token_form(&form, "application/json").await).await
}

/// What is usual, with some values replaced, added, or (empty) removed.
fn changed<'a>(usual: &[(&'a str, &'a str)], changes: Changes) -> Vec<(&'a str, &'a str)> {
    let mut form = usual.to_vec();
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        if !value.is_empty() {
            form.push((name, value));
        }
    }
    form
}
