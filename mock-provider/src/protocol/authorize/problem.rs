//! What can be wrong with an authorization request, and what an operator should know about it.

use crate::protocol::Refusal;

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
    InteractionRequired(&'static str),
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
    /// The request comes from a browser inside an app.
    EmbeddedBrowser(String),
}

impl Problem {
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
                "code_challenge_method without code_challenge",
                "both or neither (RFC 7636 §4.3)",
                "send code_challenge too",
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
                format!("prompt=none, but {what}"),
                "a signed-in person who already consented",
                "start again without prompt=none",
            ),
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
            Self::EmbeddedBrowser(found) => Refusal::new(
                "browser-not-embedded",
                format!("User-Agent \"{found}\""),
                "a browser of its own (RFC 8252 §8.12)",
                "open the system browser in place of a web view",
            ),
        }
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
