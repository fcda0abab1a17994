//! Dynamic client registration (RFC 7591, OpenID Connect Dynamic Client Registration 1.0).

use serde_json::{Map, Value, json};

use super::{json_answer, settings};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::{Client, Registration},
    dialects::{
        Dialect,
        oidc::{HOST, registration},
    },
    endpoint::Endpoint,
    http::incoming::Incoming,
    protocol::{Refusal, bearer, client_auth::secret_matches},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("register", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let Some(issuer) = settings(app, dialect) else {
        return Answer::new(404, "");
    };
    let token = bearer::from_header(incoming.header("authorization"), &["Bearer"]);
    if issuer.registration == Registration::Token
        && !token.is_some_and(|token| secret_matches(&issuer.initial_access_token, token))
    {
        return unauthorized(
            dialect,
            Refusal::new(
                "initial-access-token-valid",
                if token.is_some() {
                    "another initial access token"
                } else {
                    "no initial access token"
                },
                "Authorization: Bearer and initial_access_token of the issuer (RFC 7591 §3)",
                "send the token, or set registration of the issuer to \"open\"",
            ),
        );
    }
    let made = metadata(incoming).and_then(|metadata| {
        let client_id = app.rng.base62(20);
        registration::client(issuer, dialect.provider(), client_id, &metadata)
    });
    let mut client = match made {
        Ok(client) => client,
        Err(problem) => return refused(&problem),
    };
    if registration::needs_secret(&client) {
        client.client_secret = app.rng.base64url(43);
    }
    let registration_token = app.rng.base64url(43);
    let document = document(app, dialect, &client, &registration_token);
    let note = Note {
        client_id: Some(client.client_id.clone()),
        ..Note::default()
    };
    let mut store = app.store();
    store
        .registrations
        .insert((client.provider, client.client_id.clone()), registration_token);
    store.put_client(client);
    let mut answer = json_answer(201, &document);
    answer.note = note;
    answer
}

/// The members of the body.
pub(super) fn metadata(incoming: &Incoming) -> Result<Map<String, Value>, registration::Problem> {
    serde_json::from_slice(incoming.body.as_deref().unwrap_or_default()).map_err(|error| {
        registration::Problem::metadata(Refusal::new(
            "metadata-well-formed",
            format!("a body that is no JSON object ({error})"),
            "client metadata as a JSON object (RFC 7591 §3.1)",
            "send the metadata as application/json",
        ))
    })
}

/// What the client is told about its registration (RFC 7591 §3.2.1, RFC 7592 §3).
pub(super) fn document(app: &Site<'_>, dialect: &dyn Dialect, client: &Client, token: &str) -> Value {
    let mut members = registration::members(client);
    members.insert("registration_access_token".to_owned(), json!(token));
    let path = format!("/register/{}", client.client_id);
    let uri = app.origins.url(dialect.provider(), &HOST, &path);
    members.insert("registration_client_uri".to_owned(), json!(uri));
    Value::Object(members)
}

/// RFC 7591 §3.2.2.
pub(super) fn refused(problem: &registration::Problem) -> Answer {
    let refusal = problem.refusal.clone();
    let text = format!("Found {}; expected {}.", refusal.found, refusal.expected);
    json_answer(400, &json!({"error": problem.code, "error_description": text})).refused(refusal)
}

/// RFC 6750 §3.
pub(super) fn unauthorized(dialect: &dyn Dialect, refusal: Refusal) -> Answer {
    let challenge = format!("Bearer realm=\"{}\", error=\"invalid_token\"", dialect.provider());
    json_answer(401, &json!({"error": "invalid_token"}))
        .header("www-authenticate", challenge)
        .refused(refusal)
}
