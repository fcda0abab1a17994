//! The mock provider's APIs as others use them: an app's back end with a token, and a person who takes back what they
//! allowed an app.

use std::time::Duration;

use mock_provider::Provider;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};

use crate::broken::{Broken, Kind};
use crate::http_client::{self, Trust};
use crate::suite::Suite;

/// The longest that one request may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The HTTP status with which `idp` answers a call that presents `token`.
///
/// # Errors
/// When the provider does not answer; not applicable for providers whose API is not known here.
pub async fn call_with(suite: &Suite, idp: Provider, token: &str) -> Result<u16, Broken> {
    let provider = &suite.provider;
    let url = match idp {
        Provider::Google => format!("{}/oauth2/v3/userinfo", provider.base_str(idp)),
        Provider::GitHub => format!("{}/user", provider.api_base_str(idp)),
        _ => {
            return Err(Broken::not_applicable(format!(
                "no call of the API of {} is known",
                idp.name()
            )));
        }
    };
    let request = client()
        .get(url)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, "harness");
    status(idp, request).await
}

/// Takes back everything that the owner of `token` allowed the app at Google (RFC 7009 in Google's manner).
///
/// # Errors
/// When the provider does not answer, or refuses; not applicable for other providers.
pub async fn take_back(suite: &Suite, idp: Provider, token: &str) -> Result<(), Broken> {
    if idp != Provider::Google {
        return Err(Broken::not_applicable(format!(
            "tokens of {} do not end by being taken back with the token itself",
            idp.name()
        )));
    }
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token)
        .finish();
    let request = client()
        .post(format!("{}/revoke", suite.provider.base_str(idp)))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body);
    match status(idp, request).await? {
        200 => Ok(()),
        other => Err(
            Broken::breach("Google takes the permission back", format!("HTTP status {other}"))
                .of_kind(Kind::Crash),
        ),
    }
}

async fn status(idp: Provider, request: reqwest::RequestBuilder) -> Result<u16, Broken> {
    let answer = request.send().await.map_err(|error| {
        Broken::breach(format!("{} answers", idp.name()), error.to_string()).of_kind(Kind::Crash)
    })?;
    Ok(answer.status().as_u16())
}

fn client() -> reqwest::Client {
    http_client::builder(Trust::Nobody)
        .timeout(LIMIT)
        .build()
        .unwrap_or_default()
}
