//! What can be wrong with a token request (RFC 6749 §5.2), and what an operator should know about it.

use jiff::Timestamp;

use super::{Refusal, pkce::Method};

/// What a provider demands of a token request.
#[derive(Debug, Clone, Copy)]
pub struct TokenRules {
    /// Whether parameters may stand in the URL as well as in the body, which wins.
    pub query_parameters: bool,
    /// Whether a parameter may be sent twice (the last one counts).
    pub repeated_parameters: bool,
    /// Whether `grant_type` may be left out, which then means `authorization_code`.
    pub grant_type_optional: bool,
    /// Whether the redirect URI must be repeated where the authorization request named it.
    pub redirect_uri_required: bool,
    /// Whether a verifier without a challenge is refused.
    pub refuse_needless_verifier: bool,
    /// Whether a refresh token is replaced, and the old one dies, at each use.
    pub rotate_refresh_token: bool,
    /// Whether a text can be one of this provider's codes at all.
    pub code_shape: fn(&str) -> bool,
}

/// The grants that are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantType {
    /// RFC 6749 §4.1.3.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
}

/// One broken rule. A dialect decides how it is said on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A parameter was sent twice.
    RepeatedParameter(String),
    /// Neither a header nor a body parameter names a client.
    MissingClientId,
    /// No client of that name.
    UnknownClient(String),
    /// No secret.
    MissingSecret {
        /// The client.
        client_id: String,
    },
    /// Not the registered secret.
    WrongSecret {
        /// The client.
        client_id: String,
    },
    /// No `grant_type` where it is required, or one that is not served.
    UnsupportedGrantType(String),
    /// No `code`.
    MissingCode,
    /// A text that cannot be a code of this provider.
    MalformedCode(String),
    /// No such code was issued.
    UnknownCode(String),
    /// The code was issued to another client.
    CodeOfOtherClient {
        /// To whom.
        issued_to: String,
        /// By whom it was sent.
        used_by: String,
    },
    /// The code was redeemed before.
    CodeReused {
        /// When.
        at: Timestamp,
    },
    /// The code is too old.
    CodeExpired {
        /// Since when.
        at: Timestamp,
    },
    /// Not the redirect URI of the authorization request.
    RedirectUriDiffers {
        /// That of the authorization request.
        expected: String,
        /// That of the token request.
        found: Option<String>,
    },
    /// A challenge was sent, no verifier.
    MissingVerifier,
    /// The verifier does not belong to the challenge.
    WrongVerifier {
        /// How the challenge was made.
        method: Method,
        /// What was sent.
        verifier: String,
    },
    /// A verifier, but no challenge.
    NeedlessVerifier,
    /// No `refresh_token`.
    MissingRefreshToken,
    /// No such refresh token, or one of another client.
    UnknownRefreshToken,
    /// The refresh token was revoked, replaced, or is too old.
    DeadRefreshToken,
    /// The person's primary address is not verified.
    UnverifiedEmail,
}

/// Which grant is asked.
///
/// # Errors
/// [`Problem::UnsupportedGrantType`] with the value sent, empty where none was.
pub fn grant_type(sent: Option<&str>, optional: bool) -> Result<GrantType, Problem> {
    match sent {
        Some("authorization_code") => Ok(GrantType::AuthorizationCode),
        Some("refresh_token") => Ok(GrantType::RefreshToken),
        None if optional => Ok(GrantType::AuthorizationCode),
        other => Err(Problem::UnsupportedGrantType(
            other.unwrap_or_default().to_owned(),
        )),
    }
}

