//! Signing out at an application's wish (OpenID Connect RP-Initiated Logout 1.0).

use serde_json::{Map, Value};

use super::{backchannel, logout_pages, own_token};
use crate::{
    answer::Answer,
    app::Site,
    config::Client,
    dialects::Dialect,
    endpoint::Endpoint,
    http::{incoming::Incoming, pages},
    protocol::{Parameters, Refusal, redirect_uri},
    store::{Session, Store},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("logout", answer);

/// What the request says, once it broke no rule.
struct Request {
    /// The claims of the hint.
    hint: Option<Map<String, Value>>,
    client: Option<Client>,
    redirect: Option<String>,
    state: Option<String>,
}

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut parameters = incoming.query();
    parameters.extend(incoming.body_parameters());
    let request = match read(app, dialect, &parameters) {
        Ok(request) => request,
        Err(refusal) => return error(dialect, *refusal),
    };
    let decision = (incoming.method == "POST")
        .then(|| parameters.get("decision"))
        .flatten();
    let mut answer = match (&request.hint, decision) {
        // RP-Initiated Logout §2: without proof of whose session it is the person is asked.
        (None, None) => {
            let name = request.client.as_ref().map(Client::display_name);
            logout_pages::confirm(dialect, name, &fields(&parameters))
        }
        (None, Some(decision)) if decision != "sign-out" => leave(dialect, &request),
        _ => {
            let ended = sign_out(app, dialect, incoming, &request);
            backchannel::notify(app, dialect, &ended);
            let mut answer = leave(dialect, &request);
            answer.note.persona = ended.first().map(|session| session.persona.clone());
            answer
        }
    };
    answer.note.client_id = request.client.map(|client| client.client_id);
    answer
}

fn read(app: &Site<'_>, dialect: &dyn Dialect, parameters: &Parameters) -> Result<Request, Box<Refusal>> {
    let hint = match parameters.get("id_token_hint") {
        None => None,
        Some(text) => Some(own_token::claims(app, dialect, text).ok_or_else(unusable_hint)?),
    };
    let audience = hint
        .as_ref()
        .and_then(|claims| claims.get("aud"))
        .and_then(Value::as_str);
    let named = parameters.get("client_id");
    if let (Some(audience), Some(named)) = (audience, named)
        && audience != named
    {
        return Err(Box::new(Refusal::new(
            "client-of-the-hint",
            format!("client_id \"{named}\""),
            format!("\"{audience}\", for which the id_token_hint is"),
            "send the hint that the same client got, or leave client_id out",
        )));
    }
    let client = match named.or(audience) {
        None => None,
        Some(id) => {
            let found = app.store().client(dialect.provider(), id).cloned();
            Some(found.ok_or_else(|| {
                Refusal::new(
                    "client-registered",
                    format!("client_id \"{id}\""),
                    "the client_id of a registered client",
                    "correct the app's client id setting",
                )
            })?)
        }
    };
    let redirect = parameters.get("post_logout_redirect_uri").map(ToOwned::to_owned);
    if let Some(asked) = &redirect {
        check_redirect(asked, client.as_ref())?;
    }
    Ok(Request {
        hint,
        client,
        redirect,
        state: parameters.get("state").map(ToOwned::to_owned),
    })
}

/// RP-Initiated Logout §3.1: one of those that the client registered, byte for byte.
fn check_redirect(asked: &str, client: Option<&Client>) -> Result<(), Box<Refusal>> {
    let registered = client.map_or(&[][..], |client| &client.oidc.post_logout_redirect_uris);
    if registered.iter().any(|uri| uri == asked) {
        return Ok(());
    }
    let (expected, hint) = match client {
        None => (
            "id_token_hint or client_id beside it, to know whose it is".to_owned(),
            "send id_token_hint",
        ),
        Some(_) if registered.is_empty() => (
            "a registered one, but the client has none".to_owned(),
            "add it to oidc.post_logout_redirect_uris of the client",
        ),
        Some(_) => (
            format!("one of: {}", registered.join(", ")),
            "add it to oidc.post_logout_redirect_uris of the client, or send a registered one",
        ),
    };
    Err(Box::new(Refusal::new(
        "post-logout-redirect-uri-registered",
        format!("post_logout_redirect_uri \"{asked}\""),
        expected,
        hint,
    )))
}

fn unusable_hint() -> Refusal {
    Refusal::new(
        "id-token-hint-valid",
        "an id_token_hint that is none of this issuer's id_tokens",
        "an id_token that was issued here, however old",
        "send the id_token of the sign-in unchanged",
    )
}

/// Whom the hint names; without a hint everybody in the browser. Their refresh tokens die with the session, those
/// for access while they are away do not (Back-Channel Logout §2.7).
fn sign_out(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming, request: &Request) -> Vec<Session> {
    let mut store = app.store();
    let hinted = request
        .hint
        .as_ref()
        .map(|hint| persona_of(&store, dialect, request, hint));
    let which = |session: &Session| {
        hinted
            .as_ref()
            .is_none_or(|persona| persona.as_deref() == Some(&session.persona))
    };
    let ended = store.sign_out(dialect.provider(), &incoming.browser, which);
    store.refresh_tokens.for_each(|token| {
        let sid = &token.access.authentication.sid;
        let over = sid.is_some() && ended.iter().any(|session| Some(&session.sid) == sid.as_ref());
        token.dead |= over && !token.access.offline;
    });
    ended
}

fn persona_of(
    store: &Store,
    dialect: &dyn Dialect,
    request: &Request,
    hint: &Map<String, Value>,
) -> Option<String> {
    let (client, sub) = (request.client.as_ref()?, hint.get("sub")?.as_str()?);
    let persona = store
        .personas()
        .find(|persona| dialect.subject(persona, client).as_deref() == Some(sub))?;
    Some(persona.id.clone())
}

/// Back to the application where it waits, with its state.
fn leave(dialect: &dyn Dialect, request: &Request) -> Answer {
    let Some(uri) = &request.redirect else {
        return logout_pages::done(dialect);
    };
    match &request.state {
        Some(state) => {
            let parameters = [("state".to_owned(), state.clone())];
            Answer::redirect(&redirect_uri::with_query(uri, &parameters))
        }
        None => Answer::redirect(uri),
    }
}

fn fields(parameters: &Parameters) -> Vec<(&'static str, String)> {
    ["client_id", "post_logout_redirect_uri", "state"]
        .into_iter()
        .filter_map(|name| Some((name, parameters.get(name)?.to_owned())))
        .collect()
}

fn error(dialect: &dyn Dialect, refusal: Refusal) -> Answer {
    let text = format!("Found {}; expected {}.", refusal.found, refusal.expected);
    let title = "You cannot be signed out by this link";
    pages::error(dialect, (400, 400), "invalid_request", title, &text, &refusal).refused(refusal)
}
