//! Tokens of GitHub Apps that reach less (fact sheet 2.6, 2.12, 2.15).

use mock_provider::{
    MockProvider, Provider,
    config::{Client, GitHubInstallation, GitHubRepository},
};
use serde_json::{Value, json};

use super::{github_app, pair};
use crate::setup::{App, SECRET, client_id, json, start, text};

fn installed() -> Client {
    let repository = |id: u64, name: &str| GitHubRepository {
        id,
        name: name.to_owned(),
    };
    Client {
        permissions: vec!["email_addresses=read".to_owned()],
        installations: vec![
            GitHubInstallation {
                account: "brickworks".to_owned(),
                repositories: vec![repository(11, "wall"), repository(12, "arch")],
                permissions: vec!["contents=write".to_owned(), "issues=read".to_owned()],
            },
            GitHubInstallation {
                account: "somebody-else".to_owned(),
                ..GitHubInstallation::default()
            },
        ],
        ..github_app()
    }
}

async fn narrow(app: &App<'_>, body: &Value) -> (u16, Value) {
    let id = client_id(Provider::GitHub);
    let url = app.url(&format!("/api/applications/{id}/token/scoped"));
    let request = app.http().post(url).basic_auth(id, Some(SECRET)).json(body);
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), json(response).await)
}

async fn with_token(own: Client) -> (MockProvider, String) {
    let provider = start().await;
    provider.put_client(own);
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let token = text(&tokens, "access_token").to_owned();
    (provider, token)
}

#[tokio::test]
async fn a_scoped_token_reaches_what_was_wished_and_the_first_one_all_the_rest() {
    let (provider, token) = with_token(installed()).await;
    let (app, _) = pair(&provider);
    let wish = json!({
        "access_token": token,
        "target": "brickworks",
        "repositories": ["wall"],
        "permissions": {"contents": "read"},
    });
    let (status, record) = narrow(&app, &wish).await;
    assert_eq!(status, 200, "{record}");
    let scoped = text(&record, "token");
    assert!(scoped.starts_with("ghu_") && scoped != token, "{scoped}");
    let installation = &record["installation"];
    assert_eq!(
        (
            &installation["permissions"],
            &installation["repository_selection"]
        ),
        (&json!({"contents": "read"}), &json!("selected"))
    );
    assert_eq!(
        (
            &installation["account"]["login"],
            &installation["account"]["type"],
            &installation["account"]["id"]
        ),
        (&json!("brickworks"), &json!("Organization"), &json!(9_919_001))
    );
    // An app that checks the new token is told the same.
    let id = client_id(Provider::GitHub);
    let check = app.http().post(app.url(&format!("/api/applications/{id}/token")));
    let check = check
        .basic_auth(id, Some(SECRET))
        .json(&json!({"access_token": scoped}));
    let checked = json(check.send().await.expect("an answer")).await;
    assert_eq!(checked["installation"], *installation);
    // Addresses were not wished for; the first token still reads them.
    for (token, status) in [(scoped, 403), (token.as_str(), 200)] {
        assert_eq!(app.get("/api/user/emails", token).await.status(), status);
        assert_eq!(app.get("/api/user", token).await.status(), 200);
    }
}

#[tokio::test]
async fn the_target_may_be_an_id_and_the_rest_may_be_left_out() {
    let (provider, token) = with_token(installed()).await;
    let (app, _) = pair(&provider);
    let wish = json!({"access_token": token, "target_id": 9_919_001, "repository_ids": [12]});
    assert_eq!(narrow(&app, &wish).await.0, 200);
    let (_, record) = narrow(&app, &json!({"access_token": token, "target": "BrickWorks"})).await;
    assert_eq!(
        (
            &record["installation"]["permissions"],
            &record["installation"]["repository_selection"]
        ),
        (&json!({"contents": "write", "issues": "read"}), &json!("all"))
    );
}

#[tokio::test]
async fn a_wish_beyond_the_installation_is_refused() {
    let (provider, token) = with_token(installed()).await;
    let (app, _) = pair(&provider);
    for (fact, wish, status) in [
        ("no target", json!({}), 422),
        ("a target of the wrong kind", json!({"target": 1}), 422),
        ("not installed there", json!({"target": "nowhere"}), 404),
        ("not the person's", json!({"target": "somebody-else"}), 404),
        (
            "two targets that differ",
            json!({"target": "brickworks", "target_id": 1}),
            404,
        ),
        (
            "an unknown repository",
            json!({"target": "brickworks", "repositories": ["x"]}),
            422,
        ),
        (
            "an unknown repository",
            json!({"target": "brickworks", "repository_ids": [1]}),
            422,
        ),
        (
            "a permission it has not",
            json!({"target": "brickworks", "permissions": {"actions": "read"}}),
            422,
        ),
        (
            "more than it has",
            json!({"target": "brickworks", "permissions": {"issues": "write"}}),
            422,
        ),
        (
            "no such level",
            json!({"target": "brickworks", "permissions": {"issues": "all"}}),
            422,
        ),
    ] {
        let mut wish = wish;
        wish["access_token"] = json!(token);
        let (found, body) = narrow(&app, &wish).await;
        assert_eq!(found, status, "{fact}: {body}");
    }
    let (status, _) = narrow(&app, &json!({"access_token": "ghu_x", "target": "brickworks"})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn an_oauth_app_has_no_scoped_tokens() {
    let (provider, token) = with_token(crate::setup::client(Provider::GitHub)).await;
    let (app, _) = pair(&provider);
    let wish = json!({"access_token": token, "target": "brickworks"});
    assert_eq!(narrow(&app, &wish).await.0, 404);
}

#[tokio::test]
async fn repository_id_narrows_the_token_of_a_github_app() {
    let provider = start().await;
    provider.put_client(installed());
    let (app, browser) = pair(&provider);
    let id = client_id(Provider::GitHub);
    for (repository, selected) in [("11", true), ("99", false)] {
        let code = app.code(&browser, "bob", &[]).await;
        let tokens = json(app.token(&code, &[("repository_id", repository)]).await).await;
        let check = app.http().post(app.url(&format!("/api/applications/{id}/token")));
        let body = json!({"access_token": tokens["access_token"]});
        let check = check.basic_auth(id, Some(SECRET)).json(&body).send().await;
        let installation = json(check.expect("an answer")).await["installation"].clone();
        let expected = if selected { json!("selected") } else { Value::Null };
        assert_eq!(installation["repository_selection"], expected, "{repository}");
    }
}

#[test]
fn a_permission_that_does_not_exist_is_refused_in_the_configuration() {
    let mut own = installed();
    own.installations[0]
        .permissions
        .push("contents=everything".to_owned());
    let error = own.validate().expect_err("refused");
    assert!(
        error.contains("contents=everything") && error.contains("expected"),
        "{error}"
    );
}
