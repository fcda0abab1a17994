//! What X tells about a user.

use serde_json::{Map, Value, json};

use super::authorize::USERS_EMAIL;
use crate::config::XAccount;

/// The values of `user.fields`.
pub(crate) const FIELDS: &[&str] = &[
    "affiliation",
    "confirmed_email",
    "connection_status",
    "created_at",
    "description",
    "entities",
    "id",
    "is_identity_verified",
    "location",
    "most_recent_tweet_id",
    "name",
    "parody",
    "pinned_tweet_id",
    "profile_banner_url",
    "profile_image_url",
    "protected",
    "public_metrics",
    "receives_your_dm",
    "subscription",
    "subscription_type",
    "url",
    "username",
    "verified",
    "verified_followers_count",
    "verified_type",
    "withheld",
];

/// The scopes without which nothing is told.
pub(crate) const REQUIRED_SCOPES: [&str; 2] = ["tweet.read", "users.read"];

/// The body of `GET /2/users/me`. `email_allowed`: the app may read the address, as far as the app is concerned.
#[must_use]
pub(crate) fn body(account: &XAccount, fields: &[&str], granted: &[String], email_allowed: bool) -> Value {
    let mut data = Map::new();
    data.insert("id".to_owned(), json!(account.id));
    data.insert("name".to_owned(), json!(account.name));
    data.insert("username".to_owned(), json!(account.username));
    let may_read_email = email_allowed && granted.iter().any(|scope| scope == USERS_EMAIL);
    for field in fields {
        let value = match *field {
            "confirmed_email" if !may_read_email => None,
            field => value(account, field),
        };
        if let Some(value) = value {
            data.insert((*field).to_owned(), value);
        }
    }
    let mut body = Map::new();
    body.insert("data".to_owned(), Value::Object(data));
    if fields.contains(&"confirmed_email") && !may_read_email {
        body.insert("errors".to_owned(), json!([not_authorized(account)]));
    }
    Value::Object(body)
}

/// What is not set has no member.
fn value(account: &XAccount, field: &str) -> Option<Value> {
    const PICTURE: &str = "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png";
    Some(match field {
        "confirmed_email" => json!(account.email.as_ref()?),
        "created_at" => json!("2019-05-17T08:30:00.000Z"),
        "description" => json!(account.description.as_deref().unwrap_or_default()),
        "location" => json!(account.location.as_ref()?),
        "profile_image_url" => json!(account.picture.as_deref().unwrap_or(PICTURE)),
        "protected" => json!(account.protected),
        "public_metrics" => json!({
            "followers_count": 12,
            "following_count": 34,
            "tweet_count": 56,
            "listed_count": 0,
            "like_count": 78,
            "media_count": 9,
        }),
        "url" => json!(""),
        "verified" => json!(account.verified),
        "verified_type" => json!(if account.verified { "blue" } else { "none" }),
        _ => return None,
    })
}

/// A partial error beside the data.
fn not_authorized(account: &XAccount) -> Value {
    json!({
        "resource_type": "user",
        "field": "confirmed_email",
        "parameter": "user.fields",
        "resource_id": account.id,
        "title": "Field Authorization Error",
        "section": "data",
        "detail": format!("Sorry, you are not authorized to access 'confirmed_email' on the User with id : [{}].", account.id),
        "value": account.id,
        "type": "https://api.x.com/2/problems/not-authorized-for-field",
    })
}
