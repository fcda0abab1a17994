//! What can be wrong with a token request (RFC 6749 §5.2), and what an operator should know about it.

mod place;

use jiff::Timestamp;

use crate::protocol::{Refusal, client_assertion, client_auth::AuthMethod, pkce::Method};

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
    /// Two ways of proving itself at once, which RFC 6749 §2.3 forbids.
    SeveralAuthMethods {
        /// The one that would count.
        one: AuthMethod,
        /// The other.
        other: AuthMethod,
    },
    /// Another client in the body than the one that proves itself.
    OtherClientInBody {
        /// The one in the body.
        found: String,
        /// The one in the header.
        expected: String,
    },
    /// A way of proving itself that the client may not use.
    WrongAuthMethod {
        /// The client.
        client_id: String,
        /// The one that it used.
        found: AuthMethod,
        /// Those that it may use.
        expected: Vec<AuthMethod>,
    },
    /// An assertion that does not prove the client.
    Assertion {
        /// The client.
        client_id: String,
        /// What is wrong with it.
        problem: client_assertion::Problem,
    },
    /// Credentials in a place where the provider does not take them.
    WrongCredentialsPlace {
        /// The client.
        client_id: String,
        /// Where they must be.
        expected: &'static str,
    },
    /// No `grant_type` where it is required, or one that is not served.
    UnsupportedGrantType(String),
    /// A grant that the client did not register.
    GrantNotRegistered {
        /// The one asked.
        found: &'static str,
        /// Those that it registered.
        registered: Vec<String>,
    },
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
    /// A scope beyond those of the refresh token.
    WiderScope {
        /// The scopes that it has not.
        extra: Vec<String>,
    },
    /// The client was deleted.
    ClientDeleted,
    /// The administrator of the person's organisation blocks the client.
    BlockedByAdmin,
    /// The person's organisation lets sessions end, and this one is over.
    SessionOver,
    /// An assertion of a service account (RFC 7523 §2.1), and no service account exists.
    UnknownServiceAccount,
    /// The client is of a kind that has other grants.
    GrantNotForKind {
        /// Its kind.
        kind: &'static str,
    },
    /// The client is of a kind that may not use this flow.
    WrongClientKind {
        /// Its kind.
        kind: &'static str,
        /// The kind that may.
        expected: &'static str,
    },
    /// The device flow is not switched on for the client.
    DeviceFlowDisabled {
        /// The client.
        client_id: String,
    },
    /// No `scope` in a device authorization request that needs one.
    MissingScope,
    /// Scopes that do not exist, or that devices may not ask for.
    InvalidScopes {
        /// Those.
        invalid: Vec<String>,
    },
    /// Too many device codes.
    DeviceQuotaExceeded,
    /// No `device_code`.
    MissingDeviceCode,
    /// No such device code was issued to this client.
    UnknownDeviceCode,
    /// The device code already yielded tokens.
    DeviceCodeUsed {
        /// When.
        at: Timestamp,
    },
    /// The device code is too old.
    DeviceCodeExpired {
        /// Since when.
        at: Timestamp,
    },
    /// Nobody decided yet.
    AuthorizationPending,
    /// The device asks too often.
    SlowDown {
        /// Seconds since the poll before.
        waited: i64,
        /// The new interval in seconds.
        interval: u32,
    },
    /// The person said no.
    DeviceDenied,
    /// A tenant that does not exist.
    UnknownTenant(String),
    /// A grant that was given at the address of another tenant.
    OtherTenant {
        /// The tenant of the person.
        tenant: String,
    },
    /// A single-page application whose request does not come from a browser.
    OriginMissing,
    /// A request from a browser by a client that is no single-page application.
    OriginNotAllowed {
        /// The origin.
        origin: String,
    },
    /// A code of a single-page application that no challenge protects.
    ChallengeRequired,
    /// The client was suspended.
    ClientSuspended,
    /// No `token` in a revocation request.
    MissingToken,
}

