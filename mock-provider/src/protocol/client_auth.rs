//! How a client proves who it is at the token endpoint (RFC 6749 §2.3.1, OIDC Core §9, RFC 7523 §2.2).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent::decode;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::{Parameters, client_assertion};

/// What `client_assertion_type` says (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A way for clients to prove themselves, by its name in metadata (RFC 7591 §2, OIDC Core §9).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A public client, which has nothing to prove itself with.
    None,
    /// The secret in an `Authorization: Basic` header.
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// A JWT that the secret authenticates (HS256).
    ClientSecretJwt,
    /// A JWT that the client's private key signs.
    PrivateKeyJwt,
}

impl AuthMethod {
    /// The word used on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// What a provider demands of a client that proves itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthRules {
    /// The methods that the client may use. Whether it may use none is for the dialect to say (`secret_optional`),
    /// unless [`AuthMethod::None`] is among these.
    pub methods: Vec<AuthMethod>,
    /// Whether a client that uses two methods at once is refused (RFC 6749 §2.3); where not, an assertion counts
    /// before the header, and the header before the body.
    pub one_method: bool,
    /// What an assertion must say.
    pub assertion: client_assertion::Expected,
    /// Whether the `client_secret` parameter is itself an assertion, as Apple has it.
    pub secret_is_assertion: bool,
}

/// What a client presented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// The identifier.
    pub client_id: Option<String>,
    /// The secret.
    pub client_secret: Option<String>,
    /// Whether they came in an `Authorization: Basic` header.
    pub basic: bool,
    /// The `client_assertion`.
    pub assertion: Option<String>,
    /// The `client_assertion_type`.
    pub assertion_type: Option<String>,
    /// The method beside the one that counts, where two were used.
    pub also: Option<AuthMethod>,
}

impl Credentials {
    /// The method that counts. An assertion that cannot be read is taken for one that a key signed.
    #[must_use]
    pub fn method(&self) -> AuthMethod {
        match (&self.assertion, &self.client_secret) {
            (Some(text), _) if client_assertion::is_symmetric(text) => AuthMethod::ClientSecretJwt,
            (Some(_), _) => AuthMethod::PrivateKeyJwt,
            (None, Some(_)) if self.basic => AuthMethod::ClientSecretBasic,
            (None, Some(_)) => AuthMethod::ClientSecretPost,
            (None, None) => AuthMethod::None,
        }
    }
}

/// Reads the credentials from the assertion, the header (`client_secret_basic`), or the body (`client_secret_post`).
///
/// A client must not use two methods (RFC 6749 §2.3). Where one does, what comes first here counts, and
/// [`Credentials::also`] names the other.
#[must_use]
pub fn presented(authorization: Option<&str>, parameters: &Parameters) -> Credentials {
    let text = |name: &str| parameters.get(name).map(ToOwned::to_owned);
    let in_body = text("client_secret").map(|_| AuthMethod::ClientSecretPost);
    let header = authorization.and_then(basic);
    if let Some(assertion) = text("client_assertion") {
        let in_header = header.map(|_| AuthMethod::ClientSecretBasic);
        return Credentials {
            // RFC 7521 §4.2: the client is the subject of the assertion; `client_id` need not repeat it.
            client_id: text("client_id").or_else(|| client_assertion::subject(&assertion)),
            assertion: Some(assertion),
            assertion_type: text("client_assertion_type"),
            also: in_header.or(in_body),
            ..Credentials::default()
        };
    }
    if let Some((client_id, client_secret)) = header {
        return Credentials {
            client_id: Some(client_id),
            client_secret: Some(client_secret).filter(|secret| !secret.is_empty()),
            basic: true,
            also: in_body,
            ..Credentials::default()
        };
    }
    Credentials {
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        assertion_type: text("client_assertion_type"),
        ..Credentials::default()
    }
}

/// Reads an `Authorization: Basic` header whose parts are not form-encoded (RFC 7617), as resource APIs take it.
#[must_use]
pub fn presented_as_is(authorization: Option<&str>) -> Option<Credentials> {
    let (client_id, client_secret) = split(authorization?)?;
    Some(Credentials {
        client_id: Some(client_id),
        client_secret: Some(client_secret),
        basic: true,
        ..Credentials::default()
    })
}

/// Compares secrets in constant time. An empty registered secret matches nothing.
#[must_use]
pub fn secret_matches(registered: &str, given: &str) -> bool {
    !registered.is_empty() && bool::from(registered.as_bytes().ct_eq(given.as_bytes()))
}

/// `Basic base64(form(id):form(secret))`: both parts are form-encoded before they are joined.
fn basic(header: &str) -> Option<(String, String)> {
    let (id, secret) = split(header)?;
    Some((decode(&id), decode(&secret)))
}

/// The user name and password of RFC 7617.
fn split(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

mod percent {
    /// Decodes one form-encoded value.
    pub(super) fn decode(text: &str) -> String {
        // As the only value of a form, the text can hold neither `&` nor `=` unless they were meant literally.
        let guarded = text.replace('&', "%26").replace('=', "%3D");
        url::form_urlencoded::parse(guarded.as_bytes())
            .next()
            .map(|(name, _)| name.into_owned())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_parts_are_form_decoded_and_the_header_wins() {
        let header = format!("Basic {}", STANDARD.encode("a%3Ab:s%2Bp+q=&"));
        let body = Parameters::from_form(b"client_id=other&client_secret=other");
        let credentials = presented(Some(&header), &body);
        assert_eq!(credentials.client_id.as_deref(), Some("a:b"));
        assert_eq!(credentials.client_secret.as_deref(), Some("s+p q=&"));
        assert!(credentials.basic);
        assert_eq!(credentials.method(), AuthMethod::ClientSecretBasic);
        assert_eq!(credentials.also, Some(AuthMethod::ClientSecretPost));
    }

    #[test]
    fn the_subject_of_an_assertion_names_the_client_where_nothing_else_does() {
        let part = |json: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json);
        let jwt = format!("{}.{}.x", part(r#"{"alg":"HS256"}"#), part(r#"{"sub":"app"}"#));
        let body = format!("client_assertion={jwt}&client_assertion_type={JWT_BEARER}");
        let credentials = presented(None, &Parameters::from_form(body.as_bytes()));
        assert_eq!(credentials.client_id.as_deref(), Some("app"));
        assert_eq!(credentials.method(), AuthMethod::ClientSecretJwt);
        let unreadable = presented(
            None,
            &Parameters::from_form(b"client_assertion=abc&client_secret=s"),
        );
        assert_eq!(unreadable.method(), AuthMethod::PrivateKeyJwt);
        assert_eq!(unreadable.also, Some(AuthMethod::ClientSecretPost));
    }

    #[test]
    fn a_bearer_header_is_no_client_authentication() {
        let credentials = presented(Some("Bearer x"), &Parameters::from_form(b"client_id=a"));
        assert_eq!(
            credentials,
            Credentials {
                client_id: Some("a".to_owned()),
                ..Credentials::default()
            }
        );
    }

    #[test]
    fn an_empty_secret_opens_nothing() {
        assert!(!secret_matches("", ""));
        assert!(secret_matches("s", "s"));
        assert!(!secret_matches("s", "S"));
    }
}
