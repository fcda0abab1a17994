//! What an app may do with a token of its own: check it, reset it, delete it.

use serde_json::json;

use super::call;
use crate::http::{incoming::Incoming, token::later};
use crate::{
    Provider,
    answer::{Answer, Note},
    app::Site,
    config::{Client, GitHubAccount},
    dialects::{
        Dialect as _,
        github::{GitHub, api, token_record},
    },
    endpoint::Endpoint,
    protocol::{Parameters, Refusal, client_auth},
    store::{AccessToken, Store},
};

const DOCUMENTATION: &str = "/apps/oauth-applications";

/// `/applications/{client_id}/token`.
pub(crate) const ENDPOINT: Endpoint =
    Endpoint::new("app-token", &["POST", "PATCH", "DELETE"], |app, _, incoming| {
        answer(app, incoming)
    });

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let mut store = app.store();
    let (owned, account) = match Owned::of_account(app, &store, incoming) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let version = incoming.header("x-github-api-version");
    let answer = match incoming.method.as_str() {
        "DELETE" => {
            store.kill_access_token(&owned.text);
            Answer::new(204, "")
        }
        "PATCH" => {
            let dialect = &GitHub;
            let now = app.clock.now();
            let lifetimes = dialect.lifetimes(
                &owned.client,
                &owned.token.scopes,
                owned.token.expires_at.is_some(),
                &app.config,
            );
            store.kill_access_token(&owned.text);
            let token = AccessToken {
                issued_at: now,
                expires_at: lifetimes.access.map(|seconds| later(now, seconds)),
                used_at: None,
                ..owned.token.clone()
            };
            let text = dialect.new_access_token(&owned.client, &app.rng);
            let body = token_record::body(&text, &token, &owned.client, &account, app.origins);
            store.add_access_token(text, token, dialect.limits(&owned.client), now);
            api::json_answer(200, &body, version)
        }
        _ => {
            let body = token_record::body(&owned.text, &owned.token, &owned.client, &account, app.origins);
            api::json_answer(200, &body, version)
        }
    };
    owned.note(answer)
}

/// A token, and the app to which it was issued and that asks.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) client: Client,
    pub(super) text: String,
    pub(super) token: AccessToken,
}

impl Owned {
    /// The app proves itself with its id and secret and may ask about its own tokens only.
    pub(super) fn read(store: &Store, incoming: &Incoming) -> Result<Self, Box<Answer>> {
        if let Some(answer) = call::refused(incoming) {
            return Err(Box::new(answer));
        }
        let client = authenticate(store, incoming)?;
        let body = Parameters::from_json(incoming.body.as_deref().unwrap_or_default());
        let Some(text) = body.get("access_token") else {
            return Err(Box::new(invalid_body(
                &client,
                "OauthAccess",
                "access_token",
                DOCUMENTATION,
            )));
        };
        let found = store
            .access_tokens
            .get(text)
            .filter(|token| token.provider == Provider::GitHub && token.client_id == client.client_id);
        match found {
            Some(token) => Ok(Self {
                text: text.to_owned(),
                token: token.clone(),
                client,
            }),
            None => Err(Box::new(not_found(&client))),
        }
    }

    /// The same for a token that is alive, with the account of its person.
    pub(super) fn of_account(
        app: &Site<'_>,
        store: &Store,
        incoming: &Incoming,
    ) -> Result<(Self, GitHubAccount), Box<Answer>> {
        let owned = Self::read(store, incoming)?;
        let now = app.clock.now();
        let fresh = owned.token.expires_at.is_none_or(|at| at > now);
        let alive = fresh && !owned.token.is_idle(GitHub.idle_access_lifetime(), now);
        let account = store
            .persona(&owned.token.persona)
            .and_then(|persona| persona.github.clone());
        match account.filter(|_| alive) {
            Some(account) => Ok((owned, account)),
            None => Err(Box::new(owned.note(not_found(&owned.client)))),
        }
    }

    /// Tells the journal whose token it is.
    pub(super) fn note(&self, mut answer: Answer) -> Answer {
        answer.note = Note {
            flow: Some(self.token.flow),
            browser: Some(self.token.browser.clone()),
            persona: Some(self.token.persona.clone()),
            client_id: Some(self.client.client_id.clone()),
            refusal: answer.note.refusal.take(),
            ..Note::default()
        };
        answer
    }
}

/// HTTP Basic with the id and secret of the app that the path names.
fn authenticate(store: &Store, incoming: &Incoming) -> Result<Client, Box<Answer>> {
    let presented = client_auth::presented_as_is(incoming.header("authorization")).unwrap_or_default();
    let named = incoming
        .path_and_query
        .split('/')
        .skip_while(|part| *part != "applications")
        .nth(1);
    let client = presented
        .client_id
        .as_deref()
        .and_then(|id| store.client(Provider::GitHub, id));
    let proved = client.filter(|client| {
        presented
            .client_secret
            .as_deref()
            .is_some_and(|secret| client_auth::secret_matches(&client.client_secret, secret))
    });
    let Some(client) = proved else {
        let mut answer = api::error(401, "Bad credentials", "").refused(Refusal::new(
            "client-authenticated",
            match &presented.client_id {
                Some(id) => format!("client \"{id}\" with another secret, or unknown"),
                None => "no Authorization: Basic header".to_owned(),
            },
            "the client's id and secret in an Authorization: Basic header",
            "a token does not authenticate here; the app itself must",
        ));
        answer.note.client_id = presented.client_id;
        return Err(Box::new(answer));
    };
    if named != Some(client.client_id.as_str()) {
        return Err(Box::new(not_found(client)));
    }
    Ok(client.clone())
}

fn not_found(client: &Client) -> Answer {
    let mut answer = api::error(404, "Not Found", DOCUMENTATION).refused(Refusal::new(
        "token-of-this-client",
        "a token that is dead or was not issued to this client, or the path of another client",
        "a living token of the client that asks, and its own id in the path",
        "the token may have been revoked, reset, or replaced by a refresh",
    ));
    answer.note.client_id = Some(client.client_id.clone());
    answer
}

/// A body whose `member` is missing or cannot be.
pub(super) fn invalid_body(client: &Client, resource: &str, member: &str, documentation: &str) -> Answer {
    let body = json!({
        "message": "Validation Failed",
        "errors": [{"resource": resource, "code": if member == "access_token" { "missing_field" } else { "invalid" }, "field": member}],
        "documentation_url": format!("https://docs.github.com/rest{documentation}"),
        "status": "422",
    });
    let mut answer = api::json_answer(422, &body, None).refused(Refusal::new(
        if member == "access_token" {
            "access-token-present"
        } else {
            "wish-within-installation"
        },
        format!("a body without {member}, or with one that cannot be"),
        format!("a JSON object with the member {member}"),
        "send {\"access_token\": \"gho_…\"}, and for a narrower token a target and what the app has there",
    ));
    answer.note.client_id = Some(client.client_id.clone());
    answer
}
