//! What an integration may do. It is set on the integration and asked for by nobody.

use crate::config::{Client, UserInformation};

const WITH_EMAIL: &str = "read_user_with_email";
const WITHOUT_EMAIL: &str = "read_user_without_email";

/// The capabilities of a client. Its tokens carry them where those of other providers carry scopes.
#[must_use]
pub(crate) fn of(client: &Client) -> Vec<String> {
    let about_people = match client.user_information {
        UserInformation::None => None,
        UserInformation::WithoutEmail => Some(WITHOUT_EMAIL),
        UserInformation::WithEmail => Some(WITH_EMAIL),
    };
    ["read_content", "update_content", "insert_content"]
        .into_iter()
        .chain(about_people)
        .map(ToOwned::to_owned)
        .collect()
}

/// What a token with these capabilities tells about people.
#[must_use]
pub(crate) fn user_information(capabilities: &[String]) -> UserInformation {
    let has = |word: &str| capabilities.iter().any(|capability| capability == word);
    if has(WITH_EMAIL) {
        UserInformation::WithEmail
    } else if has(WITHOUT_EMAIL) {
        UserInformation::WithoutEmail
    } else {
        UserInformation::None
    }
}
