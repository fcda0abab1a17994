//! Credentials stay out of every report.

use harness::events::{Event, ExchangeRecord};
use harness::redact::{redact_event, redact_text};
use harness::report::github::Github;
use harness::report::har::Archives;
use harness::report::html::Html;
use harness::report::json::Json;
use harness::report::junit::Junit;
use harness::report::terminal::{Terminal, TerminalOptions};
use harness::report::{Reporters, Secrets};

use crate::sample::{CREDENTIALS, Kept, events, failed};

fn everything(secrets: Secrets) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (terminal, annotations) = (Kept::default(), Kept::default());
    let mut reporters = Reporters::new(secrets);
    reporters.add("json", Json::new(file("results.json")));
    reporters.add("junit", Junit::new(file("junit.xml"), None));
    reporters.add("html", Html::new(file("index.html")));
    reporters.add("har", Archives::new(folder.path()));
    reporters.add(
        "github",
        Github::new(annotations.clone(), Some(file("summary.md")), "features"),
    );
    reporters.add(
        "terminal",
        Terminal::plain(terminal.clone(), TerminalOptions::default()),
    );
    for event in events() {
        reporters.on_event(&event);
    }
    let mut all = terminal.text() + &annotations.text();
    let archive = "har/reference/cb-state-wrong-google.har";
    for name in ["results.json", "junit.xml", "index.html", "summary.md", archive] {
        all.push_str(&std::fs::read_to_string(file(name)).unwrap());
    }
    all
}

#[test]
fn no_report_holds_a_credential() {
    let all = everything(Secrets::Redacted);
    let found: Vec<_> = CREDENTIALS
        .into_iter()
        .filter(|credential| all.contains(credential))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn credentials_are_shown_when_asked_for() {
    let all = everything(Secrets::Shown);
    let missing: Vec<_> = CREDENTIALS
        .into_iter()
        .filter(|credential| !all.contains(credential))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn redacting_twice_changes_nothing() {
    for event in events() {
        let once = redact_event(&event);
        let twice = redact_event(&once);
        assert_eq!(
            serde_json::to_string(&once).unwrap(),
            serde_json::to_string(&twice).unwrap()
        );
    }
}

#[test]
fn equal_values_stay_equal_wherever_they_stand() {
    let Event::CheckFinished(check) = redact_event(&Event::CheckFinished(Box::new(failed()))) else {
        unreachable!("an event keeps its kind");
    };
    let code = "SplxlO…";
    let places = [
        &check.evidence.exchanges[3].response_headers[0].1,
        &check.evidence.exchanges[4].request_body,
        &check.evidence.pages[0].url,
        &check.evidence.pages[0].text,
        &check.failure.as_ref().unwrap().actual,
    ];
    let digits: Vec<&str> = places
        .into_iter()
        .map(|text| {
            let at = text
                .find(code)
                .unwrap_or_else(|| panic!("no shortened code in {text}"))
                + code.len();
            &text[at..at + 4]
        })
        .collect();
    assert!(digits.iter().all(|found| *found == digits[0]), "{digits:?}");
    assert_ne!(
        redact_text("state=mallory-1-mallory"),
        redact_text("state=mallory-2-mallory")
    );
}

#[test]
fn forms_of_a_credential() {
    let cases = [
        "http://localhost/cb?code=4/0AbUR2VMeHxU&scope=email#access_token=ya29.a0AfH6SMB&token_type=Bearer",
        "http://localhost/login?next=http%3A%2F%2Flocalhost%2Fcb%3Fcode%3D4%252F0AbUR2VMeHxU%26scope%3Demail&x=1",
        "{\"access_token\": \"gho_16C7e42F292c6912E7710c838347Ae178B4a\", \"scope\": \"repo\"}",
        "{\"detail\": \"{\\\"refresh_token\\\":\\\"1//0gabcdefgh\\\"}\"}",
        "{\"access_token\": \"gho_16C7e42F292c6912E7710c8383",
        "<OAuth><access_token>gho_16C7e42F292c6912E7710c838347Ae178B4a</access_token><scope>repo</scope></OAuth>",
        "<input type=\"hidden\" name=\"code\" value=\"c_0AbUR2VMeHxU\">",
        "Authorization: Bearer ya29.a0AfH6SMBx-abc",
        "the state is \"af0ifjsldkj\" and not \"other\"",
        "{\"object\":\"error\",\"status\":400,\"code\":\"validation_error\"}",
        "response_type=code&grant_type=authorization_code&session_state=kept&code_challenge=kept",
        "client_secret=all_lower_case&code=access_denied",
        "curl -H 'Cookie: sid=session-cookie-0123; theme=dark' -H 'Authorization: Basic aWQ6c2VjcmV0LTAxMjM=' http://localhost/",
        "alg none: eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "signed: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWl0",
    ];
    let once = cases.map(redact_text);
    assert_eq!(once.clone().map(|text| redact_text(&text)), once);
    insta::assert_snapshot!(once.join("\n"));
}

#[test]
fn forms_of_a_header() {
    let headers = [
        (
            "Authorization",
            "Basic aGFybmVzcy1jbGllbnQ6c2hoaC1jbGllbnQtc2VjcmV0LTAxMjM0NTY3ODk=",
        ),
        ("authorization", "Basic not-base64"),
        ("authorization", "Bearer ya29.a0AfH6SMBx"),
        ("authorization", "token gho_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("authorization", "opaque-without-a-scheme"),
        ("Cookie", "sid=session-cookie-0123; theme=dark"),
        (
            "Set-Cookie",
            "sid=session-cookie-0123; Path=/; HttpOnly; SameSite=Lax",
        ),
        (
            "Location",
            "http://localhost/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkj",
        ),
        ("Set-Cookie", "short=1b2; Path=/"),
        ("Cookie", "short=3c4"),
        ("Content-Type", "application/json"),
    ];
    let mut check = failed();
    let headers = headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    check.evidence.exchanges = vec![ExchangeRecord {
        request_headers: headers,
        ..check.evidence.exchanges[0].clone()
    }];
    let Event::CheckFinished(check) = redact_event(&Event::CheckFinished(Box::new(check))) else {
        unreachable!("an event keeps its kind");
    };
    let shown: Vec<String> = check.evidence.exchanges[0]
        .request_headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
