//! Google's discovery document (OpenID Connect Discovery §3).

use serde_json::{Value, json};

use super::{ACCOUNTS, APIS, OAUTH2, OPENID};
use crate::{Provider, dialects::Setting, origins::Host};

/// The document, in the order in which Google writes it. The grant `urn:ietf:params:oauth:grant-type:jwt-bearer` is
/// that of service accounts, none of which exist here.
#[must_use]
pub(super) fn document(setting: Setting<'_>) -> Value {
    let url = |host: &Host, path: &str| setting.origins.url(Provider::Google, host, path);
    let mut document = json!({
        "issuer": setting.origins.base(Provider::Google, &ACCOUNTS),
        "authorization_endpoint": url(&ACCOUNTS, "/o/oauth2/v2/auth"),
        "device_authorization_endpoint": url(&OAUTH2, "/device/code"),
        "token_endpoint": url(&OAUTH2, "/token"),
        "userinfo_endpoint": url(&OPENID, "/v1/userinfo"),
        "revocation_endpoint": url(&OAUTH2, "/revoke"),
        "jwks_uri": url(&APIS, "/oauth2/v3/certs"),
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token", "none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    });
    if setting.config.google.iss_parameter_in_discovery {
        document["authorization_response_iss_parameter_supported"] = json!(true);
    }
    document
}
