//! GitHub's REST API.

use mock_provider::config::ClientKind;

use super::{Ask::*, Place::Body, Row, row};
use crate::setup::SECRET;

const CHECK: &str = "/api/applications/Ov23liSuiteSuiteSuit/token";
const GRANT: &str = "/api/applications/Ov23liSuiteSuiteSuit/grant";
const APP: (&str, &str) = ("Ov23liSuiteSuiteSuit", SECRET);
const TOKEN: &str = "{\"access_token\": \"TOKEN\"}";
const STRANGE: &str = "{\"access_token\": \"gho_x\"}";
const BAD: (u16, &str) = (401, "Bad credentials");
const NOT_FOUND: (u16, &str) = (404, "Not Found");

pub(super) fn rows() -> Vec<Row> {
    let wrong = |fact, name, ask, error, rule| row(fact, name, ask, error, Body, rule);
    let nobody = (401, "Requires authentication");
    let orgs = (
        403,
        "You need at least read:org scope or user scope to list your organizations.",
    );
    let integration = (403, "Resource not accessible by integration");
    let exceeded = "API rate limit exceeded for user ID 583231.";
    vec![
        wrong(
            "2.13",
            "no token",
            Call("/api/user"),
            nobody,
            "access-token-present",
        ),
        wrong(
            "2.13",
            "strange token",
            CallWith("/api/user", "gho_x"),
            BAD,
            "access-token-valid",
        ),
        wrong(
            "2.10",
            "token in the query",
            Call("/api/user?access_token=gho_x"),
            nobody,
            "access-token-present",
        ),
        wrong(
            "2.7",
            "old token",
            CallLate("/api/user"),
            BAD,
            "access-token-fresh",
        )
        .given(|given| given.client.expiring_tokens = Some(true)),
        wrong(
            "2.10",
            "no User-Agent",
            Silent("/api/user"),
            (403, "Request forbidden by administrative rules"),
            "user-agent-present",
        ),
        wrong(
            "2.10",
            "unknown version",
            CallHeader("/api/user", ("x-github-api-version", "1999-01-01")),
            (400, "1999-01-01 is not a supported version."),
            "api-version-known",
        ),
        wrong(
            "2.11",
            "addresses without the scope",
            CallAs("/api/user/emails", "read:user"),
            NOT_FOUND,
            "scope-sufficient",
        ),
        wrong(
            "2.11",
            "public addresses without the scope",
            CallAs("/api/user/public_emails", "gist"),
            NOT_FOUND,
            "scope-sufficient",
        ),
        wrong(
            "2.15",
            "addresses without the permission",
            CallAs("/api/user/emails", ""),
            integration,
            "permission-sufficient",
        )
        .given(|given| given.client.kind = Some(ClientKind::GithubApp)),
        wrong(
            "2.11",
            "organisations without the scope",
            CallAs("/api/user/orgs", "user:email"),
            orgs,
            "scope-sufficient",
        ),
        wrong(
            "2.13",
            "slash at the end",
            Call("/api/user/"),
            NOT_FOUND,
            "path-known",
        ),
        wrong(
            "2.13",
            "unknown path",
            Call("/api/no/such"),
            NOT_FOUND,
            "path-known",
        ),
        wrong(
            "2.13",
            "limit reached",
            CallAs("/api/user", "gist"),
            (403, exceeded),
            "rate-limit",
        )
        .given(|given| given.config.github.rate_limit = 0),
        wrong(
            "2.13",
            "limit reached, the other status",
            CallAs("/api/user", "gist"),
            (429, exceeded),
            "rate-limit",
        )
        .given(|given| {
            given.config.github.rate_limit = 0;
            given.config.github.rate_limit_status = 429;
        }),
        wrong(
            "2.12",
            "check without the app's secret",
            AsApp("POST", CHECK, ("", ""), TOKEN),
            BAD,
            "client-authenticated",
        ),
        wrong(
            "2.12",
            "check with a wrong secret",
            AsApp("POST", CHECK, (APP.0, "wrong"), TOKEN),
            BAD,
            "client-authenticated",
        ),
        wrong(
            "2.12",
            "check of a strange token",
            AsApp("POST", CHECK, APP, STRANGE),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "check of another app's token",
            AsApp(
                "POST",
                "/api/applications/other/token",
                ("other", "other-secret"),
                TOKEN,
            ),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "check under another app's name",
            AsApp("POST", CHECK, ("other", "other-secret"), TOKEN),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "check of nothing",
            AsApp("POST", CHECK, APP, "{}"),
            (422, "Validation Failed"),
            "access-token-present",
        ),
        wrong(
            "2.12",
            "reset of a strange token",
            AsApp("PATCH", CHECK, APP, STRANGE),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "deletion of a strange token",
            AsApp("DELETE", CHECK, APP, STRANGE),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "deletion of a strange grant",
            AsApp("DELETE", GRANT, APP, STRANGE),
            NOT_FOUND,
            "token-of-this-client",
        ),
        wrong(
            "2.12",
            "deletion of nothing",
            AsApp("DELETE", GRANT, APP, "no JSON"),
            (422, "Validation Failed"),
            "access-token-present",
        ),
    ]
}
