//! Request parameters in the order in which they were sent.

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

/// Decoded parameters of a query, a form, or a JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Decodes `application/x-www-form-urlencoded`; bytes that are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn from_form(bytes: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(bytes)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The members of a JSON object that are strings, numbers, or booleans; empty for anything else.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Self {
        let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(bytes) else {
            return Self::default();
        };
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        };
        Self(
            members
                .into_iter()
                .filter_map(|(name, value)| Some((name, text(value)?)))
                .collect(),
        )
    }

    /// The last value of a parameter. One without a value counts as not sent (RFC 6749 §3.1).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Every value of a parameter that may be repeated, such as a ticked box.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first parameter that was sent twice, which RFC 6749 §3.1 forbids.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        self.0
            .iter()
            .enumerate()
            .find(|(index, (name, _))| self.0[..*index].iter().any(|(other, _)| other == name))
            .map(|(_, (name, _))| name.as_str())
    }

    /// Everything but the parameters of these names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        Self(kept.cloned().collect())
    }

    /// Appends what another part of the request carried; what comes later wins.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_counts_as_not_sent_and_a_repetition_is_seen() {
        let parameters = Parameters::from_form(b"a=&b=1+2%2B&a=3&a=");
        assert_eq!(parameters.get("b"), Some("1 2+"));
        assert_eq!(parameters.get("a"), None);
        assert_eq!(parameters.repeated(), Some("a"));
    }

    #[test]
    fn json_members_that_are_no_scalars_are_left_out() {
        let parameters = Parameters::from_json(br#"{"code":"x","n":1,"o":{}}"#);
        assert_eq!(
            (parameters.get("code"), parameters.get("n"), parameters.get("o")),
            (Some("x"), Some("1"), None)
        );
        assert_eq!(Parameters::from_json(b"[1"), Parameters::default());
    }
}
