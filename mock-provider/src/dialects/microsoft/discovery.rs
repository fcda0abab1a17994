//! Microsoft's discovery documents, one for each tenant.

use serde_json::{Value, json};

use super::{GRAPH, LOGIN, tenant::Tenant};
use crate::{Provider, dialects::Setting};

/// The issuer of a tenant: of those that are many, with a placeholder that no token has.
#[must_use]
pub(super) fn issuer(tenant: &str, setting: Setting<'_>) -> String {
    let base = setting.origins.base(Provider::Microsoft, &LOGIN);
    format!("{base}/{tenant}/v2.0")
}

/// The document, in the order in which Microsoft writes it. It does not announce PKCE, which is served all the same.
#[must_use]
pub(super) fn document(tenant: Tenant<'_>, setting: Setting<'_>) -> Value {
    let url = |path: &str| {
        let path = format!("/{}{path}", tenant.path());
        setting.origins.url(Provider::Microsoft, &LOGIN, &path)
    };
    json!({
        "token_endpoint": url("/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": url("/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer(tenant.in_issuer(), setting),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": setting.origins.url(Provider::Microsoft, &GRAPH, "/oidc/userinfo"),
        "authorization_endpoint": url("/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": url("/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": false,
        "end_session_endpoint": url("/oauth2/v2.0/logout"),
        "claims_supported": ["sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"],
        "tenant_region_scope": null,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}
