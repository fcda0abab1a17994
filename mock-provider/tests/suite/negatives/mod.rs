//! Requests that are wrong in one way each: the status, the error, where it is said, and the rule that the journal
//! names. `fact` is the section of the fact sheet about the real providers from which a row comes.

mod apple;
mod facebook;
mod github_api;
mod github_authorize;
mod github_token;
mod google_apis;
mod google_authorize;
mod google_token;
mod microsoft;
mod notion;
mod oidc;
mod request;
mod x;

use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config},
    journal::Filter,
};
use serde_json::Value;

use crate::{
    providers::{OIDC, error_word, every},
    setup::{client, fragment, frozen, query, value},
};
pub(crate) use request::{Ask, Changes, Said};

/// Where an error is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the provider's own page, which leads nowhere.
    Page,
    /// At the application, in the query.
    Redirect,
    /// At the application, in the fragment.
    Fragment,
    /// At the application, in a form that the browser posts.
    Posted,
    /// In the body of an answer to a program.
    Body,
}

/// What is configured besides the usual.
pub(crate) struct Given {
    pub(crate) config: Config,
    pub(crate) client: Client,
}

/// One wrong request.
pub(crate) struct Row {
    fact: &'static str,
    name: &'static str,
    ask: Ask,
    status: u16,
    error: &'static str,
    place: Place,
    rule: &'static str,
    given: fn(&mut Given),
}

pub(crate) fn row(
    fact: &'static str,
    name: &'static str,
    ask: Ask,
    (status, error): (u16, &'static str),
    place: Place,
    rule: &'static str,
) -> Row {
    Row {
        fact,
        name,
        ask,
        status,
        error,
        place,
        rule,
        given: |_| {},
    }
}

impl Row {
    pub(crate) fn given(self, given: fn(&mut Given)) -> Self {
        Self { given, ..self }
    }

    /// What differs from what is expected, if anything does.
    async fn judge(&self, kind: Provider) -> Option<String> {
        let mut given = Given {
            config: Config::default(),
            client: client(kind),
        };
        (self.given)(&mut given);
        let provider = MockProvider::builder()
            .config(given.config)
            .seed(42)
            .clock(frozen())
            .port(0)
            .start()
            .await
            .expect("starts");
        for other in every() {
            provider.put_client(client(other));
        }
        provider.put_client(Client {
            client_id: "other".to_owned(),
            client_secret: "other-secret".to_owned(),
            ..client(kind)
        });
        provider.put_client(given.client);
        let said = self.ask.send(&provider, kind).await;
        let found = match &said {
            Said::Page(status, code) => (*status, code.clone(), Place::Page),
            Said::Left(url) => {
                let (parameters, place) = if url.trim_end_matches("#_=_").contains('#') {
                    (fragment(url), Place::Fragment)
                } else {
                    (query(url), Place::Redirect)
                };
                let error = value(&parameters, "error").unwrap_or("no error").to_owned();
                (302, error, place)
            }
            Said::Posted(parameters) => {
                let error = value(parameters, "error").unwrap_or("no error").to_owned();
                (200, error, Place::Posted)
            }
            Said::Body(status, text) => (*status, error_in(text), Place::Body),
        };
        let exchanges = provider.journal().exchanges(&Filter::default());
        let last = exchanges.iter().rev().find(|exchange| exchange.refusal.is_some());
        let rule = last
            .and_then(|exchange| exchange.refusal.clone())
            .map(|refusal| refusal.rule);
        let recorded = last.map(|exchange| exchange.status);
        let expected = (self.status, self.error.to_owned(), self.place);
        let right = found == expected && rule.as_deref() == Some(self.rule) && recorded == Some(self.status);
        (!right).then(|| {
            format!(
                "§{} {}: found {found:?} by rule {rule:?}, recorded {recorded:?}; expected {expected:?} by rule {:?}",
                self.fact, self.name, self.rule
            )
        })
    }
}

/// The word that says what is wrong, in whatever form the endpoint says it.
fn error_in(text: &str) -> String {
    let Ok(body) = serde_json::from_str::<Value>(text) else {
        return text
            .trim()
            .split(['.', '\n'])
            .next()
            .unwrap_or_default()
            .to_owned();
    };
    if !body["error"]["fbtrace_id"].is_null() {
        return error_word(&body);
    }
    [
        &body["error"],
        &body["error"]["status"],
        &body["error"]["code"],
        &body["code"],
        &body["message"],
        &body["error_code"],
        &body["reason"],
        &body["title"],
    ]
    .into_iter()
    .find_map(Value::as_str)
    .unwrap_or("no error")
    .to_owned()
}

async fn judge(kind: Provider, rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for row in &rows {
        wrong.extend(row.judge(kind).await);
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn google_refuses_wrong_authorization_requests() {
    judge(Provider::Google, google_authorize::rows()).await;
}

#[tokio::test]
async fn google_refuses_wrong_token_requests() {
    judge(Provider::Google, google_token::rows()).await;
}

#[tokio::test]
async fn google_refuses_wrong_calls() {
    judge(Provider::Google, google_apis::rows()).await;
}

#[tokio::test]
async fn github_refuses_wrong_authorization_requests() {
    judge(Provider::GitHub, github_authorize::rows()).await;
}

#[tokio::test]
async fn github_refuses_wrong_token_requests() {
    judge(Provider::GitHub, github_token::rows()).await;
}

#[tokio::test]
async fn github_refuses_wrong_calls() {
    judge(Provider::GitHub, github_api::rows()).await;
}

#[tokio::test]
async fn microsoft_refuses_wrong_requests() {
    judge(Provider::Microsoft, microsoft::rows()).await;
}

#[tokio::test]
async fn apple_refuses_wrong_requests() {
    judge(Provider::Apple, apple::rows()).await;
}

#[tokio::test]
async fn facebook_refuses_wrong_authorization_requests() {
    judge(Provider::Facebook, facebook::authorize()).await;
}

#[tokio::test]
async fn facebook_refuses_wrong_token_requests() {
    judge(Provider::Facebook, facebook::token()).await;
}

#[tokio::test]
async fn facebook_refuses_wrong_calls() {
    judge(Provider::Facebook, facebook::calls()).await;
}

#[tokio::test]
async fn x_refuses_wrong_authorization_requests() {
    judge(Provider::X, x::authorize()).await;
}

#[tokio::test]
async fn x_refuses_wrong_token_requests() {
    judge(Provider::X, x::token()).await;
}

#[tokio::test]
async fn x_refuses_wrong_calls() {
    judge(Provider::X, x::calls()).await;
}

#[tokio::test]
async fn notion_refuses_wrong_authorization_requests() {
    judge(Provider::Notion, notion::authorize()).await;
}

#[tokio::test]
async fn notion_refuses_wrong_token_requests() {
    judge(Provider::Notion, notion::token()).await;
}

#[tokio::test]
async fn notion_refuses_wrong_calls() {
    judge(Provider::Notion, notion::calls()).await;
}

#[tokio::test]
async fn an_issuer_refuses_wrong_authorization_requests() {
    judge(OIDC, oidc::authorize()).await;
}

#[tokio::test]
async fn an_issuer_refuses_wrong_token_requests() {
    judge(OIDC, oidc::token()).await;
}

#[tokio::test]
async fn an_issuer_refuses_wrong_calls() {
    judge(OIDC, oidc::calls()).await;
}
