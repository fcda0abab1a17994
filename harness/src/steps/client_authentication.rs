//! How the app proves to a provider which app it is (RFC 6749 section 2.3).

use cucumber::then;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::world::World;

/// What proves an app, in an address or a body.
const PROOFS: [&str; 2] = ["client_secret", "client_assertion"];

#[then(expr = "the app proved to {idp} which app it is in one way, and in no address")]
async fn proved(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let exchanges = world.exchanges();
        let mut requests = exchanges
            .iter()
            .filter(|exchange| exchange.provider == idp.0 && exchange.endpoint == "token")
            .peekable();
        if requests.peek().is_none() {
            return Err(Broken::set_up(
                format!("the app asks {} for a token", idp.0.name()),
                "it did not",
            ));
        }
        requests.try_for_each(judge)
    })
    .await;
}

fn judge(request: &Exchange) -> Result<(), Broken> {
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
    let in_header = request
        .request_headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("authorization") && is_basic(value));
    match in_body + usize::from(in_header) {
        0 | 1 => Ok(()),
        _ => Err(Broken::breach(
            "a client authenticates in one way in each request (RFC 6749 section 2.3)",
            "the token request proves the app in two",
        )
        .hint("send the secret in the header or in the body, not in both")),
    }
}

fn is_basic(authorization: &str) -> bool {
    let scheme = authorization.split(' ').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("basic")
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
            assert!(judge(&right).is_ok(), "{right:?}");
        }
        for wrong in [
            request("?client_secret=s", "code=c", ""),
            request("", "client_id=i&client_secret=s", "Basic aTpz"),
            request("", "client_secret=s&client_assertion=a", ""),
        ] {
            assert!(judge(&wrong).is_err(), "{wrong:?}");
        }
    }
}
