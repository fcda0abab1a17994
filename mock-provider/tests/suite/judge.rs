//! An independent relying party judges Google and the configured issuer: the `openidconnect` crate discovers the provider, exchanges a code,
//! verifies the id_token, and reads UserInfo.

use mock_provider::{
    Clock, MockProvider, Provider,
    config::Config,
    faults::{Change, Fault, Scope},
    protocol::signing_algorithm::SigningAlgorithm,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeVerifier, RedirectUrl, TokenResponse as _,
    core::{CoreClient, CoreProviderMetadata, CoreUserInfoClaims},
};
use serde_json::{Map, Value, json};

use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, REDIRECT_URI, SECRET, VERIFIER, client, client_id},
};

/// Runs the whole sign-in and answers with the verified subject, or what the judge complained about.
async fn judge(
    provider: &MockProvider,
    kind: Provider,
    persona: &str,
    scheme: openidconnect::AuthType,
) -> Result<String, String> {
    let app = App::new(provider, kind);
    let http = &|request: HttpRequest| send(app.http().clone(), request);
    let issuer = IssuerUrl::new(provider.issuer(kind)).map_err(|error| error.to_string())?;
    let metadata = CoreProviderMetadata::discover_async(issuer, http)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let metadata_algorithms = metadata.id_token_signing_alg_values_supported().clone();
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(client_id(kind).to_owned()),
        Some(ClientSecret::new(SECRET.to_owned())),
    )
    .set_auth_type(scheme)
    .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).map_err(|error| error.to_string())?);

    let code = app
        .code(&Browser::new(provider, &format!("judge-{persona}")), persona, &[])
        .await;
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| error.to_string())?
        .set_pkce_verifier(PkceCodeVerifier::new(VERIFIER.to_owned()))
        .request_async(http)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let id_token = tokens.id_token().ok_or("no id_token")?;
    let verifier = client.id_token_verifier().set_allowed_algs(metadata_algorithms);
    let claims = id_token
        .claims(&verifier, &Nonce::new("n-1".to_owned()))
        .map_err(|error| error.to_string())?;
    let hash = AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg().map_err(|error| error.to_string())?,
        id_token
            .signing_key(&verifier)
            .map_err(|error| error.to_string())?,
    )
    .map_err(|error| error.to_string())?;
    if claims.access_token_hash() != Some(&hash) {
        return Err("at_hash is not that of the access token".to_owned());
    }
    // The userinfo request fails unless `sub` is that of the id_token.
    let userinfo: CoreUserInfoClaims = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .map_err(|error| error.to_string())?
        .request_async(http)
        .await
        .map_err(|error| format!("{error:?}"))?;
    if claims.email().is_some() || kind == Provider::Google {
        assert_eq!(userinfo.email(), claims.email());
    } else {
        // OIDC Core §5.4: where there is an access token, UserInfo alone says it.
        assert!(userinfo.email().is_some());
    }
    Ok(claims.subject().to_string())
}

/// The judge's requests over our HTTP client.
async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let response = http.execute(request.try_into()?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut answer = HttpResponse::new(response.bytes().await?.to_vec());
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    Ok(answer)
}

/// The judge asks the system for the time, so the provider must too.
async fn start() -> MockProvider {
    let provider = MockProvider::builder()
        .config(Config::default())
        .seed(1)
        .clock(Clock::system())
        .port(0)
        .start()
        .await
        .expect("starts");
    provider.put_client(client(Provider::Google));
    provider.put_client(client(OIDC));
    provider
}

/// The relying party knows the four algorithms, and the two ways to send a secret.
#[tokio::test]
async fn a_configured_issuer_satisfies_it_with_each_algorithm_and_each_way_to_send_the_secret() {
    let provider = start().await;
    for algorithm in SigningAlgorithm::ALL {
        for scheme in [
            openidconnect::AuthType::BasicAuth,
            openidconnect::AuthType::RequestBody,
        ] {
            let mut client = client(OIDC);
            client.oidc.id_token_signed_response_alg = Some(algorithm);
            provider.put_client(client);
            let verdict = judge(&provider, OIDC, "alice", scheme).await;
            assert_eq!(verdict.as_deref(), Ok("0b5a4e1c-alice"), "{}", algorithm.word());
        }
    }
}

#[tokio::test]
async fn google_satisfies_an_independent_relying_party() {
    let provider = start().await;
    for scheme in [
        openidconnect::AuthType::BasicAuth,
        openidconnect::AuthType::RequestBody,
    ] {
        assert_eq!(
            judge(&provider, Provider::Google, "alice", scheme)
                .await
                .as_deref(),
            Ok("104512033781920046312")
        );
    }
    assert_eq!(
        judge(
            &provider,
            Provider::Google,
            "carol",
            openidconnect::AuthType::BasicAuth
        )
        .await
        .as_deref(),
        Ok("109288447510036672845")
    );
}

#[tokio::test]
async fn each_id_token_fault_is_noticed_by_the_relying_party() {
    let provider = start().await;
    let cases: [(&str, Value, &[&str]); 6] = [
        ("iss", json!("https://evil.test"), &[]),
        ("aud", json!("somebody-else"), &[]),
        ("exp", json!(1_000_000_000), &[]),
        ("nonce", json!("another"), &[]),
        ("nonce", json!("removed"), &["nonce"]),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"), &[]),
    ];
    for (claim, value, remove) in cases {
        let set: Map<String, Value> = [(claim.to_owned(), value)].into_iter().collect();
        let id = provider.arm(Fault {
            name: format!("{claim}-wrong"),
            scope: Scope {
                browser: Some("judge-alice".to_owned()),
                ..Scope::default()
            },
            times: None,
            change: Change::IdToken {
                set,
                remove: remove.iter().map(ToString::to_string).collect(),
            },
        });
        let verdict = judge(
            &provider,
            Provider::Google,
            "alice",
            openidconnect::AuthType::BasicAuth,
        )
        .await;
        assert!(verdict.is_err(), "{claim}: {verdict:?}");
        provider.disarm(&id);
    }
    assert!(
        judge(
            &provider,
            Provider::Google,
            "alice",
            openidconnect::AuthType::BasicAuth
        )
        .await
        .is_ok()
    );
}
