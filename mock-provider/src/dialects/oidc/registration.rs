//! Client metadata (RFC 7591 §2, OpenID Connect Dynamic Client Registration 1.0 §2). Members that mean nothing here
//! are ignored, as §2 of the former has it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::DEVICE_GRANT;
use crate::{
    Provider,
    config::{Client, IssuerSettings, OidcClient, RefreshTokens},
    protocol::{Refusal, client_auth::AuthMethod, response_type::ResponseType},
};

/// Refused metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The error code of RFC 7591 §3.2.2.
    pub code: &'static str,
    /// The operator's detail.
    pub refusal: Refusal,
}

impl Problem {
    /// `invalid_client_metadata`.
    pub(crate) fn metadata(refusal: Refusal) -> Self {
        Self {
            code: "invalid_client_metadata",
            refusal,
        }
    }
}

/// The client that the metadata describe, without its secret.
///
/// # Errors
/// [`Problem`] with the first rule that was broken.
pub(crate) fn client(
    issuer: &IssuerSettings,
    provider: Provider,
    client_id: String,
    metadata: &Map<String, Value>,
) -> Result<Client, Problem> {
    if metadata.contains_key("jwks_uri") {
        return Err(Problem::metadata(Refusal::new(
            "jwks-by-value",
            "jwks_uri",
            "jwks, because nothing is fetched from other hosts",
            "send the public keys themselves",
        )));
    }
    let redirect_uris: Vec<String> = read(metadata, "redirect_uris")?.unwrap_or_default();
    let name: Option<String> = read(metadata, "client_name")?;
    let client = Client {
        token_endpoint_auth_method: Some(
            read(metadata, "token_endpoint_auth_method")?.unwrap_or(AuthMethod::ClientSecretBasic),
        ),
        jwks: read(metadata, "jwks")?,
        oidc: oidc(issuer, metadata)?,
        redirect_uris,
        name: name.unwrap_or_default(),
        ..Client::new(provider, client_id)
    };
    check(issuer, &client)?;
    Ok(client)
}

fn oidc(issuer: &IssuerSettings, metadata: &Map<String, Value>) -> Result<OidcClient, Problem> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Ok(OidcClient {
        response_types: read(metadata, "response_types")?.unwrap_or_else(|| words(&["code"])),
        grant_types: read(metadata, "grant_types")?.unwrap_or_else(|| words(&["authorization_code"])),
        id_token_signed_response_alg: read(metadata, "id_token_signed_response_alg")?
            .or_else(|| issuer.algorithms.first().copied()),
        userinfo_signed_response_alg: read(metadata, "userinfo_signed_response_alg")?,
        subject_type: read(metadata, "subject_type")?,
        sector_identifier_uri: read(metadata, "sector_identifier_uri")?,
        default_max_age: read(metadata, "default_max_age")?,
        require_pushed_authorization_requests: read(metadata, "require_pushed_authorization_requests")?
            .unwrap_or_default(),
        post_logout_redirect_uris: read(metadata, "post_logout_redirect_uris")?.unwrap_or_default(),
        backchannel_logout_uri: read(metadata, "backchannel_logout_uri")?,
    })
}

/// A member of the kind that it must be. `null` is the same as nothing (RFC 7592 §2.2).
fn read<T: DeserializeOwned>(metadata: &Map<String, Value>, name: &str) -> Result<Option<T>, Problem> {
    let value = metadata.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value.clone()).map_err(|error| {
        let refusal = Refusal::new(
            "metadata-known",
            format!("{name} {value}"),
            format!("a value that this issuer has ({error})"),
            "compare with the issuer's metadata",
        );
        match name {
            "redirect_uris" => Problem {
                code: "invalid_redirect_uri",
                refusal,
            },
            _ => Problem::metadata(refusal),
        }
    })
}

fn check(issuer: &IssuerSettings, client: &Client) -> Result<(), Problem> {
    check_redirect_uris(client)?;
    let invalid = |rule: &str, sentence: String| {
        Problem::metadata(Refusal::new(
            rule,
            sentence,
            "metadata that this issuer can serve",
            "compare with the issuer's metadata",
        ))
    };
    client
        .validate()
        .map_err(|sentence| invalid("metadata-valid", sentence))?;
    client
        .oidc
        .validate(issuer, &client.client_id)
        .map_err(|sentence| invalid("metadata-supported", sentence))?;
    check_grants(issuer, &client.oidc)?;
    if client.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt) && client.jwks.is_none() {
        return Err(invalid("jwks-present", "private_key_jwt without jwks".to_owned()));
    }
    Ok(())
}

