//! Google's UserInfo, in both forms.

use serde_json::{Map, Value};

use super::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider, answer::Answer, app::App, config::GoogleAccount, dialects::google::userinfo, protocol::Refusal,
};

pub(super) fn oidc(app: &App, incoming: &Incoming) -> Answer {
    answer(app, incoming, userinfo::oidc, |_| userinfo::unauthorized())
}

pub(super) fn v2(app: &App, incoming: &Incoming) -> Answer {
    answer(app, incoming, userinfo::v2, userinfo::unauthorized_v2)
}

fn answer(
    app: &App,
    incoming: &Incoming,
    form: fn(&GoogleAccount, &[String]) -> Map<String, Value>,
    unauthorized: fn(bool) -> Answer,
) -> Answer {
    // Google also takes the token from the query.
    let query = incoming.query();
    let bearer = match Bearer::find(
        app,
        Provider::Google,
        incoming,
        &["Bearer"],
        query.get("access_token"),
    ) {
        Ok(bearer) => bearer,
        Err(refused) => {
            let answer = unauthorized(refused.present);
            return refused.note(answer);
        }
    };
    let Some(account) = bearer
        .persona
        .google
        .as_ref()
        .filter(|_| userinfo::allowed(&bearer.token.scopes))
    else {
        return bearer.note(userinfo::forbidden().refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", bearer.token.scopes.join(" ")),
            "openid, email, or profile",
            "ask for openid in the authorization request",
        )));
    };
    bearer.note(userinfo::answer(&form(account, &bearer.token.scopes)))
}
