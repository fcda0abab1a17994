//! Metadata, and the keys and algorithms that they announce.

use jsonwebtoken::decode_header;
use mock_provider::protocol::{at_hash::hash_for, signing_algorithm::SigningAlgorithm};

use super::{document, put, start_as};
use crate::{
    browser::Browser,
    providers::OIDC,
    setup::{App, claims, start, text, value},
};

#[tokio::test]
async fn both_metadata_documents_are_alike_and_name_the_issuer_byte_for_byte() {
    for slash in [false, true] {
        let provider = start_as(|issuer| issuer.trailing_slash = slash).await;
        let issuer = provider.issuer(OIDC);
        assert_eq!(issuer.ends_with("/oidc/"), slash);
        let base = issuer.trim_end_matches('/');
        let oidc = document(&provider, &format!("{base}/.well-known/openid-configuration")).await;
        let root = provider.url().as_str();
        let oauth = document(
            &provider,
            &format!("{root}.well-known/oauth-authorization-server/oidc"),
        )
        .await;
        assert_eq!(oidc, oauth);
        assert_eq!(oidc["issuer"], issuer);
        let app = App::new(&provider, OIDC);
        let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        assert_eq!(value(&response, "iss"), Some(issuer.as_str()));
    }
}

/// Every URL in the metadata leads somewhere, and what is switched off is not named.
#[tokio::test]
async fn metadata_announce_what_is_served_and_nothing_else() {
    for registration in [false, true] {
        let provider = start_as(|issuer| {
            if registration {
                issuer.registration = mock_provider::config::Registration::Open;
            }
        })
        .await;
        let app = App::new(&provider, OIDC);
        let url = app.url("/.well-known/openid-configuration");
        let metadata = document(&provider, &url).await;
        let members = metadata.as_object().expect("an object");
        let mut endpoints = 0;
        for (name, url) in members {
            let Some(url) = url.as_str().filter(|_| name != "issuer") else {
                continue;
            };
            endpoints += 1;
            let status = app.http().get(url).send().await.expect("an answer").status();
            assert_ne!(status, 404, "{name} {url}");
        }
        assert_eq!(endpoints, if registration { 9 } else { 8 }, "{metadata}");
        assert_eq!(members.contains_key("registration_endpoint"), registration);
        let register = app
            .http()
            .post(app.url("/register"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(register.status() == 404, !registration);
        assert!(!members.contains_key("device_authorization_endpoint"));
    }
}

#[tokio::test]
async fn each_algorithm_signs_with_a_published_key_and_its_own_hash() {
    let provider = start().await;
    let app = App::new(&provider, OIDC);
    let keys = document(&provider, &app.url("/jwks")).await;
    for algorithm in SigningAlgorithm::ALL {
        put(&provider, |client| {
            client.oidc.id_token_signed_response_alg = Some(algorithm);
        });
        let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        let id_token = text(&tokens, "id_token");
        let header = decode_header(id_token).expect("a header");
        assert_eq!(header.alg, algorithm.into());
        let key = keys["keys"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|key| key["kid"].as_str() == header.kid.as_deref())
            .expect("a published key");
        assert_eq!(key["alg"], algorithm.word());
        let hash = hash_for(algorithm, text(&tokens, "access_token"));
        assert_eq!(claims(id_token)["at_hash"], hash);
        // SHA-512 in place of SHA-256: twice as long.
        assert_eq!(
            hash.len(),
            if algorithm == SigningAlgorithm::EdDsa {
                43
            } else {
                22
            }
        );
    }
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(8));
}

#[tokio::test]
async fn a_rotation_concerns_the_usual_algorithm_and_leaves_the_others() {
    let provider = start().await;
    let before: Vec<String> = provider.keys(OIDC).into_iter().map(|key| key.kid).collect();
    let rotated = provider.rotate_key(OIDC).expect("rotates");
    assert_eq!(
        (rotated.kid.as_str(), rotated.alg.as_str()),
        (before[1].as_str(), "RS256")
    );
    let after: Vec<String> = provider.keys(OIDC).into_iter().map(|key| key.kid).collect();
    assert_eq!(after[2..], before[2..]);
    // A key of another algorithm may be retired too.
    provider.retire_key(OIDC, &before[4]).expect("retires");
    assert_eq!(provider.keys(OIDC).len(), before.len() - 1);
}
