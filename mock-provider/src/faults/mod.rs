//! Deliberate deviations. A fault is the correct answer with exactly one override: data, named, scoped.
//!
//! Each family has its file, which changes one kind of answer. To add a family: a variant of [`Change`], a file
//! with the override, and one call where the endpoint has its correct answer in hand.

mod api_answer;
mod authorization_code;
mod authorization_response;
mod delivery;
mod engine;
mod held_answer;
mod held_response;
mod id_token;
mod id_token_signature;
mod odd_keys;
mod token_answer;
mod token_response;
mod whole_answer;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Provider;

pub use api_answer::ApiAnswer;
pub use authorization_response::ResponseParameters;
pub(crate) use delivery::Delivered;
pub use delivery::{Delivery, PADDING};
pub use engine::{Armed, Faults, Occasion};
pub(crate) use id_token_signature::Keyring;
pub use id_token_signature::Signature;
pub use token_answer::TokenAnswer;

/// One deliberate deviation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// What it is called in the journal.
    pub name: String,
    /// Which flows it concerns.
    #[serde(default)]
    pub scope: Scope,
    /// How often it fires; absent: each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The override.
    pub change: Change,
}

/// Which flows a fault concerns: all that is given must match. Nothing given concerns every flow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Scope {
    /// One flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<u64>,
    /// One person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persona: Option<String>,
    /// One browser, known by its `mock_browser` cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// One provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// One client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// The override: which answer, and what is different in it. What is in both `set` and `remove` is removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Parameters of a successful authorization response. A parameter that is there is replaced in its place,
    /// another is appended.
    AuthorizationResponse {
        /// Names and values to set.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, String>)]
        set: ResponseParameters,
        /// Names to remove.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// The code of a successful authorization response, as it is issued: this stands behind it, in the response and in
    /// what the token endpoint takes. A code may be of any length and any printable letters (RFC 6749 appendix A.11).
    AuthorizationCode {
        /// What stands behind the usual code.
        append: String,
    },
    /// The successful authorization response stays at the provider: a page shows it, and nobody is redirected.
    HoldAuthorizationResponse,
    /// Members of a successful token response, before it is encoded.
    TokenResponse {
        /// Members to set, with any JSON value.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, Value>)]
        set: Map<String, Value>,
        /// Members to remove.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// The successful answer of the token endpoint as a whole.
    TokenAnswer(TokenAnswer),
    /// The successful answer of an API that says who somebody is.
    ApiAnswer(ApiAnswer),
    /// The answer of an endpoint of the back channel is sent when this fault is disarmed.
    HoldAnswer {
        /// The word of the endpoint in the journal: `token`, `userinfo`, `user`.
        endpoint: String,
    },
    /// How an answer of an endpoint of the back channel reaches the app; what it says is right.
    Delivery {
        /// The word of the endpoint in the journal: `token`, `userinfo`, `user`.
        endpoint: String,
        /// What is wrong on its way.
        manner: Delivery,
    },
    /// How an id_token is signed.
    IdTokenSignature(Signature),
    /// Members of the header of an id_token (RFC 7515 §4), before it is signed.
    IdTokenHeader {
        /// Members to set, with any JSON value.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, Value>)]
        set: Map<String, Value>,
        /// Members to remove.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Claims of an id_token, before it is signed.
    IdToken {
        /// Claims to set, with any JSON value.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, Value>)]
        set: Map<String, Value>,
        /// Claims to remove.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Claims that are in an id_token twice: these come first, the right ones behind them (RFC 7519 §4).
    IdTokenTwice {
        /// What the first ones say.
        #[schema(value_type = BTreeMap<String, Value>)]
        first: Map<String, Value>,
    },
}

/// Overrides members of a JSON object.
fn override_members(object: &mut Map<String, Value>, set: &Map<String, Value>, remove: &[String]) {
    for (name, value) in set {
        object.insert(name.clone(), value.clone());
    }
    for name in remove {
        // Not swap_remove: the order of what stays is part of the correct answer.
        object.shift_remove(name);
    }
}
