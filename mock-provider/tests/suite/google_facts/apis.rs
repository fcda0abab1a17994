//! Google's UserInfo, tokeninfo, revocation, and keys (fact sheet 1.11 to 1.14).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{DRIVE, OFFLINE, members, pair};
use crate::setup::{json, start, text};

const ADVICE: &str = "Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";

#[tokio::test]
async fn both_forms_of_userinfo_have_exactly_these_members() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let everything = app.tokens(&browser, "bob", &[]).await;
    let token = text(&everything, "access_token");
    let oidc = app.get("/v1/userinfo", token).await;
    assert_eq!(oidc.headers()["content-type"], "application/json; charset=UTF-8");
    assert!(
        oidc.headers()["cache-control"]
            .to_str()
            .expect("ASCII")
            .starts_with("private")
    );
    let oidc = json(oidc).await;
    assert_eq!(
        members(&oidc),
        [
            "sub",
            "name",
            "given_name",
            "family_name",
            "picture",
            "email",
            "email_verified",
            "hd"
        ]
    );
    let own = json(app.get("/oauth2/v2/userinfo", token).await).await;
    assert_eq!(
        members(&own),
        [
            "id",
            "email",
            "verified_email",
            "name",
            "given_name",
            "family_name",
            "picture",
            "hd"
        ]
    );
    assert_eq!((&own["id"], &own["verified_email"]), (&oidc["sub"], &json!(true)));

    let other = crate::browser::Browser::new(&provider, "b-2");
    let less = app.tokens(&other, "alice", &[("scope", "openid email")]).await;
    let token = text(&less, "access_token");
    let body = json(app.get("/oauth2/v3/userinfo", token).await).await;
    assert_eq!(members(&body), ["sub", "picture", "email", "email_verified"]);
}

#[tokio::test]
async fn userinfo_heeds_pretty_print_and_alt_takes_the_token_from_the_query_and_lets_scripts_read() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    for path in ["/v1/userinfo", "/oauth2/v2/userinfo"] {
        let lines = app
            .get(&format!("{path}?alt=json"), token)
            .await
            .text()
            .await
            .expect("a body");
        assert!(lines.starts_with("{\n  \""), "{lines}");
        let flat = app.get(&format!("{path}?prettyPrint=false"), token).await;
        let flat = flat.text().await.expect("a body");
        assert!(!flat.contains('\n') && flat.starts_with("{\""), "{flat}");
        let by_query = app
            .http()
            .get(app.url(&format!("{path}?access_token={token}")))
            .header("origin", "https://app.test")
            .send()
            .await
            .expect("an answer");
        assert_eq!(by_query.status(), 200);
        assert_eq!(by_query.headers()["access-control-allow-origin"], "*");
    }
}

#[tokio::test]
async fn the_old_userinfo_refuses_as_googles_apis_do_and_the_new_one_with_two_members() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let path = "/oauth2/v2/userinfo";
    let missing = app.http().get(app.url(path)).send().await.expect("an answer");
    assert_eq!(
        missing.headers()["www-authenticate"],
        "Bearer realm=\"https://accounts.google.com/\""
    );
    let error = json(missing).await["error"].clone();
    assert_eq!(
        (&error["code"], text(&error, "message"), &error["status"]),
        (
            &json!(401),
            format!("Request is missing required authentication credential. {ADVICE}").as_str(),
            &json!("UNAUTHENTICATED")
        )
    );
    assert_eq!(error["details"][0]["reason"], "CREDENTIALS_MISSING");

    let invalid = app.get(path, "nonsense").await;
    assert_eq!(
        invalid.headers()["www-authenticate"],
        "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\""
    );
    let error = json(invalid).await["error"].clone();
    assert_eq!(
        text(&error, "message"),
        format!("Request had invalid authentication credentials. {ADVICE}")
    );
    assert_eq!(error.get("details"), None);
    assert_eq!(
        error["errors"],
        json!([{"message": "Invalid Credentials", "domain": "global", "reason": "authError", "location": "Authorization", "locationType": "header"}])
    );

    let tokens = app.tokens(&browser, "alice", &[("scope", DRIVE)]).await;
    let forbidden = app.get(path, text(&tokens, "access_token")).await;
    assert_eq!(forbidden.status(), 403);
    assert_eq!(
        forbidden.headers()["www-authenticate"],
        "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\""
    );
    let error = json(forbidden).await["error"].clone();
    assert_eq!(
        (&error["status"], &error["message"]),
        (
            &json!("PERMISSION_DENIED"),
            &json!("Request had insufficient authentication scopes.")
        )
    );

    for path in ["/v1/userinfo", "/oauth2/v3/userinfo"] {
        let refused = json(app.get(path, "nonsense").await).await;
        assert_eq!(
            refused,
            json!({"error": "invalid_request", "error_description": "Invalid Credentials"})
        );
    }
}

