//! The exact words of errors: what applications compare and people search for.

use mock_provider::{MockProvider, Provider};
use serde_json::Value;

use crate::{
    browser::Browser,
    negatives::{Ask, Said},
    setup::{App, client, start},
};

/// The fact, the request, the status, where in the body (RFC 6901), and what. Text that ends in "…" is a beginning.
type Row = (&'static str, Ask, u16, &'static str, &'static str);

/// A provider on which the client "other" is registered too.
async fn begin(kind: Provider) -> MockProvider {
    let provider = start().await;
    provider.put_client(mock_provider::config::Client {
        client_id: "other".to_owned(),
        client_secret: "other-secret".to_owned(),
        ..client(kind)
    });
    provider
}

async fn judge(kind: Provider, rows: &[Row]) {
    let mut wrong = Vec::new();
    for (fact, ask, status, pointer, expected) in rows {
        let said = ask.send(&begin(kind).await, kind).await;
        let Said::Body(found, text) = &said else {
            panic!("{fact}: {said:?}")
        };
        let body: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("{fact}: {text}"));
        let word = match body.pointer(pointer) {
            Some(Value::String(word)) => word.clone(),
            Some(other) => other.to_string(),
            None => "nothing".to_owned(),
        };
        let right = match expected.strip_suffix('…') {
            Some(start) => word.starts_with(start),
            None => word == *expected,
        };
        if (found, right) != (status, true) {
            wrong.push(format!(
                "{fact}: found {found} {word:?}, expected {status} {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const OTHER_REDIRECT: Ask = Ask::Token(&[("redirect_uri", "http://localhost:3000/callback/")]);
const WRONG_SECRET: Ask = Ask::Token(&[("client_secret", "x")]);
const WRONG_VERIFIER: Ask = Ask::Token(&[("code_verifier", "x")]);

#[tokio::test]
async fn facebook_says_what_is_wrong_with_a_code() {
    let identical = "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request";
    judge(
        Provider::Facebook,
        &[
            (
                "a code that was used",
                Ask::UsedCode,
                400,
                "/error/message",
                "This authorization code has been used.",
            ),
            (
                "a code that was used, its subcode",
                Ask::UsedCode,
                400,
                "/error/error_subcode",
                "36009",
            ),
            (
                "a code that is too old",
                Ask::OldCode,
                400,
                "/error/message",
                "This authorization code has expired.",
            ),
            (
                "a code that is too old, its subcode",
                Ask::OldCode,
                400,
                "/error/error_subcode",
                "36007",
            ),
            (
                "another redirect_uri",
                OTHER_REDIRECT,
                400,
                "/error/message",
                identical,
            ),
            (
                "another redirect_uri, its subcode",
                OTHER_REDIRECT,
                400,
                "/error/error_subcode",
                "36008",
            ),
            (
                "a wrong secret",
                WRONG_SECRET,
                400,
                "/error/message",
                "Error validating client secret.",
            ),
            ("a wrong secret, its code", WRONG_SECRET, 400, "/error/code", "1"),
            (
                "the type of each",
                WRONG_SECRET,
                400,
                "/error/type",
                "OAuthException",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn x_says_what_is_wrong_in_three_sentences() {
    let code = "Value passed for the authorization code was invalid.";
    let verifier = "Value passed for the code verifier did not match the code challenge.";
    let token = "Value passed for the token was invalid.";
    let client = "Missing valid authorization header";
    let said = "/error_description";
    let body: super::negatives::Changes = &[
        ("grant_type", "authorization_code"),
        ("client_id", "other"),
        ("client_secret", "other-secret"),
    ];
    judge(
        Provider::X,
        &[
            ("a bad code", Ask::Token(&[("code", "x")]), 400, said, code),
            ("a used code", Ask::UsedCode, 400, said, code),
            ("an expired code", Ask::OldCode, 400, said, code),
            ("a wrong verifier", WRONG_VERIFIER, 400, said, verifier),
            (
                "s256 in small letters",
                Ask::TokenAfter(&[("code_challenge_method", "s256")]),
                400,
                said,
                verifier,
            ),
            (
                "a refresh token that nobody issued",
                Ask::Refresh(&[("refresh_token", "x")]),
                400,
                said,
                token,
            ),
            (
                "a refresh token that was replaced",
                Ask::RotatedRefresh,
                400,
                said,
                token,
            ),
            ("wrong credentials", WRONG_SECRET, 401, said, client),
            (
                "credentials in the body",
                Ask::Post("/api/2/oauth2/token", body),
                401,
                said,
                client,
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn notion_errors_have_a_description_and_a_request() {
    let said = "/error_description";
    judge(
        Provider::Notion,
        &[
            (
                "a bad code",
                Ask::Token(&[("code", "x")]),
                400,
                said,
                "Invalid code.…",
            ),
            ("a used code", Ask::UsedCode, 400, said, "Invalid code: …"),
            (
                "a replaced refresh token",
                Ask::RotatedRefresh,
                400,
                said,
                "Invalid refresh_token.",
            ),
            (
                "a wrong secret",
                WRONG_SECRET,
                401,
                said,
                "Client authentication failed…",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn microsoft_errors_have_the_numbers_of_entra() {
    let number = "/error_codes/0";
    judge(
        Provider::Microsoft,
        &[
            ("a used code", Ask::UsedCode, 400, number, "54005"),
            ("an expired code", Ask::OldCode, 400, number, "70008"),
            ("a wrong verifier", WRONG_VERIFIER, 400, number, "501481"),
            ("a wrong secret", WRONG_SECRET, 401, number, "7000215"),
            (
                "a wrong secret, its words",
                WRONG_SECRET,
                401,
                "/error_description",
                "AADSTS7000215: Invalid client secret provided.…",
            ),
            (
                "a wrong secret, its page",
                WRONG_SECRET,
                401,
                "/error_uri",
                "https://login.microsoftonline.com/error?code=7000215",
            ),
            (
                "an unknown client",
                Ask::Token(&[("client_id", "nobody")]),
                400,
                number,
                "700016",
            ),
            (
                "a missing parameter",
                Ask::Token(&[("code", "")]),
                400,
                number,
                "900144",
            ),
            (
                "a scope that does not exist",
                Ask::PostAsClient("/common/oauth2/v2.0/devicecode", &[("scope", "bogus")]),
                400,
                "/error_description",
                "AADSTS70011: The provided value for the input parameter 'scope' is not valid.…",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn apple_describes_codes_and_nothing_about_clients() {
    let said = "/error_description";
    let dead = "The code has expired or has been revoked.";
    judge(
        Provider::Apple,
        &[
            (
                "a used code",
                Ask::UsedCode,
                400,
                said,
                "The code has already been used.",
            ),
            ("an expired code", Ask::OldCode, 400, said, dead),
            (
                "a code that nobody issued",
                Ask::Token(&[("code", "x")]),
                400,
                said,
                dead,
            ),
            (
                "a wrong secret",
                WRONG_SECRET,
                400,
                "",
                r#"{"error":"invalid_client"}"#,
            ),
            (
                "an unknown client",
                Ask::Token(&[("client_id", "nobody")]),
                400,
                "",
                r#"{"error":"invalid_client"}"#,
            ),
            (
                "another grant",
                Ask::Token(&[("grant_type", "password")]),
                400,
                "/error",
                "unsupported_grant_type",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_providers_own_pages_say_what_people_search_for() {
    for (kind, change, words) in [
        (
            Provider::Facebook,
            ("redirect_uri", "http://evil.test/"),
            "URL Blocked",
        ),
        (Provider::Facebook, ("client_id", "1"), "Invalid App ID"),
        (
            Provider::X,
            ("redirect_uri", "http://evil.test/"),
            "Something went wrong",
        ),
        (Provider::X, ("client_id", "nobody"), "Something went wrong"),
        (
            Provider::Microsoft,
            ("redirect_uri", "http://evil.test/"),
            "AADSTS50011: ",
        ),
        (Provider::Microsoft, ("client_id", "nobody"), "AADSTS700016: "),
        (Provider::Microsoft, ("scope", ""), "AADSTS900144: "),
        (
            Provider::Apple,
            ("redirect_uri", "http://evil.test/"),
            "Invalid web redirect url.",
        ),
        (Provider::Apple, ("client_id", "nobody"), "invalid_client"),
    ] {
        let provider = start().await;
        let page = Browser::new(&provider, "b-1")
            .go(&App::new(&provider, kind).authorize_url(&[change]))
            .await;
        assert!(page.html().contains(words), "{kind} {change:?} {}", page.html());
    }
}
