//! Everybody in the workspace of a token.

use serde_json::{Value, json};

use super::{call::Call, users_me};
use crate::http::incoming::Incoming;
use crate::{answer::Answer, app::Site, dialects::notion::user, endpoint::Endpoint, protocol::Refusal};

/// `GET /v1/users`.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("users", |app, _, incoming| answer(app, incoming));

/// As many results as a page has, unless fewer are asked for.
const MOST: usize = 100;

fn answer(app: &Site<'_>, incoming: &Incoming) -> Answer {
    let call = match Call::read(app, incoming) {
        Ok(call) => call,
        Err(answer) => return *answer,
    };
    if let Some(answer) = call.people_refused() {
        return answer;
    }
    let query = incoming.query();
    let size = match query.get("page_size").map(str::parse::<usize>) {
        None => MOST,
        Some(Ok(size)) if (1..=MOST).contains(&size) => size,
        Some(_) => {
            let found = query.get("page_size").unwrap_or_default();
            let message = format!(
                "query failed validation: query.page_size should be a number from 1 to {MOST}, instead was `\"{found}\"`."
            );
            let refusal = Refusal::new(
                "page-size",
                format!("page_size \"{found}\""),
                format!("a number from 1 to {MOST}"),
                "leave page_size out, or send a smaller number",
            );
            return call.error("validation_error", &message, refusal);
        }
    };
    let users = members(app, &call);
    let start = match query.get("start_cursor") {
        None => Some(0),
        Some(cursor) => users.iter().position(|user| user["id"] == cursor),
    };
    let Some(start) = start else {
        let cursor = query.get("start_cursor").unwrap_or_default();
        let message = format!("The start_cursor provided is invalid: {cursor}");
        let refusal = Refusal::new(
            "cursor-issued",
            format!("start_cursor \"{cursor}\""),
            "the next_cursor of an answer before",
            "begin again without start_cursor",
        );
        return call.error("validation_error", &message, refusal);
    };
    let next = users.get(start + size).map(|user| user["id"].clone());
    let page: Vec<&Value> = users.iter().skip(start).take(size).collect();
    call.ok(&json!({
        "object": "list",
        "results": page,
        "next_cursor": next,
        "has_more": next.is_some(),
        "type": "user",
        "user": {},
    }))
}

/// The people of the workspace in the order of their names in the configuration, and the bot.
pub(super) fn members(app: &Site<'_>, call: &Call) -> Vec<Value> {
    let bot = users_me::bot(app, call);
    let store = app.store();
    let people = store
        .personas()
        .filter_map(|persona| persona.notion.as_ref())
        .filter(|account| account.workspace_id == call.account.workspace_id)
        .map(|account| user::person(account, call.known));
    people.chain(std::iter::once(bot)).collect()
}
