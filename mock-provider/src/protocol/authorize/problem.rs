//! What can be wrong with an authorization request, and what an operator should know about it.

use super::OidcProblem;
use crate::protocol::{Refusal, interaction::Silenced};

/// One broken rule. A dialect decides how it is said on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A parameter was sent twice.
    RepeatedParameter(String),
    /// No `client_id`.
    MissingClientId,
    /// No client of that name.
    UnknownClient(String),
    /// No `redirect_uri` where it is required.
    MissingRedirectUri,
    /// A redirect URI that the client did not register.
    RedirectUriMismatch {
        /// What was asked; empty when nothing was asked and nothing is registered.
        asked: String,
        /// What is registered.
        registered: Vec<String>,
    },
    /// No `response_type` where it is required.
    MissingResponseType,
    /// A `response_type` other than `code`.
    UnsupportedResponseType(String),
    /// A `response_mode` that the provider does not have, or that would put tokens into a query.
    UnsupportedResponseMode(String),
    /// No `scope` where it is required.
    MissingScope,
    /// Scopes that do not exist.
    UnknownScopes {
        /// Those that do.
        valid: Vec<String>,
        /// Those that do not.
        invalid: Vec<String>,
    },
    /// A method without a challenge.
    MissingChallenge,
    /// A challenge without a method where the method is required.
    MissingChallengeMethod,
    /// A method that the provider does not take.
    UnsupportedChallengeMethod(String),
    /// A challenge of the wrong length or alphabet.
    MalformedChallenge(String),
    /// A value of `prompt` that the provider does not know.
    UnknownPrompt(String),
    /// `prompt=none` with another value.
    PromptNoneCombined,
    /// `prompt=none`, and the person would have to do something.
    InteractionRequired(Silenced),
    /// The same, asked for in a way that came before `prompt=none` and has an error code of its own.
    ImmediateFailed(Silenced),
    /// The person said no.
    Denied,
    /// A redirect URI of a kind that the provider no longer serves.
    RetiredRedirectUri(String),
    /// A front-channel id_token without a nonce.
    MissingNonce,
    /// Two parameters that exclude each other.
    ExclusiveParameters(&'static str, &'static str),
    /// A page of an origin that the client did not register asks for an answer in its popup.
    OriginMismatch {
        /// What was asked; empty when nothing was.
        asked: String,
        /// What is registered.
        registered: Vec<String>,
    },
    /// The client was deleted.
    ClientDeleted,
    /// The client was suspended.
    ClientSuspended,
    /// The client is for the accounts of one organisation, and the person is none of them.
    OutsideOrganization {
        /// The organisation.
        organization: String,
    },
    /// The client is being tested, and the person is no test user.
    NotATestUser,
    /// The administrator of the person's organisation blocks the client.
    BlockedByAdmin {
        /// The organisation.
        organization: String,
    },
    /// The administrator of the person's organisation has not set the client up.
    NotConfigured {
        /// The organisation.
        organization: String,
    },
    /// The request comes from a browser inside an app.
    EmbeddedBrowser(String),
    /// A rule that only OpenID Connect or pushed requests have.
    Oidc(OidcProblem),
    /// No `state` where it is required.
    MissingState,
    /// A `state` that is too long.
    LongState {
        /// Its length in characters.
        length: usize,
        /// The greatest length.
        most: usize,
    },
    /// Scopes that the client may not ask for.
    ScopesNotAllowed {
        /// Those.
        scopes: Vec<String>,
        /// The client's switch that would allow them.
        switch: &'static str,
    },
    /// A parameter that must have one value, and has another or none.
    FixedParameter {
        /// The parameter.
        name: &'static str,
        /// What was sent.
        found: Option<String>,
        /// What it must be.
        expected: &'static str,
    },
    /// A tenant that does not exist.
    UnknownTenant(String),
    /// A client that does not serve the tenant that the path names.
    WrongTenant(WrongTenant),
    /// An account that the tenant or the client does not let in.
    AccountNotAdmitted {
        /// Whose.
        account: String,
        /// Whether it is a personal account.
        personal: bool,
        /// The tenant that the path names.
        tenant: String,
    },
    /// A response mode that does not go with the scopes.
    FormPostRequired {
        /// The mode that was asked; empty where none was.
        found: String,
    },
    /// A redirect URI that the provider would not register.
    UnsafeRedirectUri(String),
}

