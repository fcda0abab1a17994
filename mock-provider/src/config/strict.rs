//! Reading without forgiveness: a key that means nothing is an error with a suggestion.

use std::fmt;

use serde::de::DeserializeOwned;

/// Every key there is; a test compares them with what a configuration that has everything is written as.
const KEYS: &[&str] = &[
    "absent_authorization_status",
    "access_token_lifetime",
    "access_token_prefix",
    "access_tokens",
    "account",
    "acr_values",
    "acrs",
    "algorithms",
    "anonymous_rate_limit",
    "any_redirects",
    "api_error",
    "apple",
    "approved_apps",
    "audience",
    "authorization_response",
    "backchannel_logout_anywhere",
    "backchannel_logout_uri",
    "bad_challenge",
    "bad_token_status",
    "bind",
    "browser",
    "callback_fragment",
    "change",
    "claims",
    "claims_in_id_token",
    "client_id",
    "client_secret",
    "clients",
    "clock",
    "code_lifetime",
    "code_reuse_revokes_tokens",
    "default_max_age",
    "description",
    "device_code_quota_exceeded",
    "device_flow",
    "display_name",
    "domains",
    "email",
    "email_domain_verified",
    "email_verified",
    "emails",
    "error_page_status",
    "exchanges",
    "expiring_tokens",
    "facebook",
    "family_name",
    "faults",
    "first_name",
    "flag_form",
    "flow",
    "flows",
    "github",
    "given_name",
    "google",
    "grant_types",
    "granular_consent",
    "groups",
    "hd",
    "id",
    "id_token",
    "id_token_lifetime",
    "id_token_signed_response_alg",
    "id_tokens",
    "identity_implies_openid",
    "initial_access_token",
    "installations",
    "iss_parameter",
    "iss_parameter_in_discovery",
    "issuers",
    "javascript_origins",
    "journal",
    "jwks",
    "keep_unknown_scopes",
    "kind",
    "last_name",
    "listed",
    "local_redirects",
    "location",
    "login",
    "lower_case_s256",
    "microsoft",
    "name",
    "notion",
    "oid",
    "oidc",
    "optional_claims",
    "organization",
    "organizations",
    "pairwise_salt",
    "password_changed_at",
    "permissions",
    "persona",
    "personas",
    "photo",
    "picture",
    "plain_pkce",
    "plus_is_space",
    "port",
    "post_logout_redirect_uris",
    "preferred_username",
    "primary",
    "prompt_none_error",
    "protected",
    "provider",
    "proxy_port",
    "public_email",
    "public_keys",
    "public_url",
    "rate_limit",
    "rate_limit_status",
    "rate_limited",
    "reauthentication_required",
    "redirect_mismatch",
    "redirect_uris",
    "refresh_token_lifetime",
    "refresh_tokens",
    "refuse_unknown_scopes",
    "refuse_unverified_email",
    "registration",
    "remove",
    "repositories",
    "request_email",
    "request_uri_lifetime",
    "require_appsecret_proof",
    "require_pkce",
    "require_pushed_authorization_requests",
    "response_modes",
    "response_types",
    "role",
    "roles",
    "rotate_refresh_tokens",
    "scope",
    "scopes",
    "seconds",
    "sector_identifier_uri",
    "seed",
    "server",
    "session_state",
    "set",
    "slug",
    "status",
    "sub",
    "subject_type",
    "surname",
    "team_id",
    "teams",
    "tenant",
    "tenants",
    "test_users",
    "times",
    "tls",
    "tls_port",
    "token_endpoint_auth_method",
    "token_limit",
    "token_owner",
    "token_response",
    "trailing_slash",
    "transfer_sub",
    "unknown_client",
    "user_information",
    "userinfo_signed_response_alg",
    "username",
    "verified",
    "visibility",
    "wildcard_callbacks",
    "wildcard_redirects",
    "workspace_icon",
    "workspace_id",
    "workspace_name",
    "wrong_verifier_error",
    "x",
    "xms_edov_form",
];

/// A key that means nothing, and the nearest one that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// Where it was found, with dots (`clients.0.redirect_urs`).
    pub path: String,
    /// The nearest key, where one is near.
    pub suggestion: Option<&'static str>,
}

impl UnknownKey {
    fn at(path: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        // serde_ignored writes `?` for the inside of an Option; nobody typed it.
        let path: Vec<&str> = path.split('.').filter(|part| *part != "?").collect();
        let key = path.last().copied().unwrap_or_default();
        let suggestion = known
            .into_iter()
            .map(|known| (strsim::damerau_levenshtein(known, key), known))
            .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
            .min()
            .map(|(_, known)| known);
        Self {
            path: path.join("."),
            suggestion,
        }
    }

