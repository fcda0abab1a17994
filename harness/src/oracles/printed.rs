//! Codes, tokens, and secrets in what a program prints, where logs keep them.

use std::collections::HashMap;

use mock_provider::journal::Exchange;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::journal;

/// What is shorter may stand in a line by chance.
const TELLING: usize = 16;

/// What providers issued, by its text, with its name for people.
#[must_use]
pub fn issued(exchanges: &[Exchange]) -> HashMap<String, &'static str> {
    let mut found = HashMap::new();
    for exchange in exchanges {
        let answers = journal::answers(std::slice::from_ref(exchange), exchange.provider);
        found.extend(
            answers
                .iter()
                .filter_map(|answer| Some((code(answer)?, "a code"))),
        );
        if exchange.endpoint != "token" {
            continue;
        }
        let body: Value = serde_json::from_str(&exchange.response_body).unwrap_or_default();
        for (member, name) in [
            ("access_token", "an access token"),
            ("refresh_token", "a refresh token"),
            ("id_token", "an ID token"),
        ] {
            let as_form = || {
                form_urlencoded::parse(exchange.response_body.as_bytes())
                    .find(|(found, _)| found == member)
                    .map(|(_, value)| value.into_owned())
            };
            let token = body[member].as_str().map(str::to_owned).or_else(as_form);
            found.extend(token.map(|token| (token, name)));
        }
    }
    found.retain(|text, _| text.len() >= TELLING);
    found
}

/// What of `issued` and `secrets` (of the app as a client) stands in `lines`, each kind once, as sentences that do not
/// repeat it.
#[must_use]
pub fn sightings(
    program: &str,
    lines: &[String],
    issued: &HashMap<String, &'static str>,
    secrets: &[&str],
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        let decoded = decoded(line);
        for reading in [line, &decoded] {
            let secret = secrets
                .iter()
                .any(|secret| reading.contains(secret))
                .then_some("the client secret");
            let names = words(reading).filter_map(|word| issued.get(word).copied());
            for name in names.chain(secret) {
                let sentence = format!("{program} printed {name}");
                if !found.contains(&sentence) {
                    found.push(sentence);
                }
            }
        }
    }
    found
}

fn code(answer: &Url) -> Option<String> {
    let (_, code) = answer.query_pairs().find(|(name, _)| name == "code")?;
    Some(code.into_owned())
}

/// What could be a code or a token: long enough, of the letters that they are made of.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let of_token = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    text.split(move |c| !of_token(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.len() >= TELLING)
}

/// A line with the encoding of addresses and forms undone.
fn decoded(line: &str) -> String {
    let plain = line.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    form_urlencoded::parse(plain.as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchanges() -> Vec<Exchange> {
        let answer = Exchange {
            url: "http://idp/auth".into(),
            response_headers: vec![(
                "location".into(),
                "http://app/cb?code=4%2F0A-a-code-of-some-length&state=s".into(),
            )],
            ..Exchange::default()
        };
        let token = Exchange {
            endpoint: "token".into(),
            response_body: r#"{"access_token": "ya29.a0-an-access-token", "expires_in": 1}"#.into(),
            ..Exchange::default()
        };
        let form = Exchange {
            endpoint: "token".into(),
            response_body: "access_token=gho_an-access-token-too&scope=".into(),
            ..Exchange::default()
        };
        vec![answer, token, form]
    }

    fn seen(line: &str) -> Vec<String> {
        sightings(
            "the app",
            &[line.to_owned()],
            &issued(&exchanges()),
            &["s:e+c%r/et-of-app"],
        )
    }

    #[test]
    fn each_secret_is_found_as_programs_print_it() {
        for (line, name) in [
            ("GET /cb?code=4%2F0A-a-code-of-some-length&state=s 302", "a code"),
            ("code: '4/0A-a-code-of-some-length'", "a code"),
            (r#"{"access_token":"ya29.a0-an-access-token"}"#, "an access token"),
            ("token is ya29.a0-an-access-token.", "an access token"),
            ("access_token=gho_an-access-token-too&scope=", "an access token"),
            ("secret=s%3Ae%2Bc%25r%2Fet-of-app", "the client secret"),
        ] {
            assert_eq!(seen(line), [format!("the app printed {name}")], "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        for line in [
            "signed in with google",
            "token ya29.a0-an-access… was refreshed",
            "ya29.a0-an-access-token-of-another-run",
            "GET /cb?code=[redacted]",
        ] {
            assert_eq!(seen(line), Vec::<String>::new(), "{line}");
        }
    }
}