#[tokio::test]
async fn the_old_tokeninfo_has_exactly_these_members() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let form = [("access_token", text(&tokens, "access_token"))];
    let (_, body) = app.post("/oauth2/v1/tokeninfo", &form).await;
    assert_eq!(
        members(&body),
        [
            "issued_to",
            "audience",
            "user_id",
            "scope",
            "expires_in",
            "email",
            "verified_email",
            "access_type"
        ]
    );
    // Without identity nobody is named.
    let tokens = app.tokens(&browser, "alice", &[("scope", DRIVE)]).await;
    let form = [("access_token", text(&tokens, "access_token"))];
    let (_, body) = app.post("/tokeninfo", &form).await;
    assert_eq!(
        members(&body),
        ["azp", "aud", "scope", "exp", "expires_in", "access_type"]
    );
}

#[tokio::test]
async fn a_token_that_is_none_is_invalid_to_tokeninfo_and_to_the_revocation() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    let value = json!({"error": "invalid_token", "error_description": "Invalid Value"});
    assert_eq!(
        app.post("/tokeninfo", &[("access_token", "x")]).await,
        (400, value)
    );
    let dead = json!({"error": "invalid_token", "error_description": "Token expired or revoked"});
    assert_eq!(app.post("/revoke", &[("token", "x")]).await, (400, dead));
}

#[tokio::test]
async fn revoking_an_access_token_takes_its_refresh_token_and_the_other_way_round() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for revoked in ["access_token", "refresh_token"] {
        let tokens = app.tokens(&browser, "alice", &OFFLINE).await;
        // Nobody proves who they are.
        let answer = app.post("/revoke", &[("token", text(&tokens, revoked))]).await;
        assert_eq!(answer, (200, json!({})), "{revoked}");
        let dead = app.get("/v1/userinfo", text(&tokens, "access_token")).await;
        assert_eq!(dead.status(), 401, "{revoked}");
        let again = app
            .post("/revoke", &[("token", text(&tokens, "refresh_token"))])
            .await;
        assert_eq!(again.0, 400, "{revoked}");
    }
}

#[tokio::test]
async fn each_key_has_these_members_in_an_order_of_its_own() {
    let provider = start().await;
    let (app, _) = pair(&provider);
    for path in ["/oauth2/v3/certs", "/oauth2/v1/certs"] {
        let response = app.get(path, "").await;
        for (name, expected) in [
            ("content-type", "application/json; charset=UTF-8"),
            (
                "cache-control",
                "public, max-age=21600, must-revalidate, no-transform",
            ),
            ("age", "0"),
            ("vary", "Origin, X-Origin"),
        ] {
            assert_eq!(response.headers()[name], expected, "{path} {name}");
        }
        assert!(response.headers().contains_key("expires"), "{path}");
    }
    let document = json(app.get("/oauth2/v3/certs", "").await).await;
    let keys = document["keys"].as_array().expect("a list");
    let orders: Vec<Vec<&str>> = keys.iter().map(members).collect();
    assert_ne!(orders[0], orders[1]);
    for (key, order) in keys.iter().zip(&orders) {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        // No x5c.
        assert_eq!(sorted, ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!(
            (&key["kty"], &key["alg"], &key["use"], &key["e"]),
            (&json!("RSA"), &json!("RS256"), &json!("sig"), &json!("AQAB"))
        );
        let modulus = URL_SAFE_NO_PAD.decode(text(key, "n")).expect("base64url");
        assert_eq!(modulus.len(), 256, "2048 bits");
    }
    let certificates = json(app.get("/oauth2/v1/certs", "").await).await;
    assert_eq!(
        members(&certificates),
        keys.iter().map(|key| text(key, "kid")).collect::<Vec<_>>()
    );
    let lines = |pem: &Value| {
        pem.as_str()
            .is_some_and(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----\n"))
    };
    assert!(certificates.as_object().expect("an object").values().all(lines));
}
