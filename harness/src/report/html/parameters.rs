//! What the parameters of OAuth and OpenID Connect are for.

/// Meaning of one parameter and where it is defined.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) source: &'static str,
}

/// The meaning of `name`, for parameters of the specifications.
pub(super) fn meaning(name: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.name == name)
}

const fn m(name: &'static str, text: &'static str, source: &'static str) -> Meaning {
    Meaning { name, text, source }
}

const MEANINGS: &[Meaning] = &[
    m(
        "access_token",
        "lets the app call the provider's APIs",
        "RFC 6749 section 1.4",
    ),
    m(
        "auth_time",
        "when the person last signed in at the provider",
        "OpenID Connect Core section 2",
    ),
    m("client_id", "which app asks", "RFC 6749 section 2.2"),
    m(
        "client_secret",
        "proves that the app is the one it names",
        "RFC 6749 section 2.3.1",
    ),
    m(
        "code",
        "authorization code, to be exchanged once for tokens",
        "RFC 6749 section 4.1.2",
    ),
    m(
        "code_challenge",
        "hash of a secret that the app shows when it exchanges the code",
        "RFC 7636 section 4.2",
    ),
    m(
        "code_challenge_method",
        "how the challenge was made; S256 is the safe one",
        "RFC 7636 section 4.3",
    ),
    m(
        "code_verifier",
        "the secret behind the code challenge",
        "RFC 7636 section 4.1",
    ),
    m(
        "error",
        "why the provider refused, as a code",
        "RFC 6749 sections 4.1.2.1 and 5.2",
    ),
    m(
        "error_description",
        "why the provider refused, for a developer",
        "RFC 6749 sections 4.1.2.1 and 5.2",
    ),
    m(
        "expires_in",
        "seconds until the access token expires",
        "RFC 6749 section 5.1",
    ),
    m(
        "grant_type",
        "what the app offers in exchange for tokens",
        "RFC 6749 section 4.1.3",
    ),
    m(
        "id_token",
        "signed statement of who signed in",
        "OpenID Connect Core section 2",
    ),
    m(
        "id_token_hint",
        "an earlier ID token, to say who should be signed in or out",
        "OpenID Connect Core section 3.1.2.1",
    ),
    m(
        "iss",
        "which provider answers, so that two cannot be mixed up",
        "RFC 9207 section 2",
    ),
    m(
        "login_hint",
        "whom the app expects to sign in",
        "OpenID Connect Core section 3.1.2.1",
    ),
    m(
        "max_age",
        "seconds that an earlier sign-in may be old",
        "OpenID Connect Core section 3.1.2.1",
    ),
    m(
        "nonce",
        "ties the ID token to this sign-in",
        "OpenID Connect Core section 3.1.2.1",
    ),
    m(
        "prompt",
        "whether to ask the person to sign in, consent, or choose an account",
        "OpenID Connect Core section 3.1.2.1",
    ),
    m(
        "redirect_uri",
        "where the provider sends the browser back to",
        "RFC 6749 section 3.1.2",
    ),
    m(
        "refresh_token",
        "gets new access tokens without the person",
        "RFC 6749 section 1.5",
    ),
    m(
        "response_mode",
        "how the answer reaches the app: query, fragment, or form_post",
        "OAuth 2.0 Multiple Response Types section 2.1",
    ),
    m(
        "response_type",
        "what the app asks for; code is the safe one",
        "RFC 6749 section 3.1.1",
    ),
    m("scope", "what the app asks to be allowed", "RFC 6749 section 3.3"),
    m(
        "state",
        "ties the answer to the browser that began",
        "RFC 6749 section 10.12",
    ),
    m(
        "sub",
        "the person's id at the provider",
        "OpenID Connect Core section 2",
    ),
    m(
        "token",
        "the token that the request is about",
        "RFC 7009 section 2.1",
    ),
    m(
        "token_type",
        "how the access token is to be sent",
        "RFC 6749 section 7.1",
    ),
];
