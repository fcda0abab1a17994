//! The armed faults, and a form to arm one.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};

use super::{
    fault_sentence::sentence,
    frame::{Frame, page, see_other},
};
use crate::{
    app::App,
    faults::{Fault, Scope},
    protocol::Parameters,
};

/// A fault that only needs to be chosen.
struct Ready {
    name: &'static str,
    says: &'static str,
    kind: &'static str,
    set: &'static str,
    remove: &'static str,
}

const KINDS: [(&str, &str); 4] = [
    ("authorization_response", "Authorization response: parameters"),
    ("token_response", "Token response: members"),
    ("id_token", "id_token: claims"),
    ("hold_authorization_response", "Authorization response: held back"),
];

const READY: &[Ready] = &[
    ready(
        "state-missing",
        "the answer has no state",
        "authorization_response",
        "",
        "state",
    ),
    ready(
        "state-wrong",
        "the answer has a state that the app never made",
        "authorization_response",
        "state=b3RoZXItc3RhdGUtdGhhdC10aGUtYXBwLW5ldmVyLW1hZGU",
        "",
    ),
    ready(
        "iss-missing",
        "the answer does not say who answers (RFC 9207)",
        "authorization_response",
        "",
        "iss",
    ),
    ready(
        "iss-other",
        "the answer says that another provider answers (RFC 9207)",
        "authorization_response",
        "iss=https://attacker.example",
        "",
    ),
    ready(
        "answer-held",
        "the answer stays at the provider",
        "hold_authorization_response",
        "",
        "",
    ),
    ready(
        "nonce-wrong",
        "the id_token is of another sign-in",
        "id_token",
        "nonce=\"another\"",
        "",
    ),
    ready(
        "nonce-missing",
        "the id_token has no nonce",
        "id_token",
        "",
        "nonce",
    ),
    ready(
        "aud-other",
        "the id_token is for another client",
        "id_token",
        "aud=\"another-client\"",
        "",
    ),
    ready(
        "issuer-other",
        "the id_token is of another issuer",
        "id_token",
        "iss=\"https://attacker.example\"",
        "",
    ),
    ready("expired", "the id_token is long dead", "id_token", "exp=1", ""),
    ready(
        "email-unverified",
        "the address was never checked",
        "id_token",
        "email_verified=false",
        "",
    ),
    ready(
        "id-token-missing",
        "the token response has no id_token",
        "token_response",
        "",
        "id_token",
    ),
    ready(
        "token-type-odd",
        "the access token is of a type nobody knows",
        "token_response",
        "token_type=\"mac\"",
        "",
    ),
];

const fn ready(
    name: &'static str,
    says: &'static str,
    kind: &'static str,
    set: &'static str,
    remove: &'static str,
) -> Ready {
    Ready {
        name,
        says,
        kind,
        set,
        remove,
    }
}

#[derive(Template)]
#[template(path = "inspector/faults.html")]
struct FaultsPage {
    frame: Frame,
    /// Why the form was refused.
    alert: Option<String>,
    /// Id, name, sentence.
    armed: Vec<(String, String, String)>,
    ready: &'static [Ready],
    kinds: [(&'static str, &'static str); 4],
    providers: Vec<(&'static str, &'static str)>,
    people: Vec<String>,
    clients: Vec<String>,
    /// What was typed.
    typed: Parameters,
}

impl FaultsPage {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).unwrap_or_default()
    }
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Response {
    page(&assemble(&app, None, Parameters::default()))
}

/// Arms, disarms, or disarms all.
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Parameters::from_form(&body);
    let refused = match form.get("action") {
        Some("disarm") => {
            let id = form.get("id").unwrap_or_default();
            (!app.faults.disarm(id))
                .then(|| format!("No fault {id} is armed: it may have been disarmed elsewhere."))
        }
        Some("clear") => {
            app.faults.clear();
            None
        }
        _ => match fault(&form) {
            Ok(fault) => {
                app.faults.arm(fault);
                None
            }
            Err(why) => Some(why),
        },
    };
    match refused {
        None => see_other("faults"),
        Some(why) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&assemble(&app, Some(why), form)),
        )
            .into_response(),
    }
}

