//! Placeholders in manifests: `{port}`, `{app.url}`, `{google.client_id}`, `{email}`.

use std::collections::BTreeMap;

/// Values for placeholders, by name.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<String, String>);

/// A placeholder that has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` has the placeholder {{{name}}}, which is not known here")]
pub struct UnknownPlaceholder {
    /// The whole text.
    pub text: String,
    /// The placeholder.
    pub name: String,
    /// The nearest one that exists.
    pub suggestion: Option<String>,
}

impl Values {
    /// The same values and one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Replaces every `{name}` in `text`; `{{` stands for a brace, and braces around anything
    /// that is not a name (JSON, CSS) stay as they are.
    ///
    /// # Errors
    /// A name without a value.
    pub fn fill(&self, text: &str) -> Result<String, UnknownPlaceholder> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            rest = &rest[open + 1..];
            if let Some(after) = rest.strip_prefix('{') {
                filled.push('{');
                rest = after;
                continue;
            }
            match rest.find('}').map(|close| (&rest[..close], &rest[close + 1..])) {
                Some((name, after)) if is_name(name) => {
                    let value = self.0.get(name).ok_or_else(|| self.unknown(text, name))?;
                    filled.push_str(value);
                    rest = after;
                }
                _ => filled.push('{'),
            }
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn unknown(&self, text: &str, name: &str) -> UnknownPlaceholder {
        UnknownPlaceholder {
            text: text.to_owned(),
            name: name.to_owned(),
            suggestion: crate::suggest::nearest(name, self.0.keys().map(String::as_str)).map(str::to_owned),
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values::default()
            .with("port", "3000")
            .with("google.client_id", "abc")
    }

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        assert_eq!(
            values().fill("http://localhost:{port}/").as_deref(),
            Ok("http://localhost:3000/")
        );
        assert_eq!(values().fill("{{port}").as_deref(), Ok("{port}"));
        assert_eq!(values().fill(r#"{"a": 1}"#).as_deref(), Ok(r#"{"a": 1}"#));
        assert_eq!(values().fill("open {").as_deref(), Ok("open {"));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest() {
        let error = values().fill("{google.clientid}").expect_err("unknown");
        assert_eq!(error.suggestion.as_deref(), Some("google.client_id"));
        assert!(error.to_string().contains("{google.clientid}"), "{error}");
    }
}
