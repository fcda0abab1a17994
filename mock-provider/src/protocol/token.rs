//! The token request (RFC 6749 §4.1.3 and §6, RFC 8628 §3.4).

mod problem;

pub use problem::Problem;

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
    /// Whether `scope` narrows a refreshed token; where not, it is ignored.
    pub refresh_scope: bool,
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
    /// RFC 8628 §3.4.
    DeviceCode,
}

/// Which grant is asked.
///
/// # Errors
/// [`Problem::UnsupportedGrantType`] with the value sent, empty where none was.
pub fn grant_type(sent: Option<&str>, optional: bool) -> Result<GrantType, Problem> {
    match sent {
        Some("authorization_code") => Ok(GrantType::AuthorizationCode),
        Some("refresh_token") => Ok(GrantType::RefreshToken),
        Some("urn:ietf:params:oauth:grant-type:device_code") => Ok(GrantType::DeviceCode),
        None if optional => Ok(GrantType::AuthorizationCode),
        other => Err(Problem::UnsupportedGrantType(
            other.unwrap_or_default().to_owned(),
        )),
    }
}