impl Problem {
    /// The operator's detail.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::RepeatedParameter(name) => Refusal::new(
                "parameter-once",
                format!("{name} was sent twice"),
                "each parameter at most once (RFC 6749 §3.2)",
                format!("look for code that adds {name} twice"),
            ),
            Self::MissingClientId => Refusal::new(
                "client-authenticated",
                "no client_id in the body and no Authorization: Basic header",
                "client credentials (RFC 6749 §2.3.1)",
                "check the app's client id setting and that the body is form-encoded",
            ),
            Self::UnknownClient(found) => Refusal::new(
                "client-registered",
                format!("client_id \"{found}\""),
                "the client_id of a registered client",
                "register it under [[clients]] in mock-provider.toml, or correct the app's client id setting",
            ),
            Self::MissingSecret { client_id } => Refusal::new(
                "client-secret-present",
                format!("client \"{client_id}\" sent no secret"),
                "client_secret in the body or in an Authorization: Basic header",
                "PKCE does not replace the secret of a web application",
            ),
            Self::WrongSecret { client_id } => Refusal::new(
                "client-secret-correct",
                format!("client \"{client_id}\" sent another secret"),
                "the registered client_secret",
                "check the app's client secret setting; in a Basic header both parts are form-encoded first",
            ),
            Self::UnsupportedGrantType(found) => Refusal::new(
                "grant-type-supported",
                if found.is_empty() {
                    "no grant_type".to_owned()
                } else {
                    format!("grant_type \"{found}\"")
                },
                "authorization_code or refresh_token",
                "send the body form-encoded; a multipart body has no parameters here",
            ),
            Self::MissingCode => Refusal::new(
                "code-present",
                "no code",
                "the code of the authorization response",
                "send code in the body",
            ),
            Self::MalformedCode(found) => Refusal::new(
                "code-well-formed",
                format!("code \"{found}\""),
                "a code as it was issued, decoded once",
                "a \"%2F\" that is still there means the code was encoded twice",
            ),
            Self::UnknownCode(found) => Refusal::new(
                "code-issued",
                format!("code \"{found}\""),
                "a code that this provider issued",
                "the code comes from another run, or was cut",
            ),
            Self::CodeOfOtherClient { issued_to, used_by } => Refusal::new(
                "code-of-this-client",
                format!("client \"{used_by}\" sent a code"),
                format!("client \"{issued_to}\", to which it was issued (RFC 6749 §4.1.3)"),
                "two applications or environments share a callback",
            ),
            Self::CodeReused { at } => Refusal::new(
                "code-once",
                format!("code was already used at {at}"),
                "each code at most once (RFC 6749 §4.1.2)",
                "the app exchanged the same code twice; look for a double callback (React StrictMode does this)",
            ),
            Self::CodeExpired { at } => Refusal::new(
                "code-fresh",
                format!("code expired at {at}"),
                "a code redeemed within its lifetime",
                "exchange the code as soon as the callback arrives",
            ),
            Self::RedirectUriDiffers { expected, found } => Refusal::new(
                "redirect-uri-repeated",
                match found {
                    Some(found) => format!("redirect_uri \"{found}\""),
                    None => "no redirect_uri".to_owned(),
                },
                format!("\"{expected}\", as in the authorization request (RFC 6749 §4.1.3)"),
                "send the same string both times; a proxy may have changed scheme or host",
            ),
            Self::MissingVerifier => Refusal::new(
                "pkce-verifier-present",
                "no code_verifier",
                "the verifier of the code_challenge that was sent (RFC 7636 §4.5)",
                "the verifier was lost between the two requests; look where it is stored",
            ),
            Self::WrongVerifier { method, verifier } => Refusal::new(
                "pkce-verifier-correct",
                format!("code_verifier \"{verifier}\""),
                format!(
                    "one whose {} transformation is the code_challenge (RFC 7636 §4.6)",
                    method.word()
                ),
                "the verifier belongs to another attempt; a second tab may have overwritten it",
            ),
            Self::NeedlessVerifier => Refusal::new(
                "pkce-challenge-sent",
                "code_verifier, but the authorization request had no code_challenge",
                "both or neither (RFC 9700 §2.1.1)",
                "send code_challenge with the authorization request",
            ),
            Self::MissingRefreshToken => Refusal::new(
                "refresh-token-present",
                "no refresh_token",
                "the refresh token of an earlier answer",
                "send refresh_token in the body",
            ),
            Self::UnknownRefreshToken => Refusal::new(
                "refresh-token-issued",
                "a refresh token that was not issued to this client",
                "a refresh token of this client",
                "the token comes from another run or another client",
            ),
            Self::DeadRefreshToken => Refusal::new(
                "refresh-token-alive",
                "a refresh token that was revoked, replaced, or is too old",
                "the newest refresh token",
                "store the refresh token of each answer; where it rotates the old one dies",
            ),
            Self::UnverifiedEmail => Refusal::new(
                "primary-email-verified",
                "the person's primary address is not verified",
                "a verified primary address, because refuse_unverified_email is on",
                "switch refuse_unverified_email off, or verify the persona's address",
            ),
        }
    }
}
