//! Credentials where they must not be: in addresses, which end up in histories, logs, and the Referer header.

use mock_provider::journal::Exchange;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::broken::{Broken, Kind};

/// A credential with its name for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What it is.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// What the exchanges of a sign-in hold that is nobody's business: tokens that the provider issued, and verifiers that
/// the app sent.
#[must_use]
pub fn credentials(exchanges: &[Exchange]) -> Vec<Credential> {
    let mut found = Vec::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.endpoint == "token") {
        let answer = members(&exchange.response_body);
        let request = members(&exchange.request_body);
        for (name, key, from) in [
            ("the access token", "access_token", &answer),
            ("the refresh token", "refresh_token", &answer),
            ("the ID token", "id_token", &answer),
            ("the code verifier", "code_verifier", &request),
        ] {
            let values = from
                .iter()
                .filter(|(found, value)| found == key && !value.is_empty());
            found.extend(values.map(|(_, text)| Credential {
                name,
                text: text.clone(),
            }));
        }
    }
    found
}

/// Passes when none of `credentials` is in one of `addresses`.
///
/// # Errors
/// A breach with the credential's name and the address without its query; not proved when there is nothing to look for
/// or nowhere to look.
pub fn none_in(credentials: &[Credential], addresses: &[String]) -> Result<(), Broken> {
    if credentials.is_empty() || addresses.is_empty() {
        return Err(Broken::breach(
            "a sign-in with tokens and addresses to look through",
            "there was none",
        )
        .of_kind(Kind::Stuck));
    }
    for address in addresses {
        if let Some(found) = credentials.iter().find(|one| holds(address, &one.text)) {
            return Err(Broken::breach(
                "no credential in any address",
                format!("{} is in that of {}", found.name, place(address)),
            )
            .hint("send it in a header or in the body, and keep it out of redirects"));
        }
    }
    Ok(())
}

/// Whether `address` has `secret` in it, as it is or encoded once or twice.
fn holds(address: &str, secret: &str) -> bool {
    let once = decoded(address);
    let twice = decoded(&once);
    [address, &once, &twice].iter().any(|text| text.contains(secret))
}

fn decoded(text: &str) -> String {
    // One parameter without a name: nothing but the encoding changes.
    let plain = text.replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    form_urlencoded::parse(plain.as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect()
}

fn place(address: &str) -> String {
    Url::parse(address).map_or_else(
        |_| "an address that is none".to_owned(),
        |url| format!("{}{}", url.origin().ascii_serialization(), url.path()),
    )
}

/// Members of a JSON object, or of a form.
fn members(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(members)) => members
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
            .collect(),
        _ => form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(answer: &str) -> Vec<Credential> {
        credentials(&[Exchange {
            endpoint: "token".into(),
            request_body: "code=c&code_verifier=v.er~ifier".into(),
            response_body: answer.into(),
            ..Exchange::default()
        }])
    }

    #[test]
    fn what_a_token_response_holds_is_known_in_either_form() {
        let names = |answer: &str| sign_in(answer).iter().map(|one| one.name).collect::<Vec<_>>();
        let json = r#"{"access_token": "ya29.x/y+z=", "expires_in": 3599, "id_token": "a.b.c"}"#;
        assert_eq!(
            names(json),
            ["the access token", "the ID token", "the code verifier"]
        );
        assert_eq!(
            names("access_token=gho_x&scope="),
            ["the access token", "the code verifier"]
        );
    }

    #[test]
    fn a_credential_is_found_as_it_is_and_encoded() {
        let secret = sign_in(r#"{"access_token": "ya29.x/y+z="}"#);
        let clean = |address: &str| none_in(&secret, &[address.to_owned()]).is_ok();
        assert!(clean("http://app/cb?code=4%2F0A&state=s"));
        for leak in [
            "http://p/userinfo?access_token=ya29.x/y+z=",
            "http://p/userinfo?access_token=ya29.x%2Fy%2Bz%3D",
            "http://app/next?to=http%3A%2F%2Fb%2F%3Ft%3Dya29.x%252Fy%252Bz%253D",
            "http://app/home#token=ya29.x/y+z=",
            "http://app/?v=v.er~ifier",
        ] {
            assert!(!clean(leak), "{leak}");
        }
        let nothing = none_in(&[], &["http://app/".to_owned()]).map_err(|broken| broken.kind);
        assert_eq!(nothing, Err(Kind::Stuck), "nothing to look for proves nothing");
    }
}
