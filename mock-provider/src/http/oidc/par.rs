//! Pushed authorization requests (RFC 9126).

use serde_json::{Map, json};

use super::{json_answer, settings};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{Dialect, PushedRequests},
    endpoint::Endpoint,
    http::{
        client_authentication::{authenticate, refused},
        incoming::Incoming,
        oidc::own_token,
        token::later,
    },
    protocol::{
        Parameters,
        authorize::{OidcProblem, Problem, check},
        client_auth::AuthMethod,
    },
    store::Pushed,
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::post("par", answer);

/// How every `request_uri` begins (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// What belongs to the client's authentication, and not to its request.
const OF_THE_CLIENT: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut parameters = incoming.body_parameters();
    let mut store = app.store();
    let public = |client: &Client| client.token_endpoint_auth_method == Some(AuthMethod::None);
    let authenticated = authenticate(app, &mut store, dialect, incoming, &parameters, |_, client| {
        public(client)
    });
    drop(store);
    let client = match authenticated {
        Ok(client) => client,
        Err(problem) => {
            let note = Note {
                client_id: parameters.get("client_id").map(ToOwned::to_owned),
                ..Note::default()
            };
            return refused(app, dialect, incoming, &problem, note);
        }
    };
    if parameters.get("client_id").is_none() {
        parameters.extend(
            [("client_id".to_owned(), client.client_id.clone())]
                .into_iter()
                .collect(),
        );
    }
    let parameters = without_credentials(&parameters);
    let note = Note {
        client_id: Some(client.client_id.clone()),
        ..Note::default()
    };
    let mut answer = match judge(app, dialect, incoming, &client, &parameters) {
        Some(problem) => refusal(&problem),
        None => accepted(app, dialect, &client, parameters),
    };
    answer.note = Note {
        refusal: answer.note.refusal.take(),
        ..note
    };
    answer
}

/// RFC 9126 §2.1: a request that the authorization endpoint would refuse is refused here already.
fn judge(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    client: &Client,
    parameters: &Parameters,
) -> Option<Problem> {
    if let Some(found) = parameters.get("request_uri") {
        return Some(Problem::Oidc(OidcProblem::RequestUri(found.to_owned())));
    }
    if parameters.get("client_id") != Some(&client.client_id) {
        return Some(Problem::UnknownClient(
            parameters.get("client_id").unwrap_or_default().to_owned(),
        ));
    }
    let rules = dialect.authorize_rules(Some(client));
    match check(parameters, &rules, Some(&client.redirect_uris)) {
        Err(rejection) => Some(rejection.problem),
        Ok(request) => {
            let user_agent = incoming.header("user-agent").unwrap_or_default();
            let refused = dialect.refuses_client(client, &request, user_agent);
            refused.or_else(|| own_token::meant(app, &app.store(), dialect, client, &request).err())
        }
    }
}

fn accepted(app: &Site<'_>, dialect: &dyn Dialect, client: &Client, parameters: Parameters) -> Answer {
    let lifetime = settings(app, dialect).map_or(0, |issuer| issuer.request_uri_lifetime);
    let request_uri = format!("{PREFIX}{}", app.rng.base64url(43));
    let pushed = Pushed {
        provider: dialect.provider(),
        client_id: client.client_id.clone(),
        parameters,
        expires_at: later(app.clock.now(), lifetime),
    };
    app.store().pushed.insert(request_uri.clone(), pushed);
    json_answer(201, &json!({"request_uri": request_uri, "expires_in": lifetime}))
}

/// RFC 9126 §2.3: the codes of the authorization endpoint, told to the client itself.
fn refusal(problem: &Problem) -> Answer {
    let refusal = problem.refusal();
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(problem.code()));
    members.insert(
        "error_description".to_owned(),
        json!(format!("Found {}; expected {}.", refusal.found, refusal.expected)),
    );
    json_answer(400, &members.into()).refused(refusal)
}

fn without_credentials(parameters: &Parameters) -> Parameters {
    let names = parameters.names().map(ToOwned::to_owned).collect::<Vec<_>>();
    names
        .iter()
        .enumerate()
        .filter(|(index, name)| !OF_THE_CLIENT.contains(&name.as_str()) && !names[..*index].contains(name))
        .flat_map(|(_, name)| parameters.all(name).map(|value| (name.clone(), value.to_owned())))
        .collect()
}

/// What the authorization endpoint goes on with, and whether it was pushed: the request that `request_uri` names, or
/// what was sent.
///
/// # Errors
/// [`Problem`] for a `request_uri` that names no request of this client.
pub(in crate::http) fn resolve(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    sent: Parameters,
) -> Result<(Parameters, bool), Problem> {
    let Some(request_uri) = sent.get("request_uri") else {
        return Ok((sent, false));
    };
    if dialect.pushed_requests(None) == PushedRequests::Unknown {
        return Ok((sent, false));
    }
    if !request_uri.starts_with(PREFIX) {
        return Err(Problem::Oidc(OidcProblem::RequestUri(request_uri.to_owned())));
    }
    let client_id = sent.get("client_id").ok_or(Problem::MissingClientId)?;
    let found = app
        .store()
        .take_pushed(dialect.provider(), client_id, request_uri, app.clock.now());
    match found {
        Some(parameters) => Ok((parameters, true)),
        None => Err(Problem::Oidc(OidcProblem::UnknownRequestUri(
            request_uri.to_owned(),
        ))),
    }
}
