//! Where sources contradict each other, both sides can be had, and the better attested one is the default.

use std::time::Duration;

use mock_provider::{Provider, config::Config};
use serde_json::json;

use crate::{
    browser::Browser,
    setup::{App, REDIRECT_URI, VERIFIER, json as body, start_with, text},
};

/// One page of Microsoft's documentation says ten minutes, another one.
#[tokio::test]
async fn microsoft_codes_live_ten_minutes_or_one() {
    for (lifetime, expected) in [(None, 600), (Some(60), 60)] {
        let mut config = Config::default();
        config.microsoft.code_lifetime = lifetime.unwrap_or(config.microsoft.code_lifetime);
        for (age, status) in [(expected - 1, 200), (expected, 400)] {
            let provider = start_with(config.clone()).await;
            let app = App::new(&provider, Provider::Microsoft);
            let code = app.code(&Browser::new(&provider, "b-1"), "alice", &[]).await;
            provider.clock().advance(Duration::from_secs(age));
            let response = app.token(&code, &[]).await;
            assert_eq!(response.status(), status, "{expected} {age}");
            if status == 400 {
                assert_eq!(body(response).await["error_codes"], json!([70_008]));
            }
        }
    }
}

/// A header with wrong credentials is 401 in all sources; one that is absent was seen as 400.
#[tokio::test]
async fn x_answers_an_absent_header_400_or_401_and_a_rejected_one_401() {
    for (setting, absent) in [(None, 400), (Some(401), 401)] {
        let mut config = Config::default();
        config.x.absent_authorization_status = setting.unwrap_or(config.x.absent_authorization_status);
        let provider = start_with(config).await;
        let app = App::new(&provider, Provider::X);
        let code = app.code(&Browser::new(&provider, "b-1"), "alice", &[]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let (status, refused) = app.post("/api/2/oauth2/token", &form).await;
        assert_eq!(status, absent);
        let expected = if absent == 401 {
            "unauthorized_client"
        } else {
            "invalid_request"
        };
        assert_eq!(text(&refused, "error"), expected);
        let rejected = app.token(&code, &[("client_secret", "wrong")]).await;
        assert_eq!(rejected.status(), 401);
        let rejected = body(rejected).await;
        assert_eq!(
            (text(&rejected, "error"), text(&rejected, "error_description")),
            ("unauthorized_client", "Missing valid authorization header")
        );
    }
}
