//! Who is asking: the client at the token endpoint and its kin (RFC 6749 §2.3, RFC 7523 §2.2).

use super::{incoming::Incoming, pages};
use crate::{
    answer::{Answer, Note},
    app::Site,
    config::Client,
    dialects::{AuthorizeError, Dialect},
    protocol::{
        Parameters,
        client_assertion::{self, Problem as AssertionProblem, Registered},
        client_auth::{self, AuthMethod, AuthRules, Credentials, JWT_BEARER},
        token::Problem,
    },
    store::Store,
};

/// RFC 6749 §3.2.1: a confidential client must authenticate, with PKCE or without. What is sent must be right even
/// where it may be left out. `optional`: whether this client may leave it out here.
pub(super) fn authenticate(
    app: &Site<'_>,
    store: &mut Store,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    parameters: &Parameters,
    optional: impl Fn(&Store, &Client) -> bool,
) -> Result<Client, Problem> {
    let presented = client_auth::presented(incoming.header("authorization"), parameters);
    let client_id = presented.client_id.clone().ok_or(Problem::MissingClientId)?;
    let client = store
        .client(dialect.provider(), &client_id)
        .cloned()
        .ok_or(Problem::UnknownClient(client_id))?;
    if let Some(problem) = dialect.refuses_credentials(&client, &presented) {
        return Err(problem);
    }
    let rules = dialect.auth_rules(&client, app.setting());
    if let (Some(other), true) = (presented.also, rules.one_method) {
        return Err(Problem::SeveralAuthMethods {
            one: presented.method(),
            other,
        });
    }
    if let Some(found) = parameters
        .get("client_id")
        .filter(|found| *found != client.client_id)
        && rules.one_method
    {
        return Err(Problem::OtherClientInBody {
            found: found.to_owned(),
            expected: client.client_id,
        });
    }
    let method = check_method(&client, &rules, &presented, || optional(store, &client))?;
    match (method, &presented.assertion, &presented.client_secret) {
        (_, Some(assertion), _) => check_assertion(app, store, &client, &rules, &presented, assertion)?,
        (_, None, Some(secret)) if rules.secret_is_assertion => {
            verify_assertion(app, store, &client, &rules, secret)?;
        }
        (_, None, Some(secret)) if !client_auth::secret_matches(&client.client_secret, secret) => {
            return Err(Problem::WrongSecret {
                client_id: client.client_id,
            });
        }
        _ => {}
    }
    Ok(client)
}

/// The method that was used, if the client may use it: the registered one (RFC 7591 §2), or any of the provider's.
fn check_method(
    client: &Client,
    rules: &AuthRules,
    presented: &Credentials,
    optional: impl FnOnce() -> bool,
) -> Result<AuthMethod, Problem> {
    let used = presented.method();
    let registered = client.token_endpoint_auth_method;
    let allowed = match registered {
        Some(registered) => used == registered,
        None => rules.methods.contains(&used),
    };
    if allowed || used == AuthMethod::None && optional() {
        return Ok(used);
    }
    let client_id = client.client_id.clone();
    match used {
        AuthMethod::None => Err(Problem::MissingSecret { client_id }),
        found => Err(Problem::WrongAuthMethod {
            client_id,
            found,
            expected: registered.map_or_else(|| rules.methods.clone(), |one| vec![one]),
        }),
    }
}

fn check_assertion(
    app: &Site<'_>,
    store: &mut Store,
    client: &Client,
    rules: &AuthRules,
    presented: &Credentials,
    assertion: &str,
) -> Result<(), Problem> {
    match presented.assertion_type.as_deref() {
        Some(JWT_BEARER) => verify_assertion(app, store, client, rules, assertion),
        other => Err(assertion_problem(
            client,
            AssertionProblem::Type(other.map(ToOwned::to_owned)),
        )),
    }
}

/// The assertion itself, and that it was not accepted before.
fn verify_assertion(
    app: &Site<'_>,
    store: &mut Store,
    client: &Client,
    rules: &AuthRules,
    text: &str,
) -> Result<(), Problem> {
    let registered = Registered {
        client_id: &client.client_id,
        secret: &client.client_secret,
        jwks: client.jwks.as_ref(),
        pems: &client.public_keys,
    };
    let now = app.clock.now_seconds();
    let accepted = client_assertion::check(text, &rules.assertion, &registered, now)
        .map_err(|problem| assertion_problem(client, problem))?;
    match accepted.jti {
        Some(jti) if !store.first_use(client, &jti, accepted.expires_at, now) => {
            Err(assertion_problem(client, AssertionProblem::Replayed { jti }))
        }
        _ => Ok(()),
    }
}

fn assertion_problem(client: &Client, problem: AssertionProblem) -> Problem {
    Problem::Assertion {
        client_id: client.client_id.clone(),
        problem,
    }
}

/// The answer to a request that is refused as token requests are. RFC 6749 §5.2: whoever tried the header is told
/// its scheme.
pub(super) fn refused(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    problem: &Problem,
    mut note: Note,
) -> Answer {
    note.refusal = Some(problem.refusal());
    if let Some(AuthorizeError::Page {
        status,
        printed,
        code,
        title,
        text,
    }) = dialect.token_refusal_page(problem, &app.config)
    {
        let mut answer = pages::error(dialect, (status, printed), code, title, &text, &problem.refusal());
        answer.note = note;
        return answer;
    }
    let error = dialect.token_refusal(problem, incoming, app.setting());
    let mut answer = dialect.encode_token_answer(incoming.header("accept"), error.status, &error.members);
    if let (401, Some(_), Some(challenge)) = (
        error.status,
        incoming.header("authorization"),
        dialect.challenge(),
    ) {
        answer = answer.header("www-authenticate", challenge);
    }
    answer.note = note;
    answer
}
