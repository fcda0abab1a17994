//! Apple's token endpoint: rules, answers, and id_tokens.

use jsonwebtoken::Algorithm;
use serde_json::{Map, Value, json};

use super::{
    authorize::HIDE,
    identity::{relay_address, sub, team},
};
use crate::{
    config::{AppleSettings, Client, FlagForm},
    dialects::{Companions, Lifetimes, Mint, TokenError, standard},
    protocol::{
        at_hash::at_hash,
        client_assertion::Expected,
        client_auth::{AuthMethod, AuthRules},
        token::{Problem, TokenRules},
    },
    rng::Rng,
};

pub(super) const RULES: TokenRules = TokenRules {
    refresh_scope: false,
    code_shape: is_code,
    ..standard::TOKEN_RULES
};

/// Half a year: the longest time until a client secret expires.
const LONGEST_SECRET: i64 = 15_777_000;

/// A code or token: its letter, 32 hex digits, `0`, four letters, and 22 characters.
pub(super) fn opaque(letter: char, rng: &Rng) -> String {
    let word = rng.base62(4).to_ascii_lowercase();
    format!("{letter}{}.0.{word}.{}", rng.hex(32), rng.base64url(22))
}

fn is_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    matches!(parts.as_slice(), [head, "0", word, tail]
        if head.starts_with('c') && head.len() == 33 && word.len() == 4 && tail.len() == 22)
}

/// The client secret is a JWT that the team's key signs. Its audience is Apple, wherever this server is reached.
pub(super) fn auth_rules(client: &Client, issuer: &str, settings: &AppleSettings) -> AuthRules {
    AuthRules {
        methods: vec![AuthMethod::ClientSecretPost],
        secret_is_assertion: true,
        assertion: Expected {
            issuer: Some(team(client, settings).to_owned()),
            audiences: vec!["https://appleid.apple.com".to_owned(), issuer.to_owned()],
            algorithms: vec![Algorithm::ES256],
            longest: Some(LONGEST_SECRET),
            iat_required: true,
            jti_required: false,
            kid_required: true,
        },
        ..standard::auth_rules()
    }
}

/// Each is status 400. A client that did not prove itself is told nothing more.
pub(super) fn error(problem: &Problem) -> TokenError {
    let description = match problem {
        Problem::MalformedCode(_) | Problem::UnknownCode(_) | Problem::CodeExpired { .. } => {
            Some("The code has expired or has been revoked.".to_owned())
        }
        Problem::CodeReused { .. } => Some("The code has already been used.".to_owned()),
        Problem::CodeOfOtherClient { used_by, .. } => Some(format!(
            "client_id mismatch. The code was not issued to {used_by}."
        )),
        Problem::RedirectUriDiffers { .. } => {
            Some("redirect_uri mismatch. The code was issued for another redirect_uri.".to_owned())
        }
        Problem::MissingVerifier | Problem::WrongVerifier { .. } | Problem::NeedlessVerifier => {
            Some("The code_verifier does not match the code_challenge.".to_owned())
        }
        Problem::UnknownRefreshToken | Problem::DeadRefreshToken => {
            Some("The token has expired or has been revoked.".to_owned())
        }
        Problem::MissingCode => Some("Missing code.".to_owned()),
        Problem::MissingRefreshToken => Some("Missing refresh_token.".to_owned()),
        Problem::MissingClientId => Some("Missing client_id.".to_owned()),
        Problem::MissingToken => Some("Missing token.".to_owned()),
        _ => None,
    };
    let mut members = Map::new();
    members.insert("error".to_owned(), json!(problem.code()));
    if let Some(description) = description {
        members.insert("error_description".to_owned(), json!(description));
    }
    TokenError { status: 400, members }
}

pub(super) fn members(mint: &Mint<'_>, lifetimes: Lifetimes, with: Companions<'_>) -> Map<String, Value> {
    let mut members = standard::token_members(mint, lifetimes, with);
    members.shift_remove("scope");
    members
}

/// Every answer has one, whatever the scope. The name is never in it.
pub(super) fn id_token_claims(
    mint: &Mint<'_>,
    issuer: &str,
    settings: &AppleSettings,
) -> Option<Map<String, Value>> {
    let account = mint.persona.apple.as_ref()?;
    let has = |wanted: &str| mint.access.scopes.iter().any(|scope| scope == wanted);
    let team = team(mint.client, settings);
    let flag = |value: bool| match settings.flag_form {
        FlagForm::Boolean => json!(value),
        FlagForm::Text => json!(value.to_string()),
    };
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("iss", json!(issuer));
    add("aud", json!(mint.access.client_id));
    add("exp", json!(mint.now + i64::from(settings.id_token_lifetime)));
    add("iat", json!(mint.now));
    add("sub", json!(sub(account, team, settings)));
    if let Some(nonce) = mint.nonce {
        add("nonce", json!(nonce));
    }
    if let Some(code) = mint.code {
        add("c_hash", json!(at_hash(code)));
    }
    if let Some(access_token) = mint.access_token {
        add("at_hash", json!(at_hash(access_token)));
    }
    if has("email") && has(HIDE) {
        add("email", json!(relay_address(account, team)));
        add("email_verified", flag(true));
        add("is_private_email", flag(true));
    } else if has("email") {
        add("email", json!(account.email));
        add("email_verified", flag(account.email_verified));
    }
    add(
        "auth_time",
        json!(
            mint.access
                .authentication
                .at
                .unwrap_or(mint.access.issued_at)
                .as_second()
        ),
    );
    add("nonce_supported", json!(true));
    if let Some(transfer_sub) = &account.transfer_sub {
        add("transfer_sub", json!(transfer_sub));
    }
    Some(claims)
}
