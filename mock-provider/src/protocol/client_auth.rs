//! How a client proves who it is at the token endpoint (RFC 6749 §2.3.1).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent::decode;
use subtle::ConstantTimeEq as _;

use super::Parameters;

/// What a client presented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// The identifier.
    pub client_id: Option<String>,
    /// The secret.
    pub client_secret: Option<String>,
    /// Whether they came in an `Authorization: Basic` header.
    pub basic: bool,
}

/// Reads the credentials from the header (`client_secret_basic`) or the body (`client_secret_post`).
///
/// A client must not use both (RFC 6749 §2.3); where one does, the header counts.
#[must_use]
pub fn presented(authorization: Option<&str>, parameters: &Parameters) -> Credentials {
    if let Some((client_id, client_secret)) = authorization.and_then(basic) {
        return Credentials {
            client_id: Some(client_id),
            client_secret: Some(client_secret).filter(|secret| !secret.is_empty()),
            basic: true,
        };
    }
    Credentials {
        client_id: parameters.get("client_id").map(ToOwned::to_owned),
        client_secret: parameters.get("client_secret").map(ToOwned::to_owned),
        basic: false,
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
