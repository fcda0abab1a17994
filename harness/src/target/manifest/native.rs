//! How a native client of the target signs in: an app on a telephone or a desk, which sends people to a browser that
//! it shares no cookies with (RFC 8252).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json_path::JsonPath;

/// How a native client signs in. In its requests, `{redirect_uri}` is the address that the client wants the browser
/// sent to, `{token}` what the target gave the client to know it by, `{attempt}` the sign-in, and `{nonce}` what came
/// with the redirect.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Native {
    /// The client's own address, which the target knows, for example `my-app://callback`.
    pub redirect_uri: String,
    /// An address of the client on loopback whose port it chooses anew each time, as the target knows it, for example
    /// `http://127.0.0.1/callback`.
    pub loopback_redirect_uri: Option<String>,
    /// Starts a sign-in.
    pub start: NativeStart,
    /// Name of the parameter of the redirect that hands the sign-in over.
    pub nonce_parameter: String,
    /// Redeems what came with the redirect.
    pub redeem: NativeRequest,
    /// Asks who is signed in in this client.
    pub whoami: NativeWhoami,
    /// Header in which the target gives a client its token; every answer may carry a new one.
    pub token_header: String,
}

/// A request of a native client.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NativeRequest {
    /// Path or URL to get.
    pub get: Option<String>,
    /// Path or URL to post to.
    pub post: Option<String>,
    /// Form of the post.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Headers; one whose placeholder has no value yet is left out.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// How a native client starts a sign-in.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NativeStart {
    /// Path or URL to post to.
    pub post: String,
    /// Form of the post; `{provider.id}` is the provider.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Headers; one whose placeholder has no value yet is left out.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSONPath of the address to open in the browser.
    #[schemars(with = "String")]
    pub authorization_url: JsonPath,
    /// JSONPath of the sign-in's id.
    #[schemars(with = "String")]
    pub attempt: JsonPath,
}

/// How a native client learns who is signed in.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NativeWhoami {
    /// Path or URL to get.
    pub get: String,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSONPath of the email address; no match means nobody.
    #[schemars(with = "String")]
    pub email: JsonPath,
}

impl Native {
    /// What is wrong with it, if anything.
    pub(super) fn problem(&self) -> Option<String> {
        (self.redeem.get.is_some() == self.redeem.post.is_some())
            .then(|| "native.redeem needs `get` or `post`, and not both".to_owned())
    }
}