/// The fault that a form describes.
fn fault(form: &Parameters) -> Result<Fault, String> {
    let field = |name: &str| form.get(name).map(str::trim).filter(|text| !text.is_empty());
    let ready = field("ready").and_then(|name| READY.iter().find(|ready| ready.name == name));
    let (name, kind, set, remove) = match ready {
        Some(ready) => (Some(ready.name), ready.kind, ready.set, ready.remove),
        None => (
            field("name"),
            field("kind").unwrap_or_default(),
            field("set").unwrap_or_default(),
            field("remove").unwrap_or_default(),
        ),
    };
    let name = name.ok_or("The fault needs a name, by which the journal tells of it.")?;
    let number = |name: &str| match field(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<u32>()
            .map(Some)
            .map_err(|_| format!("\"{text}\" is no number; expected how many {name}, or nothing.")),
    };
    let provider = match field("provider") {
        None => None,
        Some(word) => Some(
            word.parse()
                .map_err(|error: crate::UnknownProvider| error.to_string())?,
        ),
    };
    Ok(Fault {
        name: name.to_owned(),
        scope: Scope {
            flow: number("flow")?.map(u64::from),
            persona: field("persona").map(ToOwned::to_owned),
            browser: field("browser").map(ToOwned::to_owned),
            provider,
            client_id: field("client_id").map(ToOwned::to_owned),
        },
        times: number("times")?,
        change: change_of(kind, set, remove)?,
    })
}

fn change_of(kind: &str, set: &str, remove: &str) -> Result<crate::faults::Change, String> {
    let plain = kind == "authorization_response";
    let mut members = Map::new();
    for line in set.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("\"{line}\" sets nothing; expected name=value."))?;
        let value = value.trim();
        let text = || Value::String(value.to_owned());
        let value = if plain {
            text()
        } else {
            serde_json::from_str(value).unwrap_or_else(|_| text())
        };
        members.insert(name.trim().to_owned(), value);
    }
    let removed: Vec<&str> = remove.split([' ', ',']).filter(|name| !name.is_empty()).collect();
    let change = if kind == "hold_authorization_response" {
        json!(kind)
    } else {
        if members.is_empty() && removed.is_empty() {
            return Err("The fault changes nothing; expected something to set or to leave out.".to_owned());
        }
        json!({kind: {"set": members, "remove": removed}})
    };
    serde_json::from_value(change).map_err(|_| {
        let words = KINDS.map(|(word, _)| word).join(", ");
        format!("There is no kind of fault \"{kind}\"; expected one of {words}.")
    })
}

fn assemble(app: &App, alert: Option<String>, typed: Parameters) -> FaultsPage {
    let store = app.store();
    FaultsPage {
        frame: Frame::new(app, "Faults", 0),
        alert,
        armed: app
            .faults
            .armed()
            .into_iter()
            .map(|armed| (armed.id, armed.fault.name.clone(), sentence(&armed.fault)))
            .collect(),
        ready: READY,
        kinds: KINDS,
        providers: app
            .dialects()
            .map(|d| (d.provider().slug(), d.provider().name()))
            .collect(),
        people: store.personas().map(|persona| persona.id.clone()).collect(),
        clients: store.clients().map(|client| client.client_id.clone()).collect(),
        typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ready_fault_can_be_armed() {
        for ready in READY {
            let form = Parameters::from_form(format!("ready={}", ready.name).as_bytes());
            let fault = fault(&form).unwrap_or_else(|why| panic!("{}: {why}", ready.name));
            assert_eq!(fault.name, ready.name);
        }
    }

    #[test]
    fn a_form_that_makes_no_fault_is_told_why() {
        for (form, word) in [
            ("kind=id_token&set=a=1", "name"),
            ("name=x&kind=id_token", "changes nothing"),
            ("name=x&kind=id_token&set=exp", "name=value"),
            ("name=x&kind=other&remove=a", "no kind"),
            ("name=x&kind=id_token&remove=a&times=often", "no number"),
            ("name=x&kind=id_token&remove=a&provider=nobody", "no provider"),
        ] {
            let why = fault(&Parameters::from_form(form.as_bytes())).expect_err(form);
            assert!(why.contains(word), "{form}: {why}");
        }
    }

    #[test]
    fn values_are_json_where_json_is_sent() {
        let change = |kind| change_of(kind, "a=1\n b = two ", "c,d").expect("a change");
        assert_eq!(
            serde_json::to_value(change("id_token")).expect("JSON"),
            json!({"id_token": {"set": {"a": 1, "b": "two"}, "remove": ["c", "d"]}})
        );
        assert_eq!(
            serde_json::to_value(change("authorization_response")).expect("JSON")["authorization_response"]["set"]
                ["a"],
            "1"
        );
    }
}
