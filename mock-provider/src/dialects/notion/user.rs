//! What Notion tells about people and bots.

use serde_json::{Map, Value, json};

use crate::{
    config::{NotionAccount, TokenOwner, UserInformation},
    uuid,
};

/// A person, as far as an integration may know them: at least the id.
#[must_use]
pub(crate) fn person(account: &NotionAccount, known: UserInformation) -> Value {
    let mut user = Map::new();
    user.insert("object".to_owned(), json!("user"));
    user.insert("id".to_owned(), json!(account.id));
    if known == UserInformation::None {
        return Value::Object(user);
    }
    user.insert("type".to_owned(), json!("person"));
    user.insert("name".to_owned(), json!(account.name));
    user.insert("avatar_url".to_owned(), json!(account.picture));
    let person = match known {
        UserInformation::WithEmail => json!({"email": account.email}),
        _ => json!({}),
    };
    user.insert("person".to_owned(), person);
    Value::Object(user)
}

/// The member `owner` of a bot and of a token response.
#[must_use]
pub(crate) fn owner(account: &NotionAccount, known: UserInformation, owner: TokenOwner) -> Value {
    match owner {
        TokenOwner::User => json!({"type": "user", "user": person(account, known)}),
        TokenOwner::Workspace => json!({"type": "workspace", "workspace": true}),
    }
}

/// The id of the bot by which an integration acts for a person in a workspace. Allowing it again gives the same one.
#[must_use]
pub(crate) fn bot_id(account: &NotionAccount, client_id: &str) -> String {
    uuid::derived(&["bot", &account.workspace_id, &account.id, client_id])
}

/// The bot itself, whose `owner` is said already.
#[must_use]
pub(crate) fn bot(account: &NotionAccount, client_id: &str, name: &str, owner: &Value) -> Value {
    json!({
        "object": "user",
        "id": bot_id(account, client_id),
        "type": "bot",
        "name": name,
        "avatar_url": null,
        "bot": {
            "owner": owner,
            "workspace_id": account.workspace_id,
            "workspace_name": account.workspace_name,
            "workspace_limits": {"max_file_upload_size_in_bytes": 5_242_880},
        },
    })
}
