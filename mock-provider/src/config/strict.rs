//! Reading without forgiveness: a key that means nothing is an error with a suggestion.

use std::fmt;

use serde::de::DeserializeOwned;

/// Every key there is; a test compares them with what a configuration that has everything is written as.
const KEYS: &[&str] = &[
    "access_token_lifetime",
    "authorization_response",
    "bad_challenge",
    "bind",
    "browser",
    "change",
    "client_id",
    "client_secret",
    "clients",
    "clock",
    "code_lifetime",
    "code_reuse_revokes_tokens",
    "description",
    "device_code_quota_exceeded",
    "device_flow",
    "email",
    "email_verified",
    "emails",
    "error_page_status",
    "exchanges",
    "expiring_tokens",
    "family_name",
    "faults",
    "flow",
    "flows",
    "github",
    "given_name",
    "google",
    "granular_consent",
    "hd",
    "id",
    "id_token",
    "id_token_lifetime",
    "identity_implies_openid",
    "iss_parameter",
    "iss_parameter_in_discovery",
    "javascript_origins",
    "journal",
    "keep_unknown_scopes",
    "kind",
    "listed",
    "login",
    "name",
    "organization",
    "organizations",
    "permissions",
    "persona",
    "personas",
    "picture",
    "port",
    "primary",
    "prompt_none_error",
    "provider",
    "public_email",
    "public_url",
    "rate_limit",
    "rate_limit_status",
    "redirect_mismatch",
    "redirect_uris",
    "refuse_unverified_email",
    "remove",
    "scope",
    "seconds",
    "seed",
    "server",
    "set",
    "status",
    "sub",
    "test_users",
    "times",
    "token_limit",
    "token_response",
    "verified",
    "visibility",
    "wildcard_callbacks",
    "wildcard_redirects",
    "wrong_verifier_error",
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
    fn at(path: &str) -> Self {
        // serde_ignored writes `?` for the inside of an Option; nobody typed it.
        let path: Vec<&str> = path.split('.').filter(|part| *part != "?").collect();
        let key = path.last().copied().unwrap_or_default();
        let suggestion = KEYS
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, key), *known))
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
        let key = UnknownKey::at(path);
        (line_of_key(text, &key), key)
    });
    Ok((value, first))
}

/// Reads JSON with the same strictness.
///
/// # Errors
/// A sentence with what was found and expected: JSON that cannot be parsed, or a key that means nothing.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut unknown = Vec::new();
    let value = serde_ignored::deserialize(&mut deserializer, |path| unknown.push(path.to_string()))
        .map_err(|error| format!("the body is not valid: {error}"))?;
    deserializer
        .end()
        .map_err(|error| format!("the body is not valid: {error}"))?;
    match unknown.first() {
        Some(path) => Err(UnknownKey::at(path).to_string()),
        None => Ok(value),
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
            seed = 1
            [google]
            error_page_status = 200
            [[clients]]
            provider = "github"
            client_id = "a"
            permissions = ["email_addresses=read"]
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
            [[personas]]
            id = "p"
            google = { sub = "1", email = "a", name = "", given_name = "", family_name = "", picture = "", hd = "" }
            github = { id = 1, login = "a", name = "", public_email = "", emails = [{ email = "a" }], organizations = [{ id = 1, login = "a", description = "" }] }
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
        let config = Config::from_toml(text, "full.toml").expect("valid");
        let mut keys = std::collections::BTreeSet::new();
        collect(&serde_json::to_value(&config).expect("JSON"), &mut keys);
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
