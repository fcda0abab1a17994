//! Facebook's permissions: what an app may ask for, and what a person's answer amounts to. A permission belongs to
//! the person and the app; every token of both has what is granted now.

use serde_json::{Value, json};

use super::super::Granted;
use crate::{protocol::authorize::AuthorizationRequest, store::Grant};

/// What each app gets without asking, and nobody can leave out.
pub(crate) const IMPLICIT: &str = "public_profile";

/// The permissions of people's own data. Unknown ones are ignored, as the dialog does for everybody but the app's
/// developers.
const KNOWN: &[&str] = &[
    IMPLICIT,
    "email",
    "user_age_range",
    "user_birthday",
    "user_friends",
    "user_gender",
    "user_hometown",
    "user_likes",
    "user_link",
    "user_location",
    "user_messenger_contact",
    "user_photos",
    "user_posts",
    "user_videos",
    "business_management",
    "pages_show_list",
    "pages_read_engagement",
    "instagram_basic",
    "openid",
];

/// What a request asks for: `public_profile` first, whether it was named or not.
#[must_use]
pub(crate) fn asked(request: &AuthorizationRequest) -> Vec<String> {
    let named = request
        .scopes
        .iter()
        .filter(|scope| scope.as_str() != IMPLICIT && KNOWN.contains(&scope.as_str()));
    std::iter::once(IMPLICIT.to_owned())
        .chain(named.cloned())
        .collect()
}

/// What the person granted before stays granted. `ticked` is absent where nothing was asked.
#[must_use]
pub(super) fn granted(asked: &[String], grant: Option<&Grant>, ticked: Option<&[String]>) -> Granted {
    let mut scopes = grant.map(|grant| grant.scopes.clone()).unwrap_or_default();
    for permission in asked {
        let is_left_in = permission == IMPLICIT || ticked.is_some_and(|ticked| ticked.contains(permission));
        if is_left_in && !scopes.contains(permission) {
            scopes.push(permission.clone());
        }
    }
    let declined = asked
        .iter()
        .filter(|permission| !scopes.contains(permission))
        .cloned()
        .collect();
    Granted {
        remembered: scopes.clone(),
        scopes,
        declined,
        ..Granted::default()
    }
}

/// The body of `GET /{user}/permissions`.
#[must_use]
pub(crate) fn list(grant: Option<&Grant>) -> Value {
    let item = |permission: &String, status: &str| json!({"permission": permission, "status": status});
    let items: Vec<Value> = grant.map_or_else(Vec::new, |grant| {
        let granted = grant.scopes.iter().map(|permission| item(permission, "granted"));
        let declined = grant
            .declined
            .iter()
            .map(|permission| item(permission, "declined"));
        granted.chain(declined).collect()
    });
    json!({ "data": items })
}
