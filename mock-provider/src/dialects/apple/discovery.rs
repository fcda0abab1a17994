//! Apple's discovery document.

use serde_json::{Value, json};

use super::ID;
use crate::{Provider, dialects::Setting};

/// The document, in the order in which Apple writes it. There is no UserInfo endpoint, and PKCE is not announced.
#[must_use]
pub(super) fn document(setting: Setting<'_>) -> Value {
    let url = |path: &str| setting.origins.url(Provider::Apple, &ID, path);
    json!({
        "issuer": url(""),
        "authorization_endpoint": url("/auth/authorize"),
        "token_endpoint": url("/auth/token"),
        "revocation_endpoint": url("/auth/revoke"),
        "jwks_uri": url("/auth/keys"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "name"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "is_private_email", "iss", "nonce", "nonce_supported", "real_user_status", "sub", "transfer_sub"],
    })
}
