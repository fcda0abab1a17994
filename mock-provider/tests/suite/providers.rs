//! What the suite needs to know of each provider to use it as an application would. A new dialect adds a row, and
//! every test of `behaviour` runs for it.

use mock_provider::{IssuerName, Provider};
use serde_json::Value;

/// A status and an error word.
pub(crate) type Said = (u16, &'static str);

/// A wrong request that every provider refuses, how it does, and the rule that the journal names.
pub(crate) type Refused = (&'static str, Said, &'static str);

/// The issuer of the built-in configuration.
pub(crate) const OIDC: Provider = Provider::Oidc(IssuerName::DEFAULT);

/// Those that are always there, and the configured issuer.
pub(crate) fn every() -> impl Iterator<Item = Provider> {
    Provider::ALL.into_iter().chain([OIDC])
}

/// One provider as its documentation tells developers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    /// Which.
    pub(crate) provider: Provider,
    /// An id in the shape of its client ids.
    pub(crate) client_id: &'static str,
    /// What an ordinary sign-in asks for; empty where there are no scopes.
    pub(crate) scope: &'static str,
    /// What a sign-in asks for that yields a refresh token.
    pub(crate) refresh_scope: &'static str,
    /// What else an ordinary authorization request has.
    pub(crate) also: &'static [(&'static str, &'static str)],
    /// The authorization endpoint, below the provider's base.
    pub(crate) authorize: &'static str,
    /// The token endpoint.
    pub(crate) token: &'static str,
    /// Whether clients prove themselves by HTTP Basic and nothing else.
    pub(crate) basic: bool,
    /// Whether challenges are kept to.
    pub(crate) pkce: bool,
    /// Whether the authorization response carries `iss`.
    pub(crate) iss: bool,
    /// Whether consent is asked for at each sign-in.
    pub(crate) consent_each_time: bool,
    /// The error when the person says no.
    pub(crate) denied: &'static str,
    /// Seconds until a code dies.
    pub(crate) code_lifetime: u64,
    /// The errors for a code that was used, and for one that is too old.
    pub(crate) dead_code: (&'static str, &'static str),
    /// Whether a code that is used again takes its tokens with it.
    pub(crate) reuse_revokes: bool,
    /// Where the profile is read with the access token, and the word for it in the journal; absent: the id_token is
    /// all there is.
    pub(crate) profile: Option<(&'static str, &'static str)>,
    /// Headers that each call of the API needs.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// Where in the profile (RFC 6901) something stands about alice, and what.
    pub(crate) alice: (&'static str, &'static str),
    /// The statuses of calls with a token that nobody issued, and without one.
    pub(crate) unauthorized: (u16, u16),
    /// What is said on a page about a client that is unknown, about one that is absent, and about a redirect URI of
    /// somebody else.
    pub(crate) pages: [Said; 3],
    /// Refused token requests.
    pub(crate) refused: &'static [Refused],
}

