//! What Microsoft Graph answers.

use serde_json::{Map, Value, json};

use super::{
    GRAPH,
    aadsts::guid,
    identity::{graph_id, pairwise_sub},
};
use crate::{Provider, answer::Answer, config::MicrosoftAccount, dialects::Setting, store::AccessToken};

/// 48 pixels wide and high.
pub(crate) const PHOTO: &[u8] = include_bytes!("photo-48x48.png");

/// The profile. Personal accounts often have no `mail`.
#[must_use]
pub(crate) fn user(account: &MicrosoftAccount, setting: Setting<'_>) -> Value {
    let context = setting
        .origins
        .url(Provider::Microsoft, &GRAPH, "/v1.0/$metadata#users/$entity");
    let mail = account.email.as_ref().filter(|_| !account.is_personal());
    json!({
        "@odata.context": context,
        "businessPhones": [],
        "displayName": account.name,
        "givenName": account.given_name,
        "jobTitle": null,
        "mail": mail,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "surname": account.surname,
        "userPrincipalName": account.username,
        "id": graph_id(account),
    })
}

/// UserInfo (OIDC Core §5.3): the subject is the one of the id_token.
#[must_use]
pub(crate) fn userinfo(account: &MicrosoftAccount, token: &AccessToken, setting: Setting<'_>) -> Value {
    let has = |wanted: &str| token.scopes.iter().any(|scope| scope == wanted);
    let mut members = Map::new();
    let mut add = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), json!(value));
        }
    };
    add("sub", &Some(pairwise_sub(account, &token.client_id)));
    if has("profile") {
        add("name", &account.name);
        add("family_name", &account.surname);
        add("given_name", &account.given_name);
        let picture = setting
            .origins
            .url(Provider::Microsoft, &GRAPH, "/v1.0/me/photo/$value");
        add("picture", &Some(picture));
    }
    if has("email") {
        add("email", &account.email);
    }
    Value::Object(members)
}

/// An answer in JSON.
#[must_use]
pub(crate) fn json_answer(status: u16, body: &Value, setting: Setting<'_>) -> Answer {
    Answer::new(status, body.to_string())
        .header(
            "content-type",
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
        )
        .header("cache-control", "no-cache")
        .header("request-id", guid(setting.rng))
}

/// An error object.
#[must_use]
pub(crate) fn error(status: u16, code: &str, message: &str, setting: Setting<'_>) -> Answer {
    let id = guid(setting.rng);
    let body = json!({"error": {
        "code": code,
        "message": message,
        "innerError": {
            "date": setting.clock.now().strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "request-id": id,
            "client-request-id": id,
        },
    }});
    json_answer(status, &body, setting)
}

/// The answer to a call without a token that works. `rule` says what is wrong with it.
#[must_use]
pub(crate) fn unauthorized(rule: &str, setting: Setting<'_>) -> Answer {
    let message = match rule {
        "access-token-present" => "Access token is empty.",
        "access-token-fresh" => "Lifetime validation failed, the token is expired.",
        _ => "CompactToken parsing failed with error code: 80049217",
    };
    error(401, "InvalidAuthenticationToken", message, setting)
        .header("www-authenticate", "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"")
}
