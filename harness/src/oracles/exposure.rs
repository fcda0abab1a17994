//! Whether a session lies where others than the app's server find it: in storage that scripts read, or in a cache that
//! people share.

use serde_json::Value;

use crate::target::Answer;

/// Reads all that a page's scripts can: cookies, and both storages.
pub const WITHIN_REACH: &str = "
    const stored = (storage) => Object.entries({ ...storage });
    return [
        ...document.cookie.split('; ').filter(Boolean).map((pair) => {
            const [name, ...value] = pair.split('=');
            return ['the cookie ' + name, value.join('=')];
        }),
        ...stored(localStorage).map(([key, value]) => ['localStorage ' + key, value]),
        ...stored(sessionStorage).map(([key, value]) => ['sessionStorage ' + key, value]),
    ];";

/// What is shorter could be guessed, and is nobody's session.
const SHORTEST: usize = 16;
/// No header or cookie is longer.
const LONGEST: usize = 8 * 1024;

/// A text within reach of scripts, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub place: String,
    /// What.
    pub value: String,
}

/// Every text in the answer of [`WITHIN_REACH`] that could be a secret, whole or inside JSON.
#[must_use]
pub fn candidates(answer: &Value) -> Vec<Found> {
    let mut found = Vec::new();
    for pair in answer.as_array().into_iter().flatten() {
        let (Some(place), Some(value)) = (pair[0].as_str(), pair[1].as_str()) else {
            continue;
        };
        let mut texts = vec![value.to_owned()];
        if let Ok(document) = serde_json::from_str::<Value>(value) {
            texts_in(&document, &mut texts);
        }
        for value in texts {
            let one = Found {
                place: place.to_owned(),
                value,
            };
            let fits = (SHORTEST..=LONGEST).contains(&one.value.len());
            let sendable = one.value.bytes().all(|byte| byte.is_ascii_graphic());
            if fits && sendable && !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

fn texts_in(document: &Value, texts: &mut Vec<String>) {
    match document {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, texts)),
        Value::Object(members) => members.values().for_each(|value| texts_in(value, texts)),
        _ => {}
    }
}

/// How caches that people share may keep an answer (RFC 9111 section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// They may not.
    Kept(Unsaid),
    /// They are invited to.
    Invited,
}

/// Whether the answer says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// It does.
    Said,
    /// It says nothing, so that each cache decides.
    Nothing,
}

/// What `Cache-Control` lets shared caches do.
#[must_use]
pub fn caching(answer: &Answer) -> Caching {
    let lines = answer.headers.iter().filter(|(name, _)| name == "cache-control");
    let directives: Vec<String> = lines
        .flat_map(|(_, line)| line.split(','))
        .map(|directive| directive.trim().to_ascii_lowercase())
        .collect();
    let has = |wanted: &str| directives.iter().any(|directive| directive == wanted);
    // `private="header"` keeps a header alone from them.
    if has("no-store") || has("private") || has("no-cache") {
        return Caching::Kept(Unsaid::Said);
    }
    let age = |name: &str| {
        directives.iter().find_map(|directive| {
            let (key, value) = directive.split_once('=')?;
            (key == name)
                .then(|| value.trim_matches('"').parse::<u64>().ok())
                .flatten()
        })
    };
    match age("s-maxage").or(age("max-age")) {
        Some(0) => Caching::Kept(Unsaid::Said),
        Some(_) => Caching::Invited,
        None if has("public") => Caching::Invited,
        None => Caching::Kept(Unsaid::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_found_inside_json_and_settings_are_left_alone() {
        let answer = json!([
            ["the cookie lang", "en-GB"],
            [
                "localStorage auth",
                r#"{"user": {"token": "0123456789abcdef"}, "n": 1}"#
            ],
            ["sessionStorage id", "fedcba9876543210"],
        ]);
        let found: Vec<_> = candidates(&answer)
            .into_iter()
            .map(|found| (found.place, found.value))
            .collect();
        assert!(
            found.contains(&("localStorage auth".into(), "0123456789abcdef".into())),
            "{found:?}"
        );
        assert!(
            found.contains(&("sessionStorage id".into(), "fedcba9876543210".into())),
            "{found:?}"
        );
        assert!(
            !found.iter().any(|(place, _)| place.contains("lang")),
            "{found:?}"
        );
    }

    #[test]
    fn only_an_invitation_is_one() {
        let with = |line: Option<&str>| {
            caching(&Answer {
                status: 200,
                location: None,
                date: None,
                headers: line
                    .map(|line| ("cache-control".to_owned(), line.to_owned()))
                    .into_iter()
                    .collect(),
                body: String::new(),
            })
        };
        for kept in [
            "private, max-age=60",
            "no-store",
            "no-cache",
            "max-age=0, must-revalidate",
            "public, max-age=0",
        ] {
            assert_eq!(with(Some(kept)), Caching::Kept(Unsaid::Said), "{kept}");
        }
        for invited in [
            "public",
            "max-age=60",
            "public, max-age=60",
            "max-age=0, s-maxage=5",
        ] {
            assert_eq!(with(Some(invited)), Caching::Invited, "{invited}");
        }
        assert_eq!(with(None), Caching::Kept(Unsaid::Nothing));
    }
}
