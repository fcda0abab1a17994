//! GitHub's token endpoint (fact sheet 2.6, 2.7, and 9).

use mock_provider::{
    Provider,
    config::{Client, Config, NotFoundForm},
};
use serde_json::{Value, json};

use super::{github_app, members, pair};
use crate::setup::{App, SECRET, VERIFIER, client, client_id, json, start, start_with, text};

const DOCS: &str = "https://docs.github.com/apps/managing-oauth-apps/";
const TOKEN_PAGE: &str = "troubleshooting-oauth-app-access-token-request-errors/";

fn form(code: &str) -> [(&str, &str); 4] {
    [
        ("code", code),
        ("client_id", client_id(Provider::GitHub)),
        ("client_secret", SECRET),
        ("code_verifier", VERIFIER),
    ]
}

#[tokio::test]
async fn the_form_is_sorted_and_the_empty_scope_stays_in_it() {
    let provider = start().await;
    provider.put_client(Client {
        expiring_tokens: Some(true),
        ..client(Provider::GitHub)
    });
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[("scope", "")]).await;
    let response = app.token_form(&form(&code), "*/*").await;
    assert_eq!(
        response.headers()["content-type"],
        "application/x-www-form-urlencoded; charset=utf-8"
    );
    let body = response.text().await.expect("a body");
    let pairs: Vec<(&str, &str)> = body.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "access_token",
            "expires_in",
            "refresh_token",
            "refresh_token_expires_in",
            "scope",
            "token_type"
        ]
    );
    assert_eq!((pairs[1].1, pairs[3].1), ("28800", "15897600"));
    assert_eq!((pairs[4].1, pairs[5].1), ("", "bearer"));
}

#[tokio::test]
async fn xml_has_the_type_first_and_the_token_last() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[("scope", "repo,gist")]).await;
    let response = app.token_form(&form(&code), "application/xml").await;
    let body = response.text().await.expect("a body");
    let start = "<OAuth><token_type>bearer</token_type><scope>repo,gist</scope><access_token>gho_";
    assert!(
        body.contains(start) && body.ends_with("</access_token></OAuth>"),
        "{body}"
    );
}

#[tokio::test]
async fn the_token_response_has_githubs_headers_and_a_date_by_the_providers_clock() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let response = app.token_form(&form(&code), "application/json").await;
    for (name, expected) in [
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "max-age=0, private, must-revalidate"),
        ("date", "Sat, 31 Jan 2026 12:00:00 GMT"),
        ("vary", "Accept"),
    ] {
        assert_eq!(response.headers()[name], expected, "{name}");
    }
    assert!(
        response.headers()["etag"]
            .to_str()
            .expect("ASCII")
            .starts_with("W/\"")
    );
    assert!(response.headers().contains_key("x-github-request-id"));
}

/// CRC-32 as zip has it, to the base of 62.
fn checksum(text: &str) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut crc = text.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    crc = !crc;
    let mut digits: Vec<char> = Vec::new();
    for _ in 0..6 {
        digits.push(char::from(DIGITS[(crc % 62) as usize]));
        crc /= 62;
    }
    digits.iter().rev().collect()
}

#[tokio::test]
async fn tokens_have_a_prefix_base62_and_a_checksum() {
    let provider = start().await;
    let (app, browser) = pair(&provider);
    let user = app
        .tokens(&browser, "alice", &[("scope", "gist offline_access")])
        .await;
    provider.put_client(github_app());
    let of_app = app.tokens(&browser, "alice", &[]).await;
    for (token, prefix, length) in [
        (text(&user, "access_token"), "gho_", 40),
        (text(&of_app, "access_token"), "ghu_", 40),
        (text(&user, "refresh_token"), "ghr_", 80),
        (text(&of_app, "refresh_token"), "ghr_", 80),
    ] {
        let rest = token.strip_prefix(prefix).unwrap_or_else(|| panic!("{token}"));
        assert_eq!(token.len(), length, "{token}");
        assert!(rest.bytes().all(|b| b.is_ascii_alphanumeric()), "{token}");
        let (random, told) = rest.split_at(rest.len() - 6);
        assert_eq!(told, checksum(random), "{token}");
    }
}

/// What is changed in the token request, the error, its description, and the page that explains it.
type Row = (&'static [(&'static str, &'static str)], [&'static str; 3]);

const ERRORS: &[Row] = &[
    (
        &[("client_secret", "wrong")],
        [
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
            "troubleshooting-oauth-app-access-token-request-errors/#incorrect-client-credentials",
        ],
    ),
    (
        &[("redirect_uri", "http://localhost:3000/other")],
        [
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
            "troubleshooting-authorization-request-errors/#redirect-uri-mismatch2",
        ],
    ),
    (
        &[("code", "0123456789abcdef0123")],
        [
            "bad_verification_code",
            "The code passed is incorrect or expired.",
            "troubleshooting-oauth-app-access-token-request-errors/#bad-verification-code",
        ],
    ),
    (
        &[("code_verifier", "wrong")],
        [
            "bad_verification_code",
            "The code passed is incorrect or expired.",
            "troubleshooting-oauth-app-access-token-request-errors/#bad-verification-code",
        ],
    ),
    (
        &[("grant_type", "refresh_token"), ("refresh_token", "ghr_x")],
        [
            "bad_refresh_token",
            "The refresh token passed is incorrect or expired.",
            "",
        ],
    ),
    (
        &[("grant_type", "password")],
        ["unsupported_grant_type", "The grant_type is not supported.", ""],
    ),
];