const TABLE: &[Facts] = &[
    Facts {
        provider: Provider::Google,
        client_id: "100200300-suite.apps.googleusercontent.com",
        scope: "openid email profile",
        refresh_scope: "openid email",
        also: &[],
        authorize: "/o/oauth2/v2/auth",
        token: "/token",
        profile: Some(("/v1/userinfo", "userinfo")),
        alice: ("/name", "Alice Archer"),
        iss: true,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("invalid_grant", "invalid_grant"),
        reuse_revokes: false,
        basic: false,
        pkce: true,
        consent_each_time: false,
        headers: &[],
        unauthorized: (401, 401),
        pages: [
            (401, "invalid_client"),
            (401, "invalid_client"),
            (400, "redirect_uri_mismatch"),
        ],
        refused: &[
            ("wrong secret", (401, "invalid_client"), "client-secret-correct"),
            ("no secret", (400, "invalid_request"), "client-secret-present"),
            ("unknown client", (401, "invalid_client"), "client-registered"),
            ("no client", (400, "invalid_request"), "client-authenticated"),
            ("wrong verifier", (400, "invalid_grant"), "pkce-verifier-correct"),
            ("no verifier", (400, "invalid_grant"), "pkce-verifier-present"),
            (
                "other redirect",
                (400, "redirect_uri_mismatch"),
                "redirect-uri-repeated",
            ),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: Provider::GitHub,
        client_id: "Ov23liSuiteSuiteSuit",
        scope: "read:user user:email",
        refresh_scope: "gist offline_access",
        also: &[],
        authorize: "/login/oauth/authorize",
        token: "/login/oauth/access_token",
        profile: Some(("/api/user", "user")),
        alice: ("/name", "Alice Archer"),
        iss: true,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("bad_verification_code", "bad_verification_code"),
        reuse_revokes: false,
        basic: false,
        pkce: true,
        consent_each_time: false,
        headers: &[],
        unauthorized: (401, 401),
        pages: [
            (404, "not_found"),
            (404, "not_found"),
            (400, "redirect_uri_mismatch"),
        ],
        refused: &[
            (
                "wrong secret",
                (200, "incorrect_client_credentials"),
                "client-secret-correct",
            ),
            (
                "no secret",
                (200, "incorrect_client_credentials"),
                "client-secret-present",
            ),
            ("unknown client", (404, "Not Found"), "client-registered"),
            ("no client", (404, "Not Found"), "client-authenticated"),
            (
                "wrong verifier",
                (200, "bad_verification_code"),
                "pkce-verifier-correct",
            ),
            (
                "no verifier",
                (200, "bad_verification_code"),
                "pkce-verifier-present",
            ),
            (
                "other redirect",
                (200, "redirect_uri_mismatch"),
                "redirect-uri-repeated",
            ),
            ("no code", (200, "bad_verification_code"), "code-present"),
            (
                "other grant",
                (200, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: Provider::Microsoft,
        client_id: "b1f5c0de-5a17-4e5a-8c31-0123456789ab",
        scope: "openid email profile User.Read",
        refresh_scope: "openid offline_access",
        also: &[],
        authorize: "/common/oauth2/v2.0/authorize",
        token: "/common/oauth2/v2.0/token",
        profile: Some(("/graph/oidc/userinfo", "userinfo")),
        alice: ("/name", "Alice Archer"),
        iss: false,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("invalid_grant", "invalid_grant"),
        reuse_revokes: false,
        basic: false,
        pkce: true,
        consent_each_time: false,
        headers: &[],
        unauthorized: (401, 401),
        pages: [(400, "AADSTS700016"), (400, "AADSTS900144"), (400, "AADSTS50011")],
        refused: &[
            ("wrong secret", (401, "invalid_client"), "client-secret-correct"),
            ("no secret", (401, "invalid_client"), "client-secret-present"),
            (
                "unknown client",
                (400, "unauthorized_client"),
                "client-registered",
            ),
            ("no client", (400, "invalid_request"), "client-authenticated"),
            ("wrong verifier", (400, "invalid_grant"), "pkce-verifier-correct"),
            ("no verifier", (400, "invalid_grant"), "pkce-verifier-present"),
            ("other redirect", (400, "invalid_grant"), "redirect-uri-repeated"),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: Provider::Apple,
        client_id: "com.example.suite.web",
        scope: "name email",
        refresh_scope: "name email",
        also: &[("response_mode", "form_post")],
        authorize: "/auth/authorize",
        token: "/auth/token",
        profile: None,
        alice: ("/email", "alice.archer@gmail.com"),
        iss: false,
        denied: "user_cancelled_authorize",
        code_lifetime: 300,
        dead_code: ("invalid_grant", "invalid_grant"),
        reuse_revokes: false,
        basic: false,
        pkce: true,
        consent_each_time: false,
        headers: &[],
        unauthorized: (401, 401),
        pages: [
            (400, "invalid_client"),
            (400, "invalid_request"),
            (400, "invalid_request"),
        ],
        refused: &[
            ("wrong secret", (400, "invalid_client"), "assertion-well-formed"),
            ("no secret", (400, "invalid_client"), "client-secret-present"),
            ("unknown client", (400, "invalid_client"), "client-registered"),
            ("no client", (400, "invalid_request"), "client-authenticated"),
            ("wrong verifier", (400, "invalid_grant"), "pkce-verifier-correct"),
            ("no verifier", (400, "invalid_grant"), "pkce-verifier-present"),
            ("other redirect", (400, "invalid_grant"), "redirect-uri-repeated"),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: Provider::Facebook,
        client_id: "481516234242108",
        scope: "email",
        refresh_scope: "email",
        also: &[],
        authorize: "/v24.0/dialog/oauth",
        token: "/graph/v24.0/oauth/access_token",
        basic: false,
        pkce: false,
        iss: false,
        consent_each_time: false,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("100/36009", "100/36007"),
        reuse_revokes: false,
        profile: Some(("/graph/v24.0/me?fields=id,name,email", "me")),
        headers: &[],
        alice: ("/name", "Alice Archer"),
        unauthorized: (400, 400),
        pages: [
            (400, "invalid_app_id"),
            (400, "invalid_app_id"),
            (400, "url_blocked"),
        ],
        refused: &[
            ("wrong secret", (400, "1"), "client-secret-correct"),
            ("no secret", (400, "101"), "client-secret-present"),
            ("unknown client", (400, "101"), "client-registered"),
            ("no client", (400, "101"), "client-authenticated"),
            ("other redirect", (400, "100/36008"), "redirect-uri-repeated"),
            ("no code", (400, "1"), "code-present"),
            ("other grant", (400, "100"), "grant-type-supported"),
        ],
    },
    Facts {
        provider: Provider::X,
        client_id: "c3VpdGVzdWl0ZXN1aXRlc3VpdDoxOmNp",
        scope: "users.read tweet.read",
        refresh_scope: "users.read tweet.read offline.access",
        also: &[],
        authorize: "/i/oauth2/authorize",
        token: "/api/2/oauth2/token",
        basic: true,
        pkce: true,
        iss: false,
        consent_each_time: false,
        denied: "access_denied",
        code_lifetime: 30,
        dead_code: ("invalid_request", "invalid_request"),
        reuse_revokes: false,
        profile: Some(("/api/2/users/me", "users-me")),
        headers: &[],
        alice: ("/data/name", "Alice Archer"),
        unauthorized: (401, 401),
        pages: [
            (400, "something_went_wrong"),
            (400, "something_went_wrong"),
            (400, "something_went_wrong"),
        ],
        refused: &[
            (
                "wrong secret",
                (401, "unauthorized_client"),
                "client-secret-correct",
            ),
            ("no secret", (401, "unauthorized_client"), "client-secret-present"),
            (
                "unknown client",
                (401, "unauthorized_client"),
                "client-registered",
            ),
            ("no client", (400, "invalid_request"), "client-authenticated"),
            (
                "wrong verifier",
                (400, "invalid_request"),
                "pkce-verifier-correct",
            ),
            ("no verifier", (400, "invalid_request"), "pkce-verifier-present"),
            (
                "other redirect",
                (400, "invalid_request"),
                "redirect-uri-repeated",
            ),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: Provider::Notion,
        client_id: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        scope: "",
        refresh_scope: "",
        also: &[("owner", "user")],
        authorize: "/v1/oauth/authorize",
        token: "/v1/oauth/token",
        basic: true,
        pkce: false,
        iss: false,
        consent_each_time: true,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("invalid_grant", "invalid_grant"),
        reuse_revokes: false,
        profile: Some(("/v1/users/me", "users-me")),
        headers: &[("notion-version", "2022-06-28")],
        alice: ("/bot/owner/user/name", "Alice Archer"),
        unauthorized: (401, 401),
        pages: [
            (400, "invalid_client"),
            (400, "invalid_client"),
            (400, "invalid_redirect_uri"),
        ],
        refused: &[
            ("wrong secret", (401, "invalid_client"), "client-secret-correct"),
            ("no secret", (401, "invalid_client"), "client-secret-present"),
            ("unknown client", (401, "invalid_client"), "client-registered"),
            ("no client", (401, "invalid_client"), "client-authenticated"),
            ("other redirect", (400, "invalid_grant"), "redirect-uri-repeated"),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
    Facts {
        provider: OIDC,
        client_id: "suite",
        scope: "openid email profile",
        refresh_scope: "openid offline_access",
        also: &[],
        authorize: "/authorize",
        token: "/token",
        basic: false,
        pkce: true,
        iss: true,
        consent_each_time: false,
        denied: "access_denied",
        code_lifetime: 600,
        dead_code: ("invalid_grant", "invalid_grant"),
        reuse_revokes: true,
        profile: Some(("/userinfo", "userinfo")),
        headers: &[],
        alice: ("/name", "Alice Archer"),
        unauthorized: (401, 401),
        pages: [
            (400, "unauthorized_client"),
            (400, "invalid_request"),
            (400, "invalid_request"),
        ],
        refused: &[
            ("wrong secret", (401, "invalid_client"), "client-secret-correct"),
            ("no secret", (401, "invalid_client"), "client-secret-present"),
            ("unknown client", (401, "invalid_client"), "client-registered"),
            ("no client", (400, "invalid_request"), "client-authenticated"),
            ("wrong verifier", (400, "invalid_grant"), "pkce-verifier-correct"),
            ("no verifier", (400, "invalid_grant"), "pkce-verifier-present"),
            ("other redirect", (400, "invalid_grant"), "redirect-uri-repeated"),
            ("no code", (400, "invalid_request"), "code-present"),
            (
                "other grant",
                (400, "unsupported_grant_type"),
                "grant-type-supported",
            ),
        ],
    },
];

pub(crate) fn facts(provider: Provider) -> Facts {
    *TABLE
        .iter()
        .find(|facts| facts.provider == provider)
        .unwrap_or_else(|| panic!("no facts about {provider}"))
}

/// The word of an error: its text, or the code and subcode of an error object.
pub(crate) fn error_word(body: &Value) -> String {
    match &body["error"] {
        Value::String(word) => word.clone(),
        Value::Object(error) => match (&error["code"], error.get("error_subcode")) {
            (code, Some(subcode)) => format!("{code}/{subcode}"),
            (code, None) => code.to_string(),
        },
        _ => panic!("no error in {body}"),
    }
}
