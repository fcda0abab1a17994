//! What the Graph API tells about a person.

use serde_json::{Map, Value, json};

use super::fields::{self, Field};
use crate::config::FacebookAccount;

/// The fields that a user has, besides those that are filled in below. They need permissions that no sign-in asks
/// for, or are empty, and so are left out of answers.
const EMPTY: &[&str] = &[
    "age_range",
    "birthday",
    "gender",
    "hometown",
    "link",
    "location",
    "middle_name",
    "name_format",
    "permissions",
    "locale",
    "timezone",
    "updated_time",
    "verified",
];

/// The body of `GET /me`, in the order of `fields`, and `id` always. Without `fields`: `id` and `name`.
///
/// # Errors
/// The name of a field that users do not have.
pub(crate) fn body(
    account: &FacebookAccount,
    scoped_id: &str,
    granted: &[String],
    fields: Option<&str>,
) -> Result<Map<String, Value>, String> {
    let asked = match fields {
        Some(text) => fields::parse(text),
        None => fields::parse("name,id"),
    };
    let mut body = Map::new();
    for field in &asked {
        if field.name == "id" {
            body.insert("id".to_owned(), json!(scoped_id));
        } else if let Some(value) = value(account, granted, field)? {
            body.insert(field.name.to_owned(), value);
        }
    }
    body.entry("id").or_insert_with(|| json!(scoped_id));
    Ok(body)
}

fn value(account: &FacebookAccount, granted: &[String], field: &Field<'_>) -> Result<Option<Value>, String> {
    let text = |value: &Option<String>| value.as_ref().map(|text| json!(text));
    Ok(match field.name {
        "name" => Some(json!(account.name)),
        "first_name" => text(&account.first_name),
        "last_name" => text(&account.last_name),
        "short_name" => text(&account.first_name).or_else(|| Some(json!(account.name))),
        "email" if granted.iter().any(|scope| scope == "email") => text(&account.email),
        "email" => None,
        "picture" => Some(picture(account, field)),
        name if EMPTY.contains(&name) => None,
        name => return Err(name.to_owned()),
    })
}

/// 50 pixels unless another size is asked for.
fn picture(account: &FacebookAccount, field: &Field<'_>) -> Value {
    const SILHOUETTE: &str =
        "https://scontent.xx.fbcdn.net/v/t1.30497-1/84628273_176159830277856_972693363922829312_n.jpg";
    let number = |name: &str| field.modifier(name).and_then(|text| text.parse::<u32>().ok());
    let usual = match field.modifier("type") {
        Some("large") => 200,
        Some("normal") => 100,
        _ => 50,
    };
    let width = number("width").or_else(|| number("height")).unwrap_or(usual);
    let height = number("height").unwrap_or(width);
    let mut data = Map::new();
    data.insert("height".to_owned(), json!(height));
    data.insert("is_silhouette".to_owned(), json!(account.picture.is_none()));
    data.insert(
        "url".to_owned(),
        json!(account.picture.as_deref().unwrap_or(SILHOUETTE)),
    );
    data.insert("width".to_owned(), json!(width));
    if let Some(within) = &field.within {
        data.retain(|name, _| within.contains(&name.as_str()));
    }
    json!({ "data": data })
}
