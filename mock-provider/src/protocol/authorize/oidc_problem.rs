//! What can be wrong with what only OpenID Connect and pushed requests have.

use crate::protocol::Refusal;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OidcProblem {
    /// `claims` is not what OIDC Core §5.5 describes, and why.
    MalformedClaims(String),
    /// `max_age` is no number of seconds.
    MalformedMaxAge(String),
    /// `id_token_hint` is none of this issuer's id_tokens for this client.
    UnusableHint,
    /// The `acr` that the application cannot do without is none of the issuer's.
    UnmetAcr {
        /// The values asked.
        asked: String,
        /// The values there are.
        known: String,
    },
    /// `request` is not supported.
    RequestObject,
    /// `request_uri` names no pushed request, and others are not supported.
    RequestUri(String),
    /// `registration` is not supported.
    RegistrationParameter,
    /// No such request was pushed by this client, or it is too old or used.
    UnknownRequestUri(String),
    /// The request was not pushed.
    NotPushed,
    /// A response type that the client did not register.
    ResponseTypeNotRegistered {
        /// The one asked.
        found: String,
        /// Those that it registered.
        registered: String,
    },
    /// An id_token is asked for without the scope `openid`.
    MissingOpenid,
}

impl OidcProblem {
    /// The error code (OIDC Core §3.1.2.6, RFC 9126, OpenID Connect Core Error Code
    /// `unmet_authentication_requirements` 1.0).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnmetAcr { .. } => "unmet_authentication_requirements",
            Self::RequestObject => "request_not_supported",
            Self::RequestUri(_) => "request_uri_not_supported",
            Self::RegistrationParameter => "registration_not_supported",
            Self::UnknownRequestUri(_) => "invalid_request_uri",
            Self::ResponseTypeNotRegistered { .. } => "unauthorized_client",
            Self::MissingOpenid => "invalid_scope",
            Self::MalformedClaims(_) | Self::MalformedMaxAge(_) | Self::UnusableHint | Self::NotPushed => {
                "invalid_request"
            }
        }
    }

    /// The operator's detail.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::MalformedClaims(why) => Refusal::new(
                "claims-well-formed",
                format!("a claims parameter that is {why}"),
                "a JSON object with id_token and userinfo (OIDC Core §5.5)",
                "encode the JSON once, as one parameter",
            ),
            Self::MalformedMaxAge(found) => Refusal::new(
                "max-age-well-formed",
                format!("max_age \"{found}\""),
                "a number of seconds",
                "send max_age as digits only",
            ),
            Self::UnusableHint => Refusal::new(
                "id-token-hint-valid",
                "an id_token_hint that is none of this issuer's id_tokens for this client",
                "an id_token that the client got here (OIDC Core §3.1.2.1)",
                "it may be old, but its signature, iss, and aud must be right",
            ),
            Self::UnmetAcr { asked, known } => Refusal::new(
                "acr-met",
                format!("acr {asked} as essential"),
                if known.is_empty() {
                    "no acr, because the issuer has no acr_values".to_owned()
                } else {
                    format!("one of: {known}")
                },
                "add the value to acr_values of the issuer",
            ),
            Self::RequestObject => Refusal::new(
                "request-object-supported",
                "a request object in the parameter request",
                "the parameters themselves, or a pushed request",
                "leave request out; the metadata says request_parameter_supported: false",
            ),
            Self::RequestUri(found) => Refusal::new(
                "request-uri-supported",
                format!("request_uri \"{found}\""),
                "the request_uri of a pushed request (RFC 9126 §2.2)",
                "push the request; the metadata says request_uri_parameter_supported: false",
            ),
            Self::RegistrationParameter => Refusal::new(
                "registration-parameter-supported",
                "the parameter registration",
                "a registered client",
                "leave registration out; that is for self-issued providers",
            ),
            Self::UnknownRequestUri(found) => Refusal::new(
                "request-uri-issued",
                format!("request_uri \"{found}\""),
                "one that this client was given, used once and in time (RFC 9126 §4)",
                "push the request again for each attempt",
            ),
            Self::NotPushed => Refusal::new(
                "request-pushed",
                "a request that was not pushed",
                "request_uri from the pushed authorization request endpoint (RFC 9126 §5)",
                "push the request, or switch require_pushed_authorization_requests off",
            ),
            Self::ResponseTypeNotRegistered { found, registered } => Refusal::new(
                "response-type-registered",
                format!("response_type \"{found}\""),
                format!("one that the client registered: {registered}"),
                "add it to response_types of the client",
            ),
            Self::MissingOpenid => Refusal::new(
                "scope-openid-present",
                "a response type with id_token, but no scope openid",
                "scope openid (OIDC Core §3.1.2.1)",
                "add openid to the scopes",
            ),
        }
    }
}
