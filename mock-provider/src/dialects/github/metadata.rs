//! GitHub's authorization server metadata (RFC 8414), a public preview.

use serde_json::{Value, json};

use crate::{
    Provider,
    origins::{Origins, Surface},
};

/// The document. It says nothing of OpenID Connect, and nothing of the `iss` parameter.
#[must_use]
pub(crate) fn document(origins: &Origins) -> Value {
    let url = |path: &str| origins.url(Provider::GitHub, Surface::Web, path);
    json!({
        "issuer": url("/login/oauth"),
        "authorization_endpoint": url("/login/oauth/authorize"),
        "token_endpoint": url("/login/oauth/access_token"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
    })
}
