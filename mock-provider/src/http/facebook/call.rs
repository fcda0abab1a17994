//! What every call of the Graph API about a person goes through.

use crate::http::{
    bearer_token::{Bearer, Unauthorized},
    incoming::Incoming,
};
use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::FacebookAccount,
    dialects::facebook::{
        GRAPH,
        graph::{self, GraphError},
        scoped_id,
    },
    origins::Origins,
    protocol::{Parameters, Refusal, bearer},
    store::AccessToken,
};

/// A call of a person through an app.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) bearer: Bearer,
    pub(super) account: FacebookAccount,
    /// The person as this app knows them.
    pub(super) scoped_id: String,
    pub(super) parameters: Parameters,
}

/// What the wire says and what the operator should know.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) error: GraphError,
    pub(super) refusal: Refusal,
}

impl Refused {
    /// For where there is one or the other.
    pub(super) fn boxed(error: GraphError, refusal: Refusal) -> Box<Self> {
        Box::new(Self { error, refusal })
    }
}

/// The parameters of the query and of the body.
pub(super) fn parameters(incoming: &Incoming) -> Parameters {
    let mut parameters = incoming.query();
    parameters.extend(incoming.body_parameters());
    parameters
}

/// The segments of the path, without a version.
pub(super) fn segments(incoming: &Incoming) -> Vec<&str> {
    let mount = Origins::mount(Provider::Facebook, &GRAPH);
    graph::segments(&incoming.path_and_query, &mount)
}

/// The answer at a path that only looks like one of the API.
pub(super) fn unknown_path(incoming: &Incoming) -> Answer {
    let mount = Origins::mount(Provider::Facebook, &GRAPH);
    graph::unknown_path(incoming.path_and_query.strip_prefix(&mount).unwrap_or_default())
}

/// The error of a token that nobody issued.
pub(super) fn invalid_token() -> GraphError {
    GraphError::oauth(190, "Invalid OAuth access token - Cannot parse access token")
}

/// The error of a token whose app the person removed.
pub(super) fn removed(client_id: &str) -> GraphError {
    GraphError::oauth(
        190,
        format!("Error validating access token: The user has not authorized application {client_id}."),
    )
    .with_subcode(458)
}

/// The error of a token from before the person changed the password.
pub(super) fn password_changed() -> GraphError {
    GraphError::oauth(
        190,
        "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
    )
    .with_subcode(460)
}

/// Whether a token is older than the password.
pub(super) fn outlived(token: &AccessToken, account: Option<&FacebookAccount>) -> bool {
    account
        .and_then(|account| account.password_changed_at)
        .is_some_and(|at| token.issued_at < at)
}

/// Why a proof of the app's secret does not do, if it does not: one that is sent must be right, and some apps must
/// send one.
pub(super) fn proof_refused(
    app: &Site<'_>,
    parameters: &Parameters,
    client_id: &str,
    token: &str,
) -> Option<Box<Refused>> {
    let store = app.store();
    let client = store.client(Provider::Facebook, client_id)?;
    let error = |message: &str| GraphError {
        kind: "GraphMethodException",
        ..GraphError::oauth(100, message)
    };
    match parameters.get("appsecret_proof") {
        None if client.require_appsecret_proof => Some(Refused::boxed(
            error("API calls from the server require an appsecret_proof argument"),
            Refusal::new(
                "appsecret-proof-present",
                "no appsecret_proof",
                "appsecret_proof, because require_appsecret_proof is on for the client",
                "send the hex HMAC-SHA256 of the access token under the app secret",
            ),
        )),
        Some(proof) if !graph::proves_secret(proof, &client.client_secret, token) => Some(Refused::boxed(
            error("Invalid appsecret_proof provided in the API argument"),
            Refusal::new(
                "appsecret-proof-correct",
                format!("appsecret_proof \"{proof}\""),
                "the hex HMAC-SHA256 of the access token under the app secret",
                "check the app's secret, that the token is the message and not the key, and that the hex is in lower case",
            ),
        )),
        _ => None,
    }
}

impl Call {
    /// Finds out whose call it is.
    pub(super) fn read(app: &Site<'_>, incoming: &Incoming) -> Result<Self, Box<Answer>> {
        let parameters = parameters(incoming);
        let trace = graph::new_trace(&app.rng);
        let also = parameters.get("access_token");
        let schemes = ["Bearer", "OAuth"];
        let bearer = Bearer::find(app, Provider::Facebook, incoming, &schemes, also)
            .map_err(|refused| Box::new(unauthorized(app, *refused, &trace)))?;
        let status = app.config.facebook.bad_token_status;
        let client_id = bearer.token.client_id.clone();
        if bearer.token.scopes.is_empty() {
            let answer = removed(&client_id).answer(status, &trace).refused(Refusal::new(
                "app-authorized",
                "a token of an app that the person removed",
                "a token of an app that the person still allows",
                "the permissions were deleted after the sign-in; send the person through the dialog again",
            ));
            return Err(Box::new(bearer.note(answer)));
        }
        if outlived(&bearer.token, bearer.persona.facebook.as_ref()) {
            let answer = password_changed().answer(status, &trace).refused(Refusal::new(
                "access-token-alive",
                "a token from before the person changed the password",
                "a token that was issued since",
                "send the person through the dialog again",
            ));
            return Err(Box::new(bearer.note(answer)));
        }
        let text = bearer::from_header(incoming.header("authorization"), &schemes).or(also);
        if let Some(refused) = proof_refused(app, &parameters, &client_id, text.unwrap_or_default()) {
            let answer = refused.error.answer(400, &trace).refused(refused.refusal);
            return Err(Box::new(bearer.note(answer)));
        }
        let Some(account) = bearer.persona.facebook.clone() else {
            let answer = invalid_token().answer(status, &trace).refused(Refusal::new(
                "account-exists",
                "a token of a persona whose Facebook account was removed",
                "a token of an existing account",
                "the account was removed after the sign-in",
            ));
            return Err(Box::new(bearer.note(answer)));
        };
        Ok(Self {
            scoped_id: scoped_id::of(&account.id, &client_id),
            account,
            bearer,
            parameters,
        })
    }
}

fn unauthorized(app: &Site<'_>, refused: Unauthorized, trace: &str) -> Answer {
    let status = app.config.facebook.bad_token_status;
    let error = match (refused.present, refused.expired_at) {
        (false, _) => {
            let message = "An active access token must be used to query information about the current user.";
            return refused.note(GraphError::oauth(2500, message).answer(400, trace));
        }
        (true, Some(at)) => GraphError::oauth(
            190,
            format!(
                "Error validating access token: Session has expired on {}. The current time is {}.",
                graph::moment(at),
                graph::moment(app.clock.now())
            ),
        )
        .with_subcode(463),
        (true, None) => invalid_token(),
    };
    refused.note(error.answer(status, trace))
}
