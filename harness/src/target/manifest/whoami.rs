//! Who is signed in, asked from outside with a browser's cookies: of an endpoint that answers JSON, or of a page.

use regex::Regex;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::target::http::Answer;

/// Who is signed in.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Whoami {
    /// Path or URL that tells who is signed in; asked with the browser's cookies.
    pub url: String,
    /// JSONPath of the email address in a JSON answer; no match means nobody.
    #[schemars(with = "Option<String>")]
    pub email: Option<JsonPath>,
    /// For a page in place of JSON: a regular expression on its source, whose first group is the email address. No
    /// match, or an answer that is no success (a redirect to the sign-in page), means nobody.
    #[serde(default, deserialize_with = "expression")]
    #[schemars(with = "Option<String>")]
    pub pattern: Option<Regex>,
}

impl Whoami {
    /// What it is asked for.
    #[must_use]
    pub fn accept(&self) -> &'static str {
        if self.pattern.is_some() {
            "text/html"
        } else {
            "application/json"
        }
    }

    /// What `answer` names, whatever it is; `None` for nobody.
    #[must_use]
    pub fn found(&self, answer: &Answer) -> Option<Value> {
        if let Some(pattern) = &self.pattern {
            if !(200..300).contains(&answer.status) {
                return None;
            }
            let address = pattern.captures(&answer.body)?.get(1)?;
            return Some(Value::String(unescaped(address.as_str())));
        }
        let json = answer.json();
        let found = self.email.as_ref()?.query(&json).first()?;
        (!found.is_null()).then(|| found.clone())
    }

    /// The email address that `answer` names; `None` for nobody.
    #[must_use]
    pub fn address(&self, answer: &Answer) -> Option<String> {
        self.found(answer)?.as_str().map(str::to_owned)
    }

    /// What is wrong with it, and one thing to do.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str)> {
        match (&self.email, &self.pattern) {
            (None, None) => Some((
                "whoami has neither `email` nor `pattern`",
                "add email = \"$.user.email\", the JSONPath of the address in what whoami.url answers",
            )),
            (Some(_), Some(_)) => Some((
                "whoami has both `email` and `pattern`",
                "keep `email` when whoami.url answers JSON, `pattern` when it is a page",
            )),
            (None, Some(pattern)) if pattern.captures_len() < 2 => Some((
                "whoami.pattern has no group",
                "put the address in parentheses: pattern = 'Signed in as ([^\\s<]+)'",
            )),
            _ => None,
        }
    }
}

fn expression<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text)
        .map(Some)
        .map_err(|error| de::Error::custom(format!("`pattern` is no regular expression: {error}")))
}

/// The characters of an address as HTML may write them.
fn unescaped(text: &str) -> String {
    const WRITTEN: [(&str, &str); 7] = [
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
        ("&#43;", "+"),
        ("&#x2B;", "+"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    WRITTEN.iter().fold(text.to_owned(), |text, (written, meant)| {
        text.replace(written, meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whoami(rest: &str) -> Whoami {
        toml::from_str(&format!("url = \"/me\"\n{rest}")).expect("a whoami")
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            location: None,
            date: None,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_page_names_whom_the_first_group_matches() {
        let page = whoami("pattern = 'Hello, ([^\\s<]+)'");
        let hello = "<p>Write to help@shop.example.</p><p>Hello, alice&#64;people.example</p>";
        assert_eq!(
            page.address(&answer(200, hello)).as_deref(),
            Some("alice@people.example")
        );
        assert_eq!(
            page.address(&answer(200, "<p>Write to help@shop.example.</p>")),
            None
        );
        assert_eq!(page.address(&answer(401, hello)), None, "a refusal names nobody");
        assert_eq!(page.accept(), "text/html");
    }

    #[test]
    fn null_is_nobody_and_what_is_no_text_is_no_address() {
        let json = whoami("email = '$.email'");
        assert_eq!(json.found(&answer(200, r#"{"email": null}"#)), None);
        assert_eq!(json.address(&answer(200, r#"{"email": false}"#)), None);
        assert_eq!(
            json.found(&answer(200, r#"{"email": false}"#)),
            Some(Value::Bool(false))
        );
    }

    #[test]
    fn exactly_one_way_with_a_group_is_asked_for() {
        assert!(whoami("").problem().is_some());
        assert!(whoami("email = '$.a'\npattern = '(.)'").problem().is_some());
        assert!(whoami("pattern = 'nobody'").problem().is_some());
        assert!(whoami("pattern = '(.)'").problem().is_none());
        assert!(toml::from_str::<Whoami>("url = '/'\npattern = '('").is_err());
    }
}
