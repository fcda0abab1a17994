//! Values as they are shown: credentials shortened, the whole behind a fold.

/// Parameters and members whose value is a credential.
const SECRETS: [&str; 14] = [
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "interaction",
    "password",
    "refresh_token",
    "token",
    "user_code",
];
/// How many characters of a credential are shown.
const HEAD: usize = 6;

/// A value, and its short form where it is a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) full: String,
    /// Present where the value is hidden at first.
    pub(super) short: Option<String>,
}

impl Shown {
    /// A value under its parameter's name.
    pub(super) fn named(name: &str, value: &str) -> Self {
        if is_secret(name) {
            Self::secret(value)
        } else {
            Self::open(value)
        }
    }

    /// A value that everybody may see.
    pub(super) fn open(value: &str) -> Self {
        Self {
            full: value.to_owned(),
            short: None,
        }
    }

    /// A credential.
    pub(super) fn secret(value: &str) -> Self {
        Self {
            full: value.to_owned(),
            short: Some(shortened(value)),
        }
    }
}

/// Whether a parameter of that name carries a credential.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// The first characters, if there are enough that the rest stays hidden.
pub(super) fn shortened(value: &str) -> String {
    if value.chars().count() >= 2 * HEAD {
        let head: String = value.chars().take(HEAD).collect();
        format!("{head}…")
    } else {
        "…".to_owned()
    }
}
