//! The libraries under test: which program drives each, at which providers, through which cases.

use mock_provider::Provider::{self, Apple, Facebook, GitHub, Google, Microsoft, Notion, X};

/// One library, and the program that signs in with it.
pub(crate) struct Library {
    /// The name of the package.
    pub(crate) name: &'static str,
    /// The program, in the folder of its language.
    pub(crate) program: &'static str,
    /// Where it signs in.
    pub(crate) uses: &'static [Use],
}

/// What a library does at one provider.
pub(crate) struct Use {
    pub(crate) provider: Provider,
    /// The path of the callback in the app, as the library has it.
    pub(crate) callback: &'static str,
    /// Cases beside success, denial, and wrong secret.
    more: &'static [&'static str],
}

impl Use {
    const fn new(provider: Provider, callback: &'static str) -> Self {
        Self::and(provider, callback, &[])
    }

    const fn and(provider: Provider, callback: &'static str, more: &'static [&'static str]) -> Self {
        Self {
            provider,
            callback,
            more,
        }
    }

    /// Every case that has to be there.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &'static str> {
        ["success", "denial", "wrong_secret"]
            .into_iter()
            .chain(self.more.iter().copied())
    }
}

/// From npm.
pub(crate) const NODE: &[Library] = &[
    Library {
        name: "passport-google-oauth20",
        program: "passport-google-oauth20.mjs",
        uses: &[Use::new(Google, "/auth/google/callback")],
    },
    Library {
        name: "passport-github2",
        program: "passport-github2.mjs",
        uses: &[Use::new(GitHub, "/auth/github/callback")],
    },
    Library {
        name: "google-auth-library",
        program: "google-auth-library.mjs",
        uses: &[Use::and(
            Google,
            "/callback",
            &["verify_id_token", "token_info", "refresh", "revoke"],
        )],
    },
    Library {
        name: "@octokit/oauth-app",
        program: "octokit-oauth-app.mjs",
        uses: &[Use::and(
            GitHub,
            "/api/github/oauth/callback",
            &[
                "unknown_client",
                "check_token",
                "reset_token",
                "delete_token",
                "delete_authorization",
            ],
        )],
    },
    Library {
        name: "arctic",
        program: "arctic.mjs",
        uses: &[
            Use::new(Google, "/callback/google"),
            Use::new(GitHub, "/callback/github"),
            Use::new(Facebook, "/callback/facebook"),
            Use::and(X, "/callback/x", &["refresh", "revoke"]),
            Use::new(Notion, "/callback/notion"),
            Use::new(Microsoft, "/callback/microsoft"),
            Use::new(Apple, "/callback/apple"),
        ],
    },
    Library {
        name: "@auth/core",
        program: "auth-core.mjs",
        uses: &[
            Use::new(Google, "/auth/callback/google"),
            Use::new(GitHub, "/auth/callback/github"),
            Use::new(Facebook, "/auth/callback/facebook"),
            Use::new(X, "/auth/callback/twitter"),
            Use::new(Notion, "/auth/callback/notion"),
            Use::new(Microsoft, "/auth/callback/microsoft-entra-id"),
            Use::new(Apple, "/auth/callback/apple"),
        ],
    },
    Library {
        name: "openid-client",
        program: "openid-client.mjs",
        uses: &[Use::and(
            Google,
            "/callback",
            &["refresh", "wrong_verifier", "wrong_nonce"],
        )],
    },
];

/// From PyPI.
pub(crate) const PYTHON: &[Library] = &[
    Library {
        name: "authlib",
        program: "authlib_flask.py",
        uses: &[
            Use::new(Google, "/callback/google"),
            Use::new(GitHub, "/callback/github"),
        ],
    },
    Library {
        name: "google-auth-oauthlib",
        program: "google-auth-oauthlib.py",
        uses: &[Use::and(
            Google,
            "/callback",
            &["wrong_state", "refresh", "revoked_refresh"],
        )],
    },
    Library {
        name: "social-auth-core",
        program: "social-auth-core.py",
        uses: &[
            Use::new(Google, "/complete/google-oauth2/"),
            Use::new(GitHub, "/complete/github/"),
            Use::new(Facebook, "/complete/facebook/"),
            Use::new(X, "/complete/twitter-oauth2/"),
            Use::new(Microsoft, "/complete/microsoft-graph/"),
            Use::new(Apple, "/complete/apple-id/"),
        ],
    },
    Library {
        name: "django-allauth",
        program: "django-allauth.py",
        uses: &[
            Use::new(Google, "/accounts/google/login/callback/"),
            Use::new(GitHub, "/accounts/github/login/callback/"),
            Use::new(Facebook, "/accounts/facebook/login/callback/"),
            Use::new(X, "/accounts/twitter_oauth2/login/callback/"),
            Use::new(Notion, "/accounts/notion/login/callback/"),
            Use::new(Microsoft, "/accounts/microsoft/login/callback/"),
            Use::new(Apple, "/accounts/apple/login/callback/"),
        ],
    },
];
