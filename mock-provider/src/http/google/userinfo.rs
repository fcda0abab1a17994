//! Google's UserInfo, in both forms.

use serde_json::{Map, Value};

use crate::http::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider, answer::Answer, app::Site, config::GoogleAccount, dialects::google::userinfo,
    endpoint::Endpoint, protocol::Refusal,
};

/// In the form of OIDC Core §5.3.
pub(crate) const OIDC: Endpoint = Endpoint::new("userinfo", &["GET", "POST"], |app, _, incoming| {
    answer(
        app,
        incoming,
        userinfo::oidc,
        |_| userinfo::unauthorized(),
        userinfo::forbidden,
    )
});
/// In Google's own form.
pub(crate) const V2: Endpoint = Endpoint::get("userinfo", |app, _, incoming| {
    answer(
        app,
        incoming,
        userinfo::v2,
        userinfo::unauthorized_v2,
        userinfo::forbidden_v2,
    )
});

fn answer(
    app: &Site<'_>,
    incoming: &Incoming,
    form: fn(&GoogleAccount, &[String]) -> Map<String, Value>,
    unauthorized: fn(bool) -> Answer,
    forbidden: fn() -> Answer,
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
        return bearer.note(forbidden().refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", bearer.token.scopes.join(" ")),
            "openid, email, or profile",
            "ask for openid in the authorization request",
        )));
    };
    let pretty = query.get("prettyPrint") != Some("false");
    bearer.note(userinfo::answer(&form(account, &bearer.token.scopes), pretty))
}