impl Problem {
    /// The error code that the specifications have for it (RFC 6749 §5.2, RFC 8628 §3.5).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownClient(_)
            | Self::MissingSecret { .. }
            | Self::WrongSecret { .. }
            | Self::WrongAuthMethod { .. }
            | Self::Assertion { .. }
            | Self::WrongCredentialsPlace { .. }
            | Self::ClientDeleted
            | Self::ClientSuspended => "invalid_client",
            Self::UnsupportedGrantType(_) => "unsupported_grant_type",
            Self::MissingScope | Self::WiderScope { .. } | Self::InvalidScopes { .. } => "invalid_scope",
            Self::WrongClientKind { .. }
            | Self::DeviceFlowDisabled { .. }
            | Self::GrantNotForKind { .. }
            | Self::GrantNotRegistered { .. } => "unauthorized_client",
            Self::RepeatedParameter(_)
            | Self::SeveralAuthMethods { .. }
            | Self::OtherClientInBody { .. }
            | Self::MissingClientId
            | Self::MissingCode
            | Self::MissingRefreshToken
            | Self::MissingDeviceCode
            | Self::MissingToken
            | Self::UnknownTenant(_)
            | Self::OriginMissing
            | Self::OriginNotAllowed { .. } => "invalid_request",
            Self::DeviceQuotaExceeded => "temporarily_unavailable",
            Self::DeviceCodeExpired { .. } => "expired_token",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown { .. } => "slow_down",
            Self::DeviceDenied => "access_denied",
            _ => "invalid_grant",
        }
    }

    /// The status that goes with it: 401 where the client did not prove itself (RFC 6749 §5.2), else 400.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.code() == "invalid_client" { 401 } else { 400 }
    }

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
            Self::SeveralAuthMethods { one, other } => Refusal::new(
                "client-authentication-once",
                format!("{} and {} in one request", one.word(), other.word()),
                "one method of client authentication (RFC 6749 §2.3)",
                "leave client_secret out of the body where a header or an assertion is sent",
            ),
            Self::OtherClientInBody { found, expected } => Refusal::new(
                "client-id-consistent",
                format!("client_id \"{found}\" in the body"),
                format!("\"{expected}\", as in the Authorization header, or none"),
                "leave client_id out of the body where a header is sent",
            ),
            Self::WrongAuthMethod {
                client_id,
                found,
                expected,
            } => Refusal::new(
                "client-authentication-method",
                format!("{} by client \"{client_id}\"", found.word()),
                expected
                    .iter()
                    .map(|method| method.word())
                    .collect::<Vec<_>>()
                    .join(" or "),
                "change token_endpoint_auth_method of the client, or the app's setting for it",
            ),
            Self::Assertion { client_id, problem } => problem.refusal(client_id),
            Self::WrongCredentialsPlace { client_id, expected } => Refusal::new(
                "client-credentials-place",
                format!("client \"{client_id}\" named itself in another place"),
                *expected,
                "set how the app authenticates at the token endpoint (client_secret_basic, client_secret_post, none)",
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
            Self::GrantNotRegistered { found, registered } => Refusal::new(
                "grant-type-registered",
                format!("grant_type \"{found}\""),
                format!("one that the client registered: {}", registered.join(", ")),
                "add it to grant_types of the client",
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
            Self::WiderScope { extra } => Refusal::new(
                "scope-within-grant",
                format!("scope \"{}\"", extra.join(" ")),
                "scopes of the refresh token, or fewer (RFC 6749 §6)",
                "ask for more with a new authorization request",
            ),
            Self::ClientDeleted => Refusal::new(
                "client-exists",
                "a client whose status is deleted",
                "an active client",
                "set status of the client to \"active\"",
            ),
            Self::BlockedByAdmin => Refusal::new(
                "admin-allows-client",
                "an account of a domain whose administrator blocks the client",
                "an account without a domain, because the client's status is blocked_by_admin",
                "sign in with another account, or make the client active",
            ),
            Self::SessionOver => Refusal::new(
                "session-alive",
                "the refresh token of an account whose domain lets sessions end",
                "a new sign-in, because reauthentication_required is on",
                "send the person through the sign-in again",
            ),
            Self::UnknownServiceAccount => Refusal::new(
                "service-account-exists",
                "an assertion of a service account",
                "a grant of a person: service accounts do not exist here",
                "a sign-in uses authorization_code",
            ),
            Self::GrantNotForKind { kind } => Refusal::new(
                "grant-type-of-kind",
                format!("a client of kind \"{kind}\""),
                "a grant that clients of this kind have",
                "change kind of the client, or use the device flow",
            ),
            Self::MissingToken => Refusal::new(
                "token-present",
                "no token",
                "an access or refresh token (RFC 7009 §2.1)",
                "send token in the body",
            ),
            Self::UnknownTenant(_)
            | Self::OtherTenant { .. }
            | Self::OriginMissing
            | Self::OriginNotAllowed { .. }
            | Self::ChallengeRequired
            | Self::ClientSuspended => self.place_refusal(),
            _ => self.device_refusal(),
        }
    }

    /// The operator's detail about what only the device flow has (RFC 8628).
    fn device_refusal(&self) -> Refusal {
        match self {
            Self::WrongClientKind { kind, expected } => Refusal::new(
                "client-kind",
                format!("a client of kind \"{kind}\""),
                format!("kind \"{expected}\""),
                format!("register a client with kind = \"{expected}\" for this flow"),
            ),
            Self::DeviceFlowDisabled { client_id } => Refusal::new(
                "device-flow-enabled",
                format!("client \"{client_id}\", for which the device flow is off"),
                "a client with device_flow = true",
                "switch device_flow on for the client",
            ),
            Self::MissingScope => Refusal::new(
                "scope-present",
                "no scope",
                "a space-separated list such as \"openid email\"",
                "send scope with the device authorization request",
            ),
            Self::InvalidScopes { invalid } => Refusal::new(
                "scope-for-devices",
                format!("scope \"{}\"", invalid.join(" ")),
                "scopes that devices may ask for",
                "few scopes are open to devices; openid, email, and profile are",
            ),
            Self::DeviceQuotaExceeded => Refusal::new(
                "device-code-quota",
                "another device code",
                "fewer device codes, because device_code_quota_exceeded is on",
                "switch device_code_quota_exceeded off",
            ),
            Self::MissingDeviceCode => Refusal::new(
                "device-code-present",
                "no device_code",
                "the device_code of the device authorization response",
                "send device_code in the body",
            ),
            Self::DeviceCodeUsed { at } => Refusal::new(
                "device-code-once",
                format!("a device_code that yielded tokens at {at}"),
                "each device_code at most once",
                "stop polling after the first success",
            ),
            Self::DeviceCodeExpired { at } => Refusal::new(
                "device-code-fresh",
                format!("a device_code that expired at {at}"),
                "a device_code within its lifetime",
                "start again with a new device authorization request",
            ),
            Self::AuthorizationPending => Refusal::new(
                "person-decided",
                "a poll before anybody entered the user code",
                "a poll after the person consented",
                "nothing is wrong: poll again after the interval",
            ),
            Self::SlowDown { waited, interval } => Refusal::new(
                "poll-interval",
                format!("a poll {waited} seconds after the one before"),
                format!("{interval} seconds from now on (RFC 8628 §3.5)"),
                "wait for the interval between two polls",
            ),
            Self::DeviceDenied => Refusal::new(
                "person-consents",
                "the person pressed Cancel",
                "consent",
                "nothing is wrong: the device should say that the sign-in was cancelled",
            ),
            // What is left is `UnknownDeviceCode`; everything else was answered before.
            _ => Refusal::new(
                "device-code-issued",
                "a device_code that was not issued to this client",
                "a device_code of this client",
                "the code comes from another run or another client",
            ),
        }
    }
}
