//! How the app proves to a provider which app it is (RFC 6749 section 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cucumber::then;
use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::world::World;

/// What proves an app, in an address or a body.
const PROOFS: [&str; 2] = ["client_secret", "client_assertion"];
/// What encoders leave as it is, or write in place of something else, beside letters and digits.
const ENCODED: &str = "*-._~!'()+%";

#[then(expr = "the app proved to {idp} which app it is in one way, and in no address")]
async fn proved(world: &mut World, idp: Idp) {
    step(world, async |world| each(world, idp.0, in_one_way)).await;
}

#[then(expr = "what proves the app to {idp} in a header is encoded")]
async fn encoded(world: &mut World, idp: Idp) {
    step(world, async |world| each(world, idp.0, in_form)).await;
}

/// Has `judge` look at every token request of the scenario, of which there has to be one.
fn each(
    world: &World,
    idp: Provider,
    judge: impl FnMut(&Exchange) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let exchanges = world.exchanges();
    let mut requests = exchanges
        .iter()
        .filter(|exchange| exchange.provider == idp && exchange.endpoint == "token")
        .peekable();
    if requests.peek().is_none() {
        return Err(Broken::set_up(
            format!("the app asks {} for a token", idp.name()),
            "it did not",
        ));
    }
    requests.try_for_each(judge)
}

/// The secrets that apps get here have characters that are not to be sent as they are.
fn in_form(request: &Exchange) -> Result<(), Broken> {
    let Some(proof) = basic(request) else {
        return Ok(());
    };
    let known = |c: char| c.is_ascii_alphanumeric() || ENCODED.contains(c);
    match proof.split_once(':') {
        Some((id, secret)) if id.chars().chain(secret.chars()).all(known) => Ok(()),
        _ => Err(Broken::breach(
            "client id and secret are form-encoded before they are joined for HTTP Basic (RFC 6749 section 2.3.1)",
            "the header has a secret that is as it was given out",
        )
        .hint("encode both, or send them in the body: a secret with `+` or `%` in it would be refused otherwise")),
    }
}

fn in_one_way(request: &Exchange) -> Result<(), Broken> {
    let url = Url::parse(&request.url).ok();
    let in_address = url
        .iter()
        .flat_map(Url::query_pairs)
        .find(|(name, _)| PROOFS.contains(&name.as_ref()));
    if let Some((name, _)) = in_address {
        return Err(Broken::breach(
            "what proves the app stands in no address (RFC 6749 section 2.3.1)",
            format!("the token request has `{name}` in its address"),
        )
        .hint("send the client's credentials in the header or in the body"));
    }
    let in_body = form_urlencoded::parse(request.request_body.as_bytes())
        .filter(|(name, value)| PROOFS.contains(&name.as_ref()) && !value.is_empty())
        .count();
    match in_body + usize::from(basic(request).is_some()) {
        0 | 1 => Ok(()),
        _ => Err(Broken::breach(
            "a client authenticates in one way in each request (RFC 6749 section 2.3)",
            "the token request proves the app in two",
        )
        .hint("send the secret in the header or in the body, not in both")),
    }
}

/// What is in the header `Authorization: Basic`, decoded.
fn basic(request: &Exchange) -> Option<String> {
    let mut headers = request.request_headers.iter();
    headers.find_map(|(name, value)| {
        let (scheme, proof) = value.split_once(' ')?;
        let is_basic = name.eq_ignore_ascii_case("authorization") && scheme.eq_ignore_ascii_case("basic");
        let proof = STANDARD.decode(proof.trim()).unwrap_or_default();
        is_basic.then(|| String::from_utf8_lossy(&proof).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str, body: &str, authorization: &str) -> Exchange {
        Exchange {
            url: format!("http://p/token{query}"),
            request_body: body.into(),
            request_headers: vec![("authorization".into(), authorization.into())],
            ..Exchange::default()
        }
    }

    #[test]
    fn one_way_outside_of_the_address_is_right() {
        for right in [
            request("", "code=c&client_id=i&client_secret=s", ""),
            request("", "code=c&client_id=i", "Basic aTpz"),
            request("", "code=c&client_id=i&client_secret=", "basic aTpz"),
            request("", "code=c&client_assertion=a", ""),
            // A public client, which has nothing to prove.
            request("?x=1", "code=c&client_id=i", ""),
        ] {
            assert!(in_one_way(&right).is_ok(), "{right:?}");
        }
        for wrong in [
            request("?client_secret=s", "code=c", ""),
            request("", "client_id=i&client_secret=s", "Basic aTpz"),
            request("", "client_secret=s&client_assertion=a", ""),
        ] {
            assert!(in_one_way(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_stands_in_the_header_is_form_encoded() {
        let with = |proof: &str| request("", "code=c", &format!("Basic {}", STANDARD.encode(proof)));
        for right in ["i:s%3Ae%2Fc", "my+app:s", "i:!'()*~-._"] {
            assert!(in_form(&with(right)).is_ok(), "{right}");
        }
        for wrong in ["i:s:e/c=ret", "i:s/", "my app:s", "i"] {
            assert!(in_form(&with(wrong)).is_err(), "{wrong}");
        }
        let in_body = request("", "client_id=i&client_secret=s%3Ae", "");
        assert!(in_form(&in_body).is_ok(), "bodies are forms as they are");
    }
}