    fn key(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no key \"{}\"", self.path)?;
        match self.suggestion {
            Some(known) => write!(f, "; did you mean \"{known}\"?"),
            None => f.write_str("; `mock-provider init` writes a file with every key there is"),
        }
    }
}

/// A file that cannot be parsed.
#[derive(Debug)]
pub(super) struct ParseError {
    /// Counted from 1.
    pub(super) line: usize,
    /// What the parser said.
    pub(super) message: String,
}

/// The value, and the first key that means nothing with its line.
pub(super) fn read_toml<T: DeserializeOwned>(
    text: &str,
) -> Result<(T, Option<(usize, UnknownKey)>), ParseError> {
    let fail = |error: toml::de::Error| ParseError {
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message: error.message().to_owned(),
    };
    let deserializer = toml::Deserializer::parse(text).map_err(fail)?;
    let mut unknown = Vec::new();
    let value =
        serde_ignored::deserialize(deserializer, |path| unknown.push(path.to_string())).map_err(fail)?;
    let first = unknown.first().map(|path| {
        let key = UnknownKey::at(path, KEYS.iter().copied());
        (line_of_key(text, &key), key)
    });
    Ok((value, first))
}

/// Reads JSON with the same strictness, and suggests one of the `known` keys in place of one that means nothing.
///
/// # Errors
/// A sentence with what was found and expected: JSON that cannot be parsed, or a key that means nothing.
pub(crate) fn read_json<T: DeserializeOwned>(
    bytes: &[u8],
    known: impl IntoIterator<Item = &'static str>,
) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut unknown = Vec::new();
    let value = serde_ignored::deserialize(&mut deserializer, |path| unknown.push(path.to_string()))
        .map_err(|error| format!("the body is not valid: {error}"))?;
    deserializer
        .end()
        .map_err(|error| format!("the body is not valid: {error}"))?;
    match unknown.first() {
        None => Ok(value),
        Some(path) => {
            let key = UnknownKey::at(path, known);
            let found = format!("there is no key \"{}\"", key.path);
            Err(match key.suggestion {
                Some(known) => format!("{found}; did you mean \"{known}\"?"),
                None => found,
            })
        }
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The line on which a key stands: below the nth header of its list, the first one that assigns it.
fn line_of_key(text: &str, unknown: &UnknownKey) -> usize {
    let parts: Vec<&str> = unknown.path.split('.').collect();
    let entry = match parts.as_slice() {
        [list, index, ..] => index
            .parse::<usize>()
            .ok()
            .map(|index| (format!("[[{list}]]"), index)),
        _ => None,
    };
    let start = entry.map_or(0, |(header, index)| {
        text.lines()
            .enumerate()
            .filter(|(_, line)| line.trim() == header)
            .nth(index)
            .map_or(0, |(line, _)| line)
    });
    let key = unknown.key();
    text.lines()
        .enumerate()
        .skip(start)
        .find(|(_, line)| assigns(line, key) || (line.trim_start().starts_with('[') && line.contains(key)))
        .map_or(start, |(line, _)| line)
        + 1
}

fn assigns(line: &str, key: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let free = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
        free && line[at + key.len()..].trim_start().starts_with('=')
    })
}

#[cfg(test)]
mod tests {
    use super::KEYS;
    use crate::config::{Config, ConfigError};

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_nearest_key() {
        let text = "[server]\nport = 1\n\n[[clients]]\nprovider = \"google\"\nclient_id = \"a\"\n\n[[clients]]\nprovider = \"google\"\nclient_id = \"b\"\nredirect_urs = []\n";
        let error = Config::from_toml(text, "mine.toml").expect_err("refused");
        assert_eq!(
            error.to_string(),
            "mine.toml:11: there is no key \"clients.1.redirect_urs\"; did you mean \"redirect_uris\"?"
        );
    }

    #[test]
    fn a_key_inside_an_account_is_found_too() {
        let text = "[[personas]]\nid = \"x\"\n[personas.google]\nsub = \"1\"\nemail = \"a@b\"\nemail_verifed = true\n";
        let error = Config::from_toml(text, "mine.toml").expect_err("refused");
        assert!(
            matches!(&error, ConfigError::UnknownKey { line: 6, key, .. } if key.suggestion == Some("email_verified")),
            "{error}"
        );
    }

    #[test]
    fn a_wrong_kind_of_value_names_its_line() {
        let error = Config::from_toml("[server]\n\nport = \"x\"\n", "mine.toml").expect_err("refused");
        assert!(error.to_string().starts_with("mine.toml:3: "), "{error}");
    }

    /// A public key, with line breaks as TOML writes them.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAz6VartukQiNuGVXEHGeEPo4U9sFyLcRJkbtzsbnf6Q4=\\n-----END PUBLIC KEY-----\\n";