/// How a client and a tenant do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongTenant {
    /// A client of one tenant was asked at an address for many.
    OneTenantAtCommon,
    /// A client of one tenant was asked at the address of another.
    OtherTenant,
    /// A client for personal accounts was asked at an address for others.
    PersonalElsewhere,
    /// A client for work and school accounts was asked at the address of personal ones.
    OrganizationsAtPersonal,
}

impl Problem {
    /// The error code that the specifications have for it (RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied | Self::OutsideOrganization { .. } | Self::NotATestUser => "access_denied",
            Self::BlockedByAdmin { .. } | Self::NotConfigured { .. } => "access_denied",
            Self::AccountNotAdmitted { .. } => "access_denied",
            Self::UnknownClient(_) | Self::ClientDeleted | Self::ClientSuspended | Self::WrongTenant(_) => {
                "unauthorized_client"
            }
            Self::UnsupportedResponseType(_) => "unsupported_response_type",
            Self::MissingScope | Self::UnknownScopes { .. } | Self::ScopesNotAllowed { .. } => {
                "invalid_scope"
            }
            Self::InteractionRequired(what) => what.code(),
            Self::ImmediateFailed(_) => "immediate_failed",
            Self::Oidc(problem) => problem.code(),
            _ => "invalid_request",
        }
    }

    /// The operator's detail.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::RepeatedParameter(name) => Refusal::new(
                "parameter-once",
                format!("{name} was sent twice"),
                "each parameter at most once (RFC 6749 §3.1)",
                format!("look for code that appends {name} to a URL that already has it"),
            ),
            Self::MissingClientId => Refusal::new(
                "client-id-present",
                "no client_id",
                "the client_id of a registered client",
                "check that the app's client id setting is not empty",
            ),
            Self::UnknownClient(found) => Refusal::new(
                "client-registered",
                format!("client_id \"{found}\""),
                "the client_id of a registered client",
                "register it under [[clients]] in mock-provider.toml, or correct the app's client id setting",
            ),
            Self::MissingRedirectUri => Refusal::new(
                "redirect-uri-present",
                "no redirect_uri",
                "a registered redirect_uri",
                "send redirect_uri with the authorization request",
            ),
            Self::RedirectUriMismatch { asked, registered } => Refusal::new(
                "redirect-uri-registered",
                format!("redirect_uri \"{asked}\""),
                if registered.is_empty() {
                    "a registered one, but the client has none".to_owned()
                } else {
                    format!("one of: {}", registered.join(", "))
                },
                redirect_hint(asked, registered),
            ),
            Self::MissingResponseType => Refusal::new(
                "response-type-present",
                "no response_type",
                "response_type=code",
                "send response_type=code",
            ),
            Self::UnsupportedResponseType(found) => Refusal::new(
                "response-type-supported",
                format!("response_type \"{found}\""),
                "response_type=code, or a combination that the provider's metadata lists",
                "use the authorization code flow",
            ),
            Self::UnsupportedResponseMode(found) => Refusal::new(
                "response-mode-supported",
                format!("response_mode \"{found}\""),
                "a mode that the provider has, and not query where the response carries tokens",
                "leave response_mode out, or send form_post or fragment",
            ),
            Self::MissingScope => Refusal::new(
                "scope-present",
                "no scope",
                "a space-separated list such as \"openid email profile\"",
                "send scope with the authorization request",
            ),
            Self::UnknownScopes { invalid, .. } => Refusal::new(
                "scope-known",
                format!("scope \"{}\"", invalid.join(" ")),
                "scopes that this provider has",
                "scopes are separated by spaces and are case-sensitive",
            ),
            Self::MissingChallenge => Refusal::new(
                "pkce-challenge-present",
                "no code_challenge",
                "a code_challenge beside code_challenge_method, and always where the provider demands PKCE (RFC 7636 §4.3)",
                "send code_challenge and code_challenge_method=S256",
            ),
            Self::MissingChallengeMethod => Refusal::new(
                "pkce-method-present",
                "code_challenge without code_challenge_method",
                "code_challenge_method=S256",
                "send code_challenge_method=S256 too",
            ),
            Self::UnsupportedChallengeMethod(found) => Refusal::new(
                "pkce-method-supported",
                format!("code_challenge_method \"{found}\""),
                "code_challenge_method=S256",
                "hash the verifier with SHA-256 and send S256 (case-sensitive)",
            ),
            Self::MalformedChallenge(found) => Refusal::new(
                "pkce-challenge-well-formed",
                format!("a code_challenge of {} characters: \"{found}\"", found.len()),
                "43 characters of base64url without padding for S256 (43 to 128 for plain)",
                "encode the SHA-256 digest itself, not its hex form, and strip the \"=\"",
            ),
            Self::UnknownPrompt(found) => Refusal::new(
                "prompt-known",
                format!("prompt \"{found}\""),
                "none, consent, or select_account",
                "leave prompt out, or use one of these values",
            ),
            Self::PromptNoneCombined => Refusal::new(
                "prompt-none-alone",
                "prompt=none with another value",
                "prompt=none alone (OIDC Core §3.1.2.1)",
                "send either none or the other values",
            ),
            Self::InteractionRequired(what) => Refusal::new(
                "prompt-none-without-interaction",
                format!("prompt=none, but {}", what.sentence()),
                "a signed-in person who already consented",
                "start again without prompt=none",
            ),
            Self::ImmediateFailed(what) => Refusal::new(
                "immediate-without-interaction",
                format!("immediate=true, but {}", what.sentence()),
                "a signed-in person who already consented",
                "start again without immediate=true; today's parameter is prompt=none",
            ),
            Self::Oidc(problem) => problem.refusal(),
            Self::Denied => Refusal::new(
                "person-consents",
                "the person pressed Cancel",
                "consent",
                "nothing is wrong: the app should say that the sign-in was cancelled",
            ),
            Self::RetiredRedirectUri(found) => Refusal::new(
                "redirect-uri-supported",
                format!("redirect_uri \"{found}\""),
                "a redirect URI that leads back to the app",
                "copying codes by hand is no longer served; use a loopback address",
            ),
            Self::MissingNonce => Refusal::new(
                "nonce-present",
                "no nonce",
                "a nonce with each id_token that passes through the browser (OIDC Core §3.2.2.1)",
                "send a random nonce and compare it with the claim",
            ),
            Self::ExclusiveParameters(one, other) => Refusal::new(
                "parameters-compatible",
                format!("both {one} and {other}"),
                "one of the two",
                format!("leave {other} out"),
            ),
            Self::OriginMismatch { asked, registered } => Refusal::new(
                "javascript-origin-registered",
                format!("origin \"{asked}\""),
                if registered.is_empty() {
                    "a registered one, but the client has none".to_owned()
                } else {
                    format!("one of: {}", registered.join(", "))
                },
                "add the page's origin to javascript_origins of the client",
            ),
            Self::ClientDeleted => Refusal::new(
                "client-exists",
                "a client whose status is deleted",
                "an active client",
                "set status of the client to \"active\"",
            ),
            Self::ClientSuspended => Refusal::new(
                "client-not-suspended",
                "a client whose status is suspended",
                "an active client",
                "set status of the client to \"active\"",
            ),
            Self::OutsideOrganization { organization } => Refusal::new(
                "person-in-organization",
                "an account of another organisation, or of none",
                format!("an account whose hd is \"{organization}\", because the client's status is internal"),
                "sign in with an account of the organisation, or make the client active",
            ),
            Self::NotATestUser => Refusal::new(
                "person-is-test-user",
                "somebody who is no test user",
                "one of test_users, because the client's status is testing",
                "add the address to test_users of the client, or make the client active",
            ),
            Self::BlockedByAdmin { organization } => Refusal::new(
                "admin-allows-client",
                format!("an account of \"{organization}\", whose administrator blocks the client"),
                "an account without a domain, because the client's status is blocked_by_admin",
                "sign in with another account, or make the client active",
            ),
            Self::NotConfigured { organization } => Refusal::new(
                "admin-configured-client",
                format!("an account of \"{organization}\", which has not set the client up"),
                "an account without a domain, because the client's status is not_configured",
                "sign in with another account, or make the client active",
            ),
            Self::EmbeddedBrowser(found) => Refusal::new(
                "browser-not-embedded",
                format!("User-Agent \"{found}\""),
                "a browser of its own (RFC 8252 §8.12)",
                "open the system browser in place of a web view",
            ),
            Self::MissingState => Refusal::new(
                "state-present",
                "no state",
                "a random state with each authorization request (RFC 6749 §10.12)",
                "send state, and compare it at the callback",
            ),
            Self::LongState { length, most } => Refusal::new(
                "state-length",
                format!("a state of {length} characters"),
                format!("at most {most} characters"),
                "keep what belongs to the sign-in in a session, and send only a random name for it",
            ),
            Self::ScopesNotAllowed { scopes, switch } => Refusal::new(
                "scope-allowed-for-client",
                format!("scope \"{}\"", scopes.join(" ")),
                format!("scopes that the client may ask for; this one needs {switch} = true"),
                format!("set {switch} = true for the client, as one would in the provider's console"),
            ),
            Self::FixedParameter {
                name,
                found,
                expected,
            } => Refusal::new(
                "parameter-fixed",
                match found {
                    Some(found) => format!("{name} \"{found}\""),
                    None => format!("no {name}"),
                },
                format!("{name}={expected}"),
                format!("send {name}={expected} with the authorization request"),
            ),
            Self::UnknownTenant(found) => Refusal::new(
                "tenant-exists",
                format!("tenant \"{found}\""),
                "common, organizations, consumers, or the id or a domain of a configured tenant",
                "add it under [[microsoft.tenants]], or correct the tenant in the app's URLs",
            ),
            Self::WrongTenant(which) => which.refusal(),
            Self::AccountNotAdmitted {
                account,
                personal,
                tenant,
            } => Refusal::new(
                "account-admitted",
                format!(
                    "the {} account \"{account}\"",
                    if *personal { "personal" } else { "work or school" }
                ),
                format!("an account that tenant \"{tenant}\" and the client's audience let in"),
                "sign in with another account, or ask at /common with a client whose audience is \"everybody\"",
            ),
            Self::FormPostRequired { found } => Refusal::new(
                "form-post-with-scopes",
                format!("response_mode \"{found}\" with the scope name or email"),
                "response_mode=form_post",
                "send response_mode=form_post and take the answer as a POST",
            ),
            Self::UnsafeRedirectUri(found) => Refusal::new(
                "redirect-uri-public",
                format!("redirect_uri \"{found}\""),
                "an https URI with a domain name that is not this machine's",
                "use a public name that resolves to this machine, or set local_redirects = true in [clients.apple]",
            ),
        }
    }
}