/// RFC 7591 §5: what a redirect must never be.
fn check_redirect_uris(client: &Client) -> Result<(), Problem> {
    let problem = |found: String| Problem {
        code: "invalid_redirect_uri",
        refusal: Refusal::new(
            "redirect-uris-registrable",
            found,
            "at least one absolute URI without a fragment (RFC 7591 §2)",
            "send redirect_uris as a list of complete URLs",
        ),
    };
    if client.redirect_uris.is_empty() {
        return Err(problem("no redirect_uris".to_owned()));
    }
    let bad = |uri: &&String| url::Url::parse(uri).map_or(true, |url| url.fragment().is_some());
    match client.redirect_uris.iter().find(bad) {
        Some(uri) => Err(problem(format!("redirect_uri \"{uri}\""))),
        None => Ok(()),
    }
}

/// RFC 7591 §2.1: grants and response types go together.
fn check_grants(issuer: &IssuerSettings, oidc: &OidcClient) -> Result<(), Problem> {
    let has = |grant: &str| oidc.grant_types.iter().any(|known| known == grant);
    let problem = |found: String, expected: &str| {
        Problem::metadata(Refusal::new(
            "grants-fit-response-types",
            found,
            expected,
            "RFC 7591 §2.1 has the table of what goes together",
        ))
    };
    let mut known = vec!["authorization_code", "implicit", "refresh_token"];
    if issuer.device_flow {
        known.push(DEVICE_GRANT);
    }
    if let Some(found) = oidc
        .grant_types
        .iter()
        .find(|grant| !known.contains(&grant.as_str()))
    {
        return Err(problem(format!("grant_type \"{found}\""), &known.join(", ")));
    }
    if has("refresh_token") && issuer.refresh_tokens == RefreshTokens::Never {
        return Err(problem(
            "grant_type \"refresh_token\"".to_owned(),
            "authorization_code or implicit",
        ));
    }
    for text in &oidc.response_types {
        let Some(asked) = ResponseType::parse(text) else {
            continue;
        };
        if asked.code && !has("authorization_code") {
            let found = format!("response_type \"{text}\" without its grant");
            return Err(problem(found, "grant_types with authorization_code"));
        }
        if asked.in_fragment() && !has("implicit") {
            let found = format!("response_type \"{text}\" without its grant");
            return Err(problem(found, "grant_types with implicit"));
        }
    }
    Ok(())
}

/// RFC 7592 §2.2: what an update must and must not say.
pub(crate) fn check_update(metadata: &Map<String, Value>, old: &Client) -> Result<(), Problem> {
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    let problem = |rule: &str, found: String, expected: &str| {
        Problem::metadata(Refusal::new(
            rule,
            found,
            expected,
            "send back what the registration was answered, with the changes, and without the four members that the issuer sets",
        ))
    };
    if text("client_id") != Some(&old.client_id) {
        let found = format!("client_id {}", metadata.get("client_id").unwrap_or(&Value::Null));
        return Err(problem(
            "update-client-id",
            found,
            "the client_id of the registration",
        ));
    }
    if text("client_secret").is_some_and(|secret| secret != old.client_secret) {
        let found = "another client_secret".to_owned();
        return Err(problem(
            "update-client-secret",
            found,
            "the present client_secret, or none",
        ));
    }
    let set_by_issuer = [
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
    ];
    match set_by_issuer.iter().find(|name| metadata.contains_key(**name)) {
        Some(name) => Err(problem(
            "update-members",
            (*name).to_owned(),
            "an update without it",
        )),
        None => Ok(()),
    }
}

/// Whether the client proves itself by a secret.
#[must_use]
pub(crate) fn needs_secret(client: &Client) -> bool {
    !matches!(
        client.token_endpoint_auth_method,
        Some(AuthMethod::None | AuthMethod::PrivateKeyJwt)
    )
}

/// The registration in the words of its metadata.
#[must_use]
pub(crate) fn members(client: &Client) -> Map<String, Value> {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !empty {
            members.insert(name.to_owned(), value);
        }
    };
    add("client_id", json!(client.client_id));
    if needs_secret(client) {
        add("client_secret", json!(client.client_secret));
        // RFC 7591 §3.2.1: 0 is never.
        add("client_secret_expires_at", json!(0));
    }
    if !client.name.is_empty() {
        add("client_name", json!(client.name));
    }
    add("redirect_uris", json!(client.redirect_uris));
    add(
        "token_endpoint_auth_method",
        json!(client.token_endpoint_auth_method),
    );
    add("jwks", json!(client.jwks));
    let oidc = &client.oidc;
    add("response_types", json!(oidc.response_types));
    add("grant_types", json!(oidc.grant_types));
    add(
        "id_token_signed_response_alg",
        json!(oidc.id_token_signed_response_alg),
    );
    add(
        "userinfo_signed_response_alg",
        json!(oidc.userinfo_signed_response_alg),
    );
    add("subject_type", json!(oidc.subject_type));
    add("sector_identifier_uri", json!(oidc.sector_identifier_uri));
    add("default_max_age", json!(oidc.default_max_age));
    if oidc.require_pushed_authorization_requests {
        add("require_pushed_authorization_requests", json!(true));
    }
    add("post_logout_redirect_uris", json!(oidc.post_logout_redirect_uris));
    add("backchannel_logout_uri", json!(oidc.backchannel_logout_uri));
    members
}
