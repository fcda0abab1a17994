//! The metadata of an issuer (OpenID Connect Discovery §3, RFC 8414 §2): everything that is served, and nothing else.

use serde_json::{Map, Value, json};

use super::{AUTH_METHODS, DEVICE_GRANT, assertion_algorithms, authorize::PROMPTS};
use crate::config::{IssuerSettings, RefreshTokens, Registration, SubjectType};

/// The document. `url` is the absolute URL of a path.
pub(super) fn document(settings: &IssuerSettings, issuer: &str, url: impl Fn(&str) -> String) -> Value {
    let mut document = Map::new();
    let mut add = |name: &str, value: Value| {
        document.insert(name.to_owned(), value);
    };
    let signing: Vec<&str> = settings.algorithms.iter().map(|one| one.word()).collect();
    let methods: Vec<&str> = AUTH_METHODS.iter().map(|method| method.word()).collect();
    let assertions: Vec<String> = assertion_algorithms()
        .iter()
        .map(|one| format!("{one:?}"))
        .collect();
    let confidential = &methods[..methods.len() - 1];
    add("issuer", json!(issuer));
    add("authorization_endpoint", json!(url("/authorize")));
    add("token_endpoint", json!(url("/token")));
    add("userinfo_endpoint", json!(url("/userinfo")));
    add("jwks_uri", json!(url("/jwks")));
    add("pushed_authorization_request_endpoint", json!(url("/par")));
    add("introspection_endpoint", json!(url("/introspect")));
    add("revocation_endpoint", json!(url("/revoke")));
    add("end_session_endpoint", json!(url("/logout")));
    if settings.device_flow {
        add(
            "device_authorization_endpoint",
            json!(url("/device_authorization")),
        );
    }
    if settings.registration != Registration::Off {
        add("registration_endpoint", json!(url("/register")));
    }
    add("scopes_supported", json!(settings.known_scopes()));
    add("claims_supported", json!(claims(settings)));
    add("claims_parameter_supported", json!(true));
    add("response_types_supported", json!(settings.response_types));
    add("response_modes_supported", json!(settings.response_modes));
    add("grant_types_supported", json!(grants(settings)));
    add("prompt_values_supported", json!(PROMPTS));
    if !settings.acr_values.is_empty() {
        add("acr_values_supported", json!(settings.acr_values));
    }
    add(
        "subject_types_supported",
        json!([SubjectType::Public.word(), SubjectType::Pairwise.word()]),
    );
    add("id_token_signing_alg_values_supported", json!(signing));
    add("userinfo_signing_alg_values_supported", json!(signing));
    add("token_endpoint_auth_methods_supported", json!(methods));
    add(
        "token_endpoint_auth_signing_alg_values_supported",
        json!(assertions),
    );
    add(
        "introspection_endpoint_auth_methods_supported",
        json!(confidential),
    );
    add(
        "introspection_endpoint_auth_signing_alg_values_supported",
        json!(assertions),
    );
    add("revocation_endpoint_auth_methods_supported", json!(methods));
    add(
        "revocation_endpoint_auth_signing_alg_values_supported",
        json!(assertions),
    );
    let challenges: &[&str] = if settings.plain_pkce {
        &["S256", "plain"]
    } else {
        &["S256"]
    };
    add("code_challenge_methods_supported", json!(challenges));
    // Discovery §3 has these true where they are left out, or false, one each.
    add("request_parameter_supported", json!(false));
    add("request_uri_parameter_supported", json!(false));
    add(
        "require_pushed_authorization_requests",
        json!(settings.require_pushed_authorization_requests),
    );
    add(
        "authorization_response_iss_parameter_supported",
        json!(settings.iss_parameter),
    );
    add("backchannel_logout_supported", json!(true));
    add("backchannel_logout_session_supported", json!(true));
    Value::Object(document)
}

fn grants(settings: &IssuerSettings) -> Vec<&'static str> {
    let mut grants = Vec::new();
    if settings
        .response_types
        .iter()
        .any(|text| text.split(' ').any(|word| word == "code"))
    {
        grants.push("authorization_code");
    }
    if settings
        .response_types
        .iter()
        .any(|text| text.split(' ').any(|word| word.ends_with("token")))
    {
        grants.push("implicit");
    }
    if settings.refresh_tokens != RefreshTokens::Never {
        grants.push("refresh_token");
    }
    if settings.device_flow {
        grants.push(DEVICE_GRANT);
    }
    grants
}

/// What scopes give and tokens say.
fn claims(settings: &IssuerSettings) -> Vec<String> {
    let mut claims: Vec<String> = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "amr",
        "azp",
        "sid",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    if !settings.acr_values.is_empty() {
        claims.push("acr".to_owned());
    }
    let of_scopes = settings
        .known_scopes()
        .into_iter()
        .flat_map(|scope| settings.claims_of(scope).unwrap_or_default());
    for name in of_scopes.chain(settings.claims.keys().map(String::as_str)) {
        if !claims.iter().any(|known| known == name) {
            claims.push(name.to_owned());
        }
    }
    claims
}