impl WrongTenant {
    fn refusal(self) -> Refusal {
        let (found, expected, hint) = match self {
            Self::OneTenantAtCommon => (
                "a client of one tenant at an address for many",
                "the address of its tenant",
                "put the tenant's id in place of common or organizations, or change microsoft.audience of the client",
            ),
            Self::OtherTenant => (
                "a client of one tenant at the address of another",
                "the address of its tenant",
                "compare the tenant in the app's URLs with microsoft.tenant of the client",
            ),
            Self::PersonalElsewhere => (
                "a client for personal accounts at another address than theirs",
                "/consumers",
                "put consumers in place of the tenant, or change microsoft.audience of the client",
            ),
            Self::OrganizationsAtPersonal => (
                "a client for work and school accounts at /consumers",
                "/organizations, /common, or the address of a tenant",
                "put another tenant in place of consumers, or change microsoft.audience of the client",
            ),
        };
        Refusal::new("client-serves-tenant", found, expected, hint)
    }
}

fn redirect_hint(asked: &str, registered: &[String]) -> String {
    let nearest = registered
        .iter()
        .map(|uri| (strsim::levenshtein(uri, asked), uri))
        .filter(|(distance, uri)| *distance <= 3 + uri.len() / 4)
        .min();
    match nearest {
        Some((_, uri)) => {
            format!("did you mean \"{uri}\"? if not, add the other one to redirect_uris of the client")
        }
        None => {
            "add it to redirect_uris of the client in mock-provider.toml, or send a registered one".to_owned()
        }
    }
}
