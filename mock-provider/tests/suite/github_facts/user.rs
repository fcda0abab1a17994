//! GitHub's user (fact sheet 2.10).

use mock_provider::Provider;
use serde_json::{Value, json};

use super::{pair, persona, sorted};
use crate::setup::{client_id, json, start, text};

const PUBLIC: [&str; 34] = [
    "avatar_url",
    "bio",
    "blog",
    "company",
    "created_at",
    "email",
    "events_url",
    "followers",
    "followers_url",
    "following",
    "following_url",
    "gists_url",
    "gravatar_id",
    "hireable",
    "html_url",
    "id",
    "location",
    "login",
    "name",
    "node_id",
    "notification_email",
    "organizations_url",
    "public_gists",
    "public_repos",
    "received_events_url",
    "repos_url",
    "site_admin",
    "starred_url",
    "subscriptions_url",
    "twitter_username",
    "type",
    "updated_at",
    "url",
    "user_view_type",
];
const PRIVATE: [&str; 7] = [
    "collaborators",
    "disk_usage",
    "owned_private_repos",
    "plan",
    "private_gists",
    "total_private_repos",
    "two_factor_authentication",
];

async fn user(app: &crate::setup::App<'_>, browser: &crate::browser::Browser, scope: &str) -> Value {
    let tokens = app.tokens(browser, "carol", &[("scope", scope)]).await;
    app.profile(text(&tokens, "access_token")).await
}

#[tokio::test]
async fn the_public_form_has_these_members_and_the_private_form_these_besides() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let public = user(&app, &browser, "gist").await;
    assert_eq!(sorted(&public), PUBLIC);
    assert_eq!(
        (
            &public["user_view_type"],
            &public["type"],
            &public["gravatar_id"],
            &public["blog"]
        ),
        (&json!("public"), &json!("User"), &json!(""), &json!(""))
    );
    assert_eq!((&public["name"], &public["email"]), (&Value::Null, &Value::Null));
    assert_eq!(
        public["avatar_url"],
        "https://avatars.githubusercontent.com/u/60294377?v=4"
    );
    // The old form: base64 of `04:User60294377`.
    assert_eq!(public["node_id"], "MDQ6VXNlcjYwMjk0Mzc3");
    for scope in ["read:user", "user"] {
        let private = user(&app, &browser, scope).await;
        let mut expected: Vec<&str> = PUBLIC.iter().chain(&PRIVATE).copied().collect();
        expected.sort_unstable();
        assert_eq!(sorted(&private), expected, "{scope}");
        assert_eq!(private["user_view_type"], "private", "{scope}");
        assert_eq!(
            sorted(&private["plan"]),
            ["collaborators", "name", "private_repos", "space"]
        );
    }
}

#[tokio::test]
async fn urls_with_templates_keep_their_braces() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let user = user(&app, &browser, "").await;
    for (member, end) in [
        ("url", "/api/users/carol"),
        ("html_url", "/github/carol"),
        ("followers_url", "/users/carol/followers"),
        ("following_url", "/users/carol/following{/other_user}"),
        ("gists_url", "/users/carol/gists{/gist_id}"),
        ("starred_url", "/users/carol/starred{/owner}{/repo}"),
        ("subscriptions_url", "/users/carol/subscriptions"),
        ("organizations_url", "/users/carol/orgs"),
        ("repos_url", "/users/carol/repos"),
        ("events_url", "/users/carol/events{/privacy}"),
        ("received_events_url", "/users/carol/received_events"),
    ] {
        assert!(text(&user, member).ends_with(end), "{member}: {}", user[member]);
    }
}

#[tokio::test]
async fn an_answer_of_the_api_has_githubs_headers() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let response = app.get("/api/user", text(&tokens, "access_token")).await;
    for (name, expected) in [
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "private, max-age=60, s-maxage=60"),
        ("last-modified", "Fri, 09 Jan 2026 16:45:00 GMT"),
        ("x-oauth-client-id", client_id(Provider::GitHub)),
        ("x-github-media-type", "github.v3; format=json"),
        ("x-github-api-version-selected", "2022-11-28"),
        ("x-ratelimit-limit", "5000"),
        ("x-ratelimit-remaining", "4999"),
        ("x-ratelimit-used", "1"),
        ("x-ratelimit-reset", "1769864400"),
        ("x-ratelimit-resource", "core"),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(response.headers()[name], expected, "{name}");
    }
    let vary = response.headers()["vary"].to_str().expect("ASCII");
    assert!(
        vary.starts_with("Accept, Authorization, Cookie, X-GitHub-OTP"),
        "{vary}"
    );
    assert!(response.headers().contains_key("etag"));
    // Only tokens that expire say when.
    assert!(
        !response
            .headers()
            .contains_key("github-authentication-token-expiration")
    );
}

#[tokio::test]
async fn the_id_stays_while_login_and_addresses_change() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let token = text(&tokens, "access_token");
    let before = app.profile(token).await;
    let mut alice = persona("alice");
    let account = alice.github.as_mut().expect("an account");
    account.login = "alice-baker".to_owned();
    account.emails[0].email = "alice@new.example".to_owned();
    provider.put_persona(alice);
    let after = app.profile(token).await;
    assert_eq!(before["id"], after["id"]);
    assert_eq!(
        (&before["login"], &after["login"]),
        (&json!("alice-archer"), &json!("alice-baker"))
    );
    let emails = json(app.get("/api/user/emails", token).await).await;
    assert_eq!(emails[0]["email"], "alice@new.example");
}

#[tokio::test]
async fn a_token_that_nobody_used_for_a_year_is_revoked() {
    const DAY: u64 = 86_400;
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let unused = app.tokens(&browser, "alice", &[]).await;
    let status = async |tokens: &Value| app.get("/api/user", text(tokens, "access_token")).await.status();
    let days = |days: u64| {
        provider
            .clock()
            .advance(std::time::Duration::from_secs(days * DAY));
    };
    days(364);
    assert_eq!(status(&tokens).await, 200);
    days(1);
    // A year after the token was issued; the other one was used in between.
    let dead = app.get("/api/user", text(&unused, "access_token")).await;
    assert_eq!(dead.status(), 401);
    assert_eq!(json(dead).await["message"], "Bad credentials");
    assert_eq!(status(&tokens).await, 200);
    days(365);
    assert_eq!(status(&tokens).await, 401);
}