async fn assert_error(app: &App<'_>, code: &str, (changes, [error, description, page]): &Row) {
    let response = app.token(code, changes).await;
    assert_eq!(response.status(), 200, "{error}");
    let mut expected = json!({"error": error, "error_description": description});
    if !page.is_empty() {
        expected["error_uri"] = json!(format!("{DOCS}{page}"));
    }
    let body = json(response).await;
    assert_eq!(body, expected);
    assert_eq!(members(&body), members(&expected));
}

#[tokio::test]
async fn each_error_has_status_200_its_description_and_its_page() {
    let mut config = Config::default();
    config.github.refuse_unverified_email = true;
    let provider = start_with(config).await;
    let (app, browser) = pair(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    for row in ERRORS {
        assert_error(&app, &code, row).await;
    }
    let browser = crate::browser::Browser::new(&provider, "b-2");
    let unverified = app.code(&browser, "trudy-moss", &[]).await;
    let page = format!("{TOKEN_PAGE}#unverified_user_email");
    let body = json(app.token(&unverified, &[]).await).await;
    assert_eq!(
        body,
        json!({
            "error": "unverified_user_email",
            "error_description": "The user must have a verified primary email.",
            "error_uri": format!("{DOCS}{page}"),
        })
    );
}

#[tokio::test]
async fn an_unknown_app_gets_an_api_answer_or_a_page() {
    let unknown = [("client_id", "nobody"), ("client_secret", "x"), ("code", "x")];
    let accepts = ["*/*", "application/json", "application/xml"];
    for form in [NotFoundForm::Api, NotFoundForm::Page] {
        let mut config = Config::default();
        if form == NotFoundForm::Page {
            config.github.unknown_client = form;
        }
        let provider = start_with(config).await;
        let (app, _) = pair(&provider);
        for accept in accepts {
            let response = app.token_form(&unknown, accept).await;
            assert_eq!(response.status(), 404, "{accept}");
            let kind = response.headers()["content-type"]
                .to_str()
                .expect("ASCII")
                .to_owned();
            let body = response.text().await.expect("a body");
            match (form, accept) {
                (NotFoundForm::Page, _) => {
                    assert_eq!(kind, "text/html; charset=utf-8");
                    assert!(
                        body.contains("This is not the web page you are looking for."),
                        "{body}"
                    );
                }
                (_, "application/json") => assert_eq!(body, "{\"error\":\"Not Found\"}"),
                _ => assert_eq!(
                    (kind.as_str(), body.as_str()),
                    ("text/plain; charset=utf-8", "Not Found")
                ),
            }
        }
        // A known app with a wrong secret is told so in either case.
        let wrong = app.token("x", &[("client_secret", "wrong")]).await;
        assert_eq!(wrong.status(), 200);
    }
}

#[tokio::test]
async fn tokens_of_oauth_apps_expire_where_the_setting_says_so() {
    for expiring in [false, true] {
        let mut config = Config::default();
        config.github.expiring_tokens = expiring;
        let provider = start_with(config).await;
        let (app, browser) = pair(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        assert_eq!(tokens.get("expires_in"), expiring.then_some(&json!(28_800)));
        assert_eq!(tokens.get("refresh_token").is_some(), expiring);
        provider.clock().advance(std::time::Duration::from_secs(28_800));
        let status = app.get("/api/user", text(&tokens, "access_token")).await.status();
        assert_eq!(status, if expiring { 401 } else { 200 });
    }
}

#[tokio::test]
async fn a_refresh_is_answered_with_the_whole_set() {
    let provider = start().await;
    provider.put_client(Client {
        expiring_tokens: Some(true),
        ..client(Provider::GitHub)
    });
    let (app, browser) = pair(&provider);
    let first = app.tokens(&browser, "alice", &[]).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&first, "refresh_token")),
        ("client_id", client_id(Provider::GitHub)),
        ("client_secret", SECRET),
    ];
    let (_, second) = app.post("/login/oauth/access_token", &form).await;
    assert_eq!(members(&second), members(&first));
    for name in ["expires_in", "refresh_token_expires_in", "token_type", "scope"] {
        assert_eq!(second[name], first[name], "{name}");
    }
    let other = |name: &str| second[name] != first[name];
    assert!(other("access_token") && other("refresh_token"), "{second}");
    assert!(
        second.get("id_token").is_none_or(Value::is_null),
        "there are no id_tokens"
    );
}
