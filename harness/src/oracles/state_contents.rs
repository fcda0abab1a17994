//! What a `state` tells whoever reads it: the provider, its logs, and the Referer header of the callback.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::form_urlencoded;

use super::request::{authorization, value};
use crate::broken::Broken;
use crate::browser::Cookie;

/// Shorter texts are in others by chance.
const SHORTEST: usize = 12;
/// Encodings within encodings that are looked through.
const DEEPEST: usize = 3;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Passes when the state of the newest authorization request at `idp` holds, plain or encoded, no value of `cookies` and
/// none of `facts` about the person.
///
/// # Errors
/// A breach that names what it holds; not applicable when there is no state.
pub fn tells_nothing(
    exchanges: &[Exchange],
    idp: Provider,
    cookies: &[Cookie],
    facts: &[&str],
) -> Result<(), Broken> {
    let parameters = authorization(exchanges, idp)?;
    let Some(state) = value(&parameters, "state").filter(|state| !state.is_empty()) else {
        return Err(Broken::not_applicable(format!(
            "the app sends {} no state",
            idp.name()
        )));
    };
    let mut readings = Vec::new();
    read(state, DEEPEST, &mut readings);
    let held = |text: &str| readings.iter().any(|reading| reading.contains(text));
    let expected = "a state that is a secret of this one sign-in, and of nothing else";
    for cookie in cookies {
        if parts(&cookie.value).iter().any(|part| held(part)) {
            return Err(Broken::breach(
                expected,
                format!(
                    "it holds the cookie `{}`, which this browser had before the sign-in began",
                    cookie.name
                ),
            )
            .hint("make the state of random bytes, and store beside it what the sign-in needs"));
        }
    }
    match facts.iter().find(|fact| held(&fact.to_lowercase()) || held(fact)) {
        None => Ok(()),
        Some(fact) => Err(Broken::breach(expected, format!("it holds {fact}"))),
    }
}

/// Every way to read `text`: as it is, percent-decoded, and the base64 and hexadecimal in it.
fn read(text: &str, depth: usize, found: &mut Vec<String>) {
    if text.is_empty() || found.iter().any(|known| known == text) {
        return;
    }
    found.push(text.to_owned());
    if depth == 0 {
        return;
    }
    let plain = text.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    let decoded: String = form_urlencoded::parse(plain.as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect();
    read(&decoded, depth - 1, found);
    // The parts of a JWT, and of whatever joins a value and its signature.
    let pieces = text.split(['.', '|', ':', '~', '$', ' ', '"', ',']);
    for piece in pieces.chain([text]).filter(|piece| piece.len() >= SHORTEST) {
        let standard = piece.replace('-', "+").replace('_', "/");
        let base64 = GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(standard);
        for bytes in base64.into_iter().chain(from_hex(piece)) {
            if let Ok(inner) = String::from_utf8(bytes) {
                read(&inner, depth - 1, found);
            }
        }
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The parts of a cookie's value that are long enough to be told from chance: `s:ID.SIGNATURE` has two.
fn parts(value: &str) -> Vec<String> {
    let mut readings = Vec::new();
    read(value, 1, &mut readings);
    readings
        .iter()
        .take(2)
        .flat_map(|reading| reading.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_'))
        .filter(|part| part.len() >= SHORTEST && !is_word(part))
        .map(str::to_owned)
        .collect()
}

/// A name rather than a secret: one case of letters alone.
fn is_word(part: &str) -> bool {
    part.chars()
        .all(|c| c.is_ascii_lowercase() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broken::Kind;

    const SECRET: &str = "Qm9ibzEyMzQ1Njc4OTAxMjM";

    fn verdict(state: &str, cookie: &str) -> Result<(), Kind> {
        let state: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
        let asked = Exchange {
            endpoint: "authorize".into(),
            url: format!("http://p/a?state={state}"),
            provider: Provider::Google,
            ..Exchange::default()
        };
        let cookie = Cookie {
            name: "sid".into(),
            value: cookie.into(),
            domain: "app".into(),
            path: "/".into(),
            http_only: true,
            secure: true,
            same_site: None,
            expires: None,
        };
        let facts = ["alice-1@people.example"];
        tells_nothing(&[asked], Provider::Google, &[cookie], &facts).map_err(|broken| broken.kind)
    }

    #[test]
    fn a_secret_is_found_however_it_is_wrapped() {
        let encode = |text: &str| GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT).encode(text);
        let json = format!(r#"{{"csrf":"{SECRET}","next":"/"}}"#);
        for state in [
            SECRET.to_owned(),
            format!("v1.{SECRET}.x"),
            encode(&json),
            format!(
                "eyJhbGciOiJIUzI1NiJ9.{}.c2ln",
                encode(&json).trim_end_matches('=')
            ),
            SECRET.bytes().map(|byte| format!("{byte:02x}")).collect(),
            encode(&encode(SECRET)),
        ] {
            assert_eq!(verdict(&state, SECRET), Err(Kind::Breach), "{state}");
            assert_eq!(
                verdict(&state, &format!("s%3A{SECRET}.c2lnbmF0dXJl")),
                Err(Kind::Breach),
                "{state}"
            );
            assert_eq!(verdict(&state, "YWxpY2VYWVpXVlVUU1JRUE8"), Ok(()), "{state}");
        }
    }

    #[test]
    fn facts_about_the_person_are_found_and_words_in_cookies_are_not() {
        assert_eq!(
            verdict("eyJlIjoiYWxpY2UtMUBwZW9wbGUuZXhhbXBsZSJ9", SECRET),
            Err(Kind::Breach)
        );
        assert_eq!(
            verdict("from-the-sign-in-page.YWxpY2VYWVpXVlVU", "from-the-sign-in-page"),
            Ok(())
        );
        assert_eq!(verdict("", SECRET), Err(Kind::NotApplicable));
    }
}
