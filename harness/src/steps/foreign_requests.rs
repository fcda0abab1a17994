//! What reaches a site of somebody else: an app that is led there must bring nothing along.

use cucumber::then;
use mock_provider::Provider;
use mock_provider::journal::Exchange;
use url::{Url, form_urlencoded};

use super::parameters::Idp;
use super::step;
use crate::broken::Broken;
use crate::world::World;

#[then(expr = "the app asks the other site for nothing")]
async fn nothing(world: &mut World) {
    step(world, async |world| {
        let visits = world.foreign_site().await?.visits();
        match visits.first().and_then(|visit| visit.lines().next()) {
            None => Ok(()),
            Some(first) => Err(Broken::breach(
                "nobody follows an address in a token's header",
                format!("the other site was asked for {first}"),
            )),
        }
    })
    .await;
}

#[then(expr = "the other site learns no secret of the app's requests to {idp}")]
async fn no_secret(world: &mut World, idp: Idp) {
    step(world, async |world| {
        let secrets = secrets(&world.exchanges(), idp.0);
        let visits = world.foreign_site().await?.visits();
        let told = secrets
            .iter()
            .find(|(_, secret)| visits.iter().any(|visit| visit.contains(secret.as_str())));
        match told {
            None => Ok(()),
            Some((what, _)) => Err(Broken::breach(
                format!(
                    "no request that {} redirects takes its secrets along",
                    idp.0.name()
                ),
                format!("the other site was told {what}"),
            )),
        }
    })
    .await;
}

/// What the app sent to the token endpoint and to the provider's API that opens something: its name, and its value as it
/// is on the wire.
fn secrets(exchanges: &[Exchange], idp: Provider) -> Vec<(&'static str, String)> {
    let mut secrets = Vec::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.provider == idp) {
        if exchange.endpoint == "authorize" {
            continue;
        }
        let header = exchange
            .request_headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some((_, value)) = header {
            let credentials = value.split_once(' ').map_or(value.as_str(), |(_, rest)| rest);
            secrets.push((
                "the credentials of its Authorization header",
                credentials.to_owned(),
            ));
        }
        let address = Url::parse(&exchange.url).ok();
        for (name, value) in address.iter().flat_map(Url::query_pairs) {
            if name == "access_token" {
                secrets.push(("the access token of its address", value.into_owned()));
            }
        }
        if exchange.endpoint == "token" {
            for (name, value) in form_urlencoded::parse(exchange.request_body.as_bytes()) {
                let what = match name.as_ref() {
                    "code" => "the code",
                    "client_secret" => "the client's secret",
                    "code_verifier" => "the PKCE verifier",
                    _ => continue,
                };
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                secrets.push((what, encoded));
                secrets.push((what, value.into_owned()));
            }
        }
    }
    secrets.retain(|(_, secret)| !secret.is_empty());
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_those_of_the_back_channel() {
        let exchange = |endpoint: &str, authorization: &str, body: &str| Exchange {
            provider: Provider::Google,
            endpoint: endpoint.into(),
            request_headers: vec![("authorization".into(), authorization.into())],
            request_body: body.into(),
            ..Exchange::default()
        };
        let all = [
            exchange("authorize", "Basic of-a-page", ""),
            exchange(
                "token",
                "Basic aWQ6c2VjcmV0",
                "grant_type=x&code=4%2F0ab&code_verifier=",
            ),
            exchange("userinfo", "Bearer ya29.x", ""),
            Exchange {
                url: "http://p/userinfo?access_token=ya29.y".into(),
                ..exchange("userinfo", "", "")
            },
        ];
        let values: Vec<String> = secrets(&all, Provider::Google)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        assert_eq!(values, ["aWQ6c2VjcmV0", "4%2F0ab", "4/0ab", "ya29.x", "ya29.y"]);
        assert!(secrets(&all, Provider::GitHub).is_empty());
    }
}
