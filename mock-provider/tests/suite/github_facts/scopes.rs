//! GitHub's scopes (fact sheet 2.9).

use super::{github_app, pair};
use crate::setup::{start, text};

/// A scope, and those that it contains.
const CONTAINS: &[(&str, &[&str])] = &[
    (
        "repo",
        &[
            "repo:status",
            "repo_deployment",
            "public_repo",
            "repo:invite",
            "security_events",
        ],
    ),
    ("admin:repo_hook", &["write:repo_hook", "read:repo_hook"]),
    ("write:repo_hook", &["read:repo_hook"]),
    ("admin:org", &["write:org", "read:org"]),
    ("write:org", &["read:org"]),
    ("admin:public_key", &["write:public_key", "read:public_key"]),
    ("write:public_key", &["read:public_key"]),
    ("user", &["read:user", "user:email", "user:follow"]),
    ("project", &["read:project"]),
    ("admin:gpg_key", &["write:gpg_key", "read:gpg_key"]),
    ("write:gpg_key", &["read:gpg_key"]),
    (
        "admin:enterprise",
        &[
            "manage_runners:enterprise",
            "manage_billing:enterprise",
            "read:enterprise",
        ],
    ),
];

/// Scopes that are in no other.
const ALONE: &[&str] = &[
    "admin:org_hook",
    "gist",
    "notifications",
    "delete_repo",
    "write:packages",
    "delete:packages",
    "codespace",
    "workflow",
    "read:audit_log",
];

#[tokio::test]
async fn each_scope_swallows_those_that_it_contains() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (outer, inner) in CONTAINS {
        let asked = format!("{} {outer} gist", inner.join(" "));
        let tokens = app.tokens(&browser, "alice", &[("scope", &asked)]).await;
        assert_eq!(tokens["scope"], format!("{outer},gist"), "{asked}");
        for inner in *inner {
            let tokens = app.tokens(&browser, "alice", &[("scope", inner)]).await;
            assert_eq!(tokens["scope"], *inner);
        }
    }
    let asked = ALONE.join(" ");
    let tokens = app.tokens(&browser, "alice", &[("scope", &asked)]).await;
    assert_eq!(tokens["scope"], ALONE.join(","));
    let tokens = app.tokens(&browser, "alice", &[("scope", "read:packages")]).await;
    assert_eq!(tokens["scope"], "read:packages");
}

#[tokio::test]
async fn the_scope_headers_are_empty_without_scopes_and_absent_for_github_apps() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (scope, told) in [("", ""), ("repo user", "repo, user")] {
        let tokens = app.tokens(&browser, "alice", &[("scope", scope)]).await;
        let response = app.get("/api/user", text(&tokens, "access_token")).await;
        // Who somebody is needs no scope.
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["x-oauth-scopes"], told);
        assert_eq!(response.headers()["x-accepted-oauth-scopes"], "");
    }
    provider.put_client(github_app());
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let response = app.get("/api/user", text(&tokens, "access_token")).await;
    for absent in ["x-oauth-scopes", "x-accepted-oauth-scopes"] {
        assert!(!response.headers().contains_key(absent), "{absent}");
    }
}

#[tokio::test]
async fn addresses_need_user_email_or_user() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    for (scope, status) in [("user:email", 200), ("user", 200), ("read:user", 404), ("", 404)] {
        let browser = match scope {
            "" => crate::browser::Browser::new(&provider, "b-2"),
            _ => crate::browser::Browser::new(&provider, &browser.name),
        };
        let persona = if scope.is_empty() { "eve" } else { "alice" };
        let tokens = app.tokens(&browser, persona, &[("scope", scope)]).await;
        let response = app.get("/api/user/emails", text(&tokens, "access_token")).await;
        assert_eq!(response.status(), status, "{scope}");
        let accepted = &response.headers()["x-accepted-oauth-scopes"];
        assert_eq!(accepted, "user, user:email", "{scope}");
    }
}