    /// Every name of a member, at any depth.
    fn collect(value: &serde_json::Value, keys: &mut std::collections::BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (key, value) in members {
                    keys.insert(key.clone());
                    collect(value, keys);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
            _ => {}
        }
    }

    #[test]
    fn the_list_of_keys_is_complete() {
        let text = r#"
            [server]
            public_url = "http://a/"
            tls = "auto"
            tls_port = 1
            proxy_port = 1
            seed = 1
            [google]
            error_page_status = 200
            [notion]
            api_error = "conflict_error"
            [[clients]]
            provider = "github"
            client_id = "a"
            permissions = ["email_addresses=read"]
            installations = [{ account = "a", repositories = [{ id = 1, name = "a" }] }]
            expiring_tokens = true
            wildcard_redirects = true
            redirect_uris = ["http://localhost/"]
            wildcard_callbacks = ["http://localhost/"]
            [[clients]]
            provider = "google"
            client_id = "a"
            kind = "web"
            test_users = ["a"]
            organization = "a"
            javascript_origins = ["a"]
            [[microsoft.tenants]]
            id = "0f1e2d3c-4b5a-4968-8776-655443322110"
            [[clients]]
            provider = "microsoft"
            client_id = "a"
            microsoft = { tenant = "0f1e2d3c-4b5a-4968-8776-655443322110" }
            [[clients]]
            provider = "apple"
            client_id = "a"
            apple = { team_id = "a" }
            [[personas]]
            id = "p"
            microsoft = { oid = "0f1e2d3c-4b5a-4968-8776-655443322110", tenant = "0f1e2d3c-4b5a-4968-8776-655443322110", username = "a", email = "a", name = "", given_name = "", surname = "", acrs = ["c1"], groups = [""], roles = [""] }
            apple = { sub = "001204.5f0c7be1a94d4c2f8e63d17ab0259c84.1130", email = "a", first_name = "", last_name = "", transfer_sub = "" }
            google = { sub = "1", email = "a", name = "", given_name = "", family_name = "", picture = "", hd = "" }
            github = { id = 1, login = "a", name = "", public_email = "", emails = [{ email = "a" }], organizations = [{ id = 1, login = "a", description = "", role = "admin", teams = [{ id = 1, name = "a", slug = "a" }], approved_apps = ["a"] }] }
            oidc = { sub = "1", email = "a", name = "", given_name = "", family_name = "", preferred_username = "a", picture = "", claims = { locale = "en" }, issuers = ["oidc"] }
            facebook = { id = "1", name = "a", first_name = "", last_name = "", email = "", picture = "", password_changed_at = "2026-01-31T12:00:00Z" }
            x = { id = "1", username = "a", name = "a", email = "", description = "", location = "", picture = "" }
            notion = { id = "11111111-1111-4111-8111-111111111111", name = "a", email = "a", picture = "", workspace_id = "11111111-1111-4111-8111-111111111111", workspace_name = "a", workspace_icon = "" }
            [[issuers]]
            refresh_token_lifetime = 1
            initial_access_token = "a"
            [[clients]]
            provider = "oidc"
            client_id = "a"
            token_endpoint_auth_method = "none"
            jwks = { keys = [] }
            public_keys = ["PEM"]
            [clients.oidc]
            response_types = ["code"]
            grant_types = ["authorization_code"]
            id_token_signed_response_alg = "RS256"
            userinfo_signed_response_alg = "RS256"
            subject_type = "public"
            sector_identifier_uri = "http://localhost/"
            default_max_age = 1
            post_logout_redirect_uris = ["http://localhost/"]
            backchannel_logout_uri = "http://localhost/"
            [[faults]]
            name = "a"
            times = 1
            scope = { flow = 1, persona = "a", browser = "b", provider = "google", client_id = "c" }
            change = { authorization_response = {} }
            [[faults]]
            name = "b"
            change = { token_response = {} }
            [[faults]]
            name = "c"
            change = { id_token = {} }
        "#;
        let text = text.replace("PEM", PEM);
        let config = Config::from_toml(&text, "full.toml").expect("valid");
        let mut keys = std::collections::BTreeSet::new();
        collect(&serde_json::to_value(&config).expect("JSON"), &mut keys);
        // A claim of the persona above, and the inside of a JWK set.
        for free in ["locale", "keys"] {
            keys.remove(free);
        }
        // The control API's only body that is no part of a configuration.
        keys.insert("seconds".to_owned());
        assert_eq!(keys.iter().map(String::as_str).collect::<Vec<_>>(), KEYS);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_in_the_file_reading_does_not_panic(text in "(\\[{0,2}[a-z.]{0,9}\\]{0,2}\n?|[a-z_\"ü]{0,9} ?= ?[0-9\"\\[\\]{}a-z]{0,9}\n){0,8}") {
            let _ = Config::from_toml(&text, "any.toml");
        }
    }
}
