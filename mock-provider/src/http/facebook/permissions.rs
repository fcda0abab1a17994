//! What a person allows an app: to be read, and to be taken back in part or whole.

use serde_json::json;

use super::{
    call::{self, Call},
    debug_token::app_of,
};
use crate::http::{incoming::Incoming, proceed::grant_key};
use crate::{
    Provider,
    answer::{Answer, Note},
    app::Site,
    dialects::facebook::{
        Facebook,
        graph::{self, GraphError},
        permissions, scoped_id,
    },
    endpoint::Endpoint,
    protocol::Refusal,
    store::{GrantKey, Store},
};

/// `/{user}/permissions` and `/{user}/permissions/{permission}`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::new("permissions", &["GET", "DELETE"], |app, _, incoming| {
    answer(app, incoming)
});

/// A person who is meant, and the app that asks.
struct Meant {
    persona: String,
    client_id: String,
    note: Note,
}

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let (user, permission) = match call::segments(incoming).as_slice() {
        [user, "permissions"] => ((*user).to_owned(), None),
        [user, "permissions", permission] => ((*user).to_owned(), Some((*permission).to_owned())),
        _ => return call::unknown_path(incoming),
    };
    let meant = match find(app, incoming, &user) {
        Ok(meant) => meant,
        Err(answer) => return *answer,
    };
    let key = grant_key(&Facebook, &meant.persona, &meant.client_id);
    let mut store = app.store();
    let body = if incoming.method == "GET" {
        permissions::list(store.grant(&key))
    } else {
        take_back(&mut store, &key, &meant.client_id, permission.as_deref());
        json!({"success": true})
    };
    drop(store);
    let mut answer = graph::json_answer(200, &body);
    answer.note = meant.note;
    answer
}

/// Without a permission the app is removed altogether: its tokens stay known and allow nothing.
fn take_back(store: &mut Store, key: &GrantKey, client_id: &str, permission: Option<&str>) {
    match permission {
        Some(permission) => store.take_back(key, permission),
        None => store.remove_grant(key),
    }
    store.access_tokens.for_each(|token| {
        let same = token.provider == Provider::Facebook
            && token.persona == key.persona
            && token.client_id == client_id;
        if same {
            token
                .scopes
                .retain(|scope| permission.is_some_and(|permission| scope != permission));
        }
    });
}

/// With a person's token: that person, by `me` or by the id. With the app's own token: anybody who uses it, by the id.
fn find(app: &Site<'_>, incoming: &Incoming, user: &str) -> Result<Meant, Box<Answer>> {
    let parameters = call::parameters(incoming);
    let own = app_of(&app.store(), incoming, &parameters).ok();
    if let Some(client) = own.filter(|_| user != "me") {
        let client_id = client.client_id;
        let store = app.store();
        let persona = store.personas().find(|persona| {
            let account = persona.facebook.as_ref();
            account.is_some_and(|account| scoped_id::of(&account.id, &client_id) == user)
        });
        let persona = persona.map(|persona| persona.id.clone());
        drop(store);
        return persona.map_or_else(
            || Err(Box::new(unsupported(app, user))),
            |persona| {
                Ok(Meant {
                    note: Note {
                        client_id: Some(client_id.clone()),
                        persona: Some(persona.clone()),
                        ..Note::default()
                    },
                    persona,
                    client_id,
                })
            },
        );
    }
    let call = Call::read(app, incoming)?;
    if user != "me" && user != call.scoped_id {
        return Err(Box::new(call.bearer.note(unsupported(app, user))));
    }
    Ok(Meant {
        note: call.bearer.note(Answer::new(200, "")).note,
        persona: call.bearer.token.persona,
        client_id: call.bearer.token.client_id,
    })
}

fn unsupported(app: &Site<'_>, user: &str) -> Answer {
    let message = format!(
        "Unsupported request. Object with ID '{user}' does not exist, cannot be loaded due to missing permissions, or does not support this operation"
    );
    let error = GraphError {
        kind: "GraphMethodException",
        ..GraphError::oauth(100, message).with_subcode(33)
    };
    error
        .answer(400, &graph::new_trace(&app.rng))
        .refused(Refusal::new(
            "user-of-this-token",
            format!("the user \"{user}\""),
            "me, or the id by which the app knows the person of the token",
            "ids are app-scoped: one that another app got means nothing here",
        ))
}
