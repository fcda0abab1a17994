//! GitHub's authorization server metadata (RFC 8414), a public preview.

use serde_json::{Value, json};

use super::WEB;
use crate::{Provider, dialects::Setting};

/// The document. It says nothing of OpenID Connect, and nothing of the `iss` parameter.
#[must_use]
pub(super) fn document(setting: Setting<'_>) -> Value {
    let url = |path: &str| setting.origins.url(Provider::GitHub, &WEB, path);
    json!({
        "issuer": url("/login/oauth"),
        "authorization_endpoint": url("/login/oauth/authorize"),
        "token_endpoint": url("/login/oauth/access_token"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
    })
}
