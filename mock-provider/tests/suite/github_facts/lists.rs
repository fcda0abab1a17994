//! GitHub's addresses, organisations, memberships, and teams of a user (fact sheet 2.2, 2.11).

use mock_provider::{
    Provider,
    config::{GitHubInstallation, GitHubTeam},
};
use serde_json::{Value, json};

use super::{github_app, members, pair, persona};
use crate::setup::{client_id, json, start, text};

#[tokio::test]
async fn an_address_says_whether_it_is_primary_verified_and_visible() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "bob", &[("scope", "user:email")]).await;
    let emails = json(app.get("/api/user/emails", text(&tokens, "access_token")).await).await;
    assert_eq!(
        emails,
        json!([
            {"email": "bob@brickworks.example", "primary": true, "verified": true, "visibility": "public"},
            // In the letters in which it was registered.
            {"email": "Bob.Baker@home.example", "primary": false, "verified": false, "visibility": null},
        ])
    );
    assert_eq!(
        members(&emails[0]),
        ["email", "primary", "verified", "visibility"]
    );
}

#[tokio::test]
async fn an_account_may_have_no_public_address_an_unverified_primary_one_and_one_that_hides_it() {
    let provider = start().await;
    let app = pair(&provider).0;
    for (persona, primary, verified, other) in [
        (
            "alice",
            "alice.archer@gmail.com",
            true,
            "583231+alice-archer@users.noreply.github.com",
        ),
        (
            "trudy-moss",
            "alice.archer@gmail.com",
            false,
            "trudy@trudy.example",
        ),
    ] {
        let browser = crate::browser::Browser::new(&provider, persona);
        let tokens = app.tokens(&browser, persona, &[("scope", "user")]).await;
        let token = text(&tokens, "access_token");
        assert_eq!(app.profile(token).await["email"], Value::Null, "{persona}");
        let emails = json(app.get("/api/user/emails", token).await).await;
        assert_eq!(
            (&emails[0]["email"], &emails[0]["primary"], &emails[0]["verified"]),
            (&json!(primary), &json!(true), &json!(verified)),
            "{persona}"
        );
        assert_eq!(emails[1]["email"], other, "{persona}");
    }
}

#[tokio::test]
async fn the_refusals_of_lists_are_404_without_the_scope_and_403_without_the_permission() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "alice", &[("scope", "gist")]).await;
    let token = text(&tokens, "access_token");
    let docs = "https://docs.github.com/rest";
    let emails = app.get("/api/user/emails", token).await;
    assert_eq!(emails.status(), 404);
    assert_eq!(
        json(emails).await,
        json!({
            "message": "Not Found",
            "documentation_url": format!("{docs}/users/emails#list-email-addresses-for-the-authenticated-user"),
            "status": "404",
        })
    );
    for path in ["/api/user/orgs", "/api/user/memberships/orgs", "/api/user/teams"] {
        let refused = app.get(path, token).await;
        assert_eq!(refused.status(), 403, "{path}");
        let body = json(refused).await;
        assert_eq!(
            members(&body),
            ["message", "documentation_url", "status"],
            "{path}"
        );
        assert!(text(&body, "message").contains("read:org"), "{path}: {body}");
    }
}

#[tokio::test]
async fn organisations_memberships_and_teams_have_githubs_members() {
    let provider = start().await;
    let mut bob = persona("bob");
    let account = bob.github.as_mut().expect("an account");
    account.organizations[0].role = Some("admin".to_owned());
    account.organizations[0].teams = vec![GitHubTeam {
        id: 7,
        name: "Brick Layers".to_owned(),
        slug: "brick-layers".to_owned(),
    }];
    provider.put_persona(bob);
    let (app, browser) = pair(&provider);
    let tokens = app.tokens(&browser, "bob", &[("scope", "read:org")]).await;
    let token = text(&tokens, "access_token");
    let organizations = json(app.get("/api/user/orgs", token).await).await;
    assert_eq!(
        members(&organizations[0]),
        [
            "login",
            "id",
            "node_id",
            "url",
            "repos_url",
            "events_url",
            "hooks_url",
            "issues_url",
            "members_url",
            "public_members_url",
            "avatar_url",
            "description"
        ]
    );
    let membership = json(app.get("/api/user/memberships/orgs", token).await).await[0].clone();
    assert_eq!(
        (
            &membership["state"],
            &membership["role"],
            &membership["user"]["login"]
        ),
        (&json!("active"), &json!("admin"), &json!("bobbaker"))
    );
    assert_eq!(membership["organization"], organizations[0]);
    assert!(text(&membership, "url").ends_with("/orgs/brickworks/memberships/bobbaker"));
    let team = json(app.get("/api/user/teams", token).await).await[0].clone();
    assert_eq!(
        (&team["id"], &team["name"], &team["slug"], &team["parent"]),
        (
            &json!(7),
            &json!("Brick Layers"),
            &json!("brick-layers"),
            &Value::Null
        )
    );
    assert!(text(&team, "html_url").ends_with("/github/orgs/brickworks/teams/brick-layers"));
    assert_eq!(team["organization"], organizations[0]);
}

#[tokio::test]
async fn an_organisation_may_hide_from_apps_that_it_did_not_approve_without_failing_the_sign_in() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (approved, seen) in [
        (None, 1),
        (Some(Vec::new()), 0),
        (Some(vec![client_id(Provider::GitHub).to_owned()]), 1),
    ] {
        let mut bob = persona("bob");
        bob.github.as_mut().expect("an account").organizations[0].approved_apps = approved.clone();
        provider.put_persona(bob);
        let tokens = app.tokens(&browser, "bob", &[("scope", "user")]).await;
        for path in ["/api/user/orgs", "/api/user/memberships/orgs"] {
            let response = app.get(path, text(&tokens, "access_token")).await;
            assert_eq!(response.status(), 200);
            let list = json(response).await;
            assert_eq!(list.as_array().map(Vec::len), Some(seen), "{approved:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_github_app_sees_the_organisations_where_it_is_installed() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (account, seen) in [("brickworks", 1), ("elsewhere", 0)] {
        let mut own = github_app();
        own.installations = vec![GitHubInstallation {
            account: account.to_owned(),
            ..GitHubInstallation::default()
        }];
        provider.put_client(own);
        let tokens = app.tokens(&browser, "bob", &[]).await;
        let list = json(app.get("/api/user/orgs", text(&tokens, "access_token")).await).await;
        assert_eq!(list.as_array().map(Vec::len), Some(seen), "{account}");
    }
}
