//! A run with every verdict, credentials in every place, and text that attacks each output.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use harness::events::{
    Attempt, CheckResult, Event, Evidence, ExchangeRecord, Expected, Failure, PageEvidence, Party,
    PictureRecord, RequestRecord, RunEnd, RunInfo, Section, Stale, StepResult, StepStatus, TargetInfo,
};
use harness::verdict::{Level, Verdict};

/// Credentials of the sample; none of them may be in any report.
pub(crate) const CREDENTIALS: [&str; 12] = [
    "SplxlOBeZQQYbYS6WxSbIA",
    "af0ifjsldkj-state-of-alice",
    "n-0S6_WzA2Mj-nonce",
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "ya29.access-token-of-alice",
    "1//refresh-token-of-alice",
    "shhh-client-secret-0123456789",
    "c2hoaC1jbGllbnQtc2VjcmV0",
    "signature-of-the-id-token",
    "session-cookie-of-alice-0123",
    "consent-cookie-of-alice-4567",
    "Passw0rd-of-alice",
];

/// Text that is markup, an escape sequence, or a directive somewhere.
pub(crate) const HOSTILE: &str = "<script>alert('x')</script> ]]> \u{1b}[31mred\u{1b}[0m \"quoted\" & ::error:: `tick` | @alice\r\n\u{202e}gnp.exe\u{202c} مرحبا \u{0}\u{7}%0A</title></style>";

pub(crate) fn info() -> RunInfo {
    RunInfo {
        version: "0.1.0".into(),
        started_at: "2026-01-01T00:00:00Z".into(),
        browser: "Chromium 156.0.8078.79 (headless shell)".into(),
        driver: "ChromeDriver 156.0.8078.79".into(),
        workers: 2,
        seed: 42,
        total: 10,
        repeat: 1,
        shard: None,
        command: "harness run --seed 42 'cb-*'".into(),
    }
}

pub(crate) fn target() -> TargetInfo {
    TargetInfo {
        name: "reference".into(),
        start: "embedded".into(),
        url: "http://app.localhost:3000".into(),
        provider_url: "http://localhost:4400".into(),
        total: 10,
        setup_ms: 2140,
        problem: None,
    }
}

pub(crate) fn end() -> RunEnd {
    RunEnd {
        duration_ms: 41_230,
        interrupted: false,
        exit_code: 1,
        stale: vec![Stale {
            file: "baseline.toml".into(),
            line: 7,
            target: "reference".into(),
            check: "cb-honest/github".into(),
            problem: "cb-honest/github passes now; remove the entry".into(),
        }],
    }
}

/// The events of the sample run, checks in the order in which they finish.
pub(crate) fn events() -> Vec<Event> {
    let mut events = vec![Event::RunStarted(info()), Event::TargetStarted(target())];
    for check in checks() {
        events.push(Event::CheckStarted {
            address: check.address(),
            name: check.name.clone(),
        });
        events.push(Event::CheckFinished(Box::new(check)));
    }
    events.push(Event::RunFinished(end()));
    events
}

pub(crate) fn checks() -> Vec<CheckResult> {
    vec![
        passed("cb-honest", Some("google"), "An honest sign-in succeeds", 1840),
        failed(),
        passed("cb-honest", Some("github"), "An honest sign-in succeeds", 1790),
        CheckResult {
            verdict: Verdict::Warn("the refusal is right, but its page is a bare 400".into()),
            level: Level::Should,
            ..plain(
                "err-denied-page",
                Some("github"),
                "A denial leads to a readable page",
                "Errors",
                30,
            )
        },
        CheckResult {
            verdict: Verdict::NotApplicable("the manifest has no profile \"mfa\"".into()),
            steps: Vec::new(),
            profile: "mfa".into(),
            duration_ms: 0,
            ..plain("mfa-totp", None, "A second factor is asked for", "MFA", 12)
        },
        CheckResult {
            verdict: Verdict::Inconclusive("the control failed: an honest sign-in ended at /error".into()),
            ..plain(
                "id-nonce-wrong",
                Some("google"),
                "An ID token with a wrong nonce is rejected",
                "ID token",
                41,
            )
        },
        CheckResult {
            verdict: Verdict::Error("the browser closed its connection".into()),
            level: Level::Usability,
            variant: "require_last_name".into(),
            ..plain(
                "su-missing-name",
                None,
                "A missing last name is asked for",
                "Missing requirements",
                8,
            )
        },
        flaky(),
        expected(),
        hostile(),
    ]
}

/// Passed at the second attempt.
pub(crate) fn flaky() -> CheckResult {
    let first = failed();
    let second = passed("cb-state-replay", Some("google"), "A state is used once", 1500);
    let attempt = |check: &CheckResult, started_ms: u64| Attempt {
        verdict: check.verdict.clone(),
        started_ms,
        duration_ms: check.duration_ms,
        steps: check.steps.clone(),
        failure: check.failure.clone(),
        evidence: Evidence::default(),
    };
    CheckResult {
        verdict: Verdict::Flaky(
            "1 of 2 attempts did not pass: the app exchanged code SplxlOBeZQQYbYS6WxSbIA".into(),
        ),
        started_ms: 5000,
        attempts: vec![attempt(&first, 5000), attempt(&second, 9000)],
        id: "cb-state-replay".into(),
        name: "A state is used once".into(),
        line: 52,
        tags: vec!["cb-state-replay".into(), "must".into(), "core".into()],
        rerun: "harness run cb-state-replay/google".into(),
        ..first
    }
}

/// Failed as the baseline says.
pub(crate) fn expected() -> CheckResult {
    CheckResult {
        verdict: Verdict::Fail,
        expected: Some(Expected {
            reason: "the session store is replaced in May".into(),
            expires: Some("2026-06-01".into()),
        }),
        failure: Some(Failure {
            step: "Then alice is signed in".into(),
            expected: "alice is signed in".into(),
            actual: "nobody is signed in".into(),
            provider: None,
            hint: None,
        }),
        ..plain(
            "ses-kept",
            Some("github"),
            "A session outlives a restart",
            "Session",
            9,
        )
    }
}

fn plain(id: &str, instance: Option<&str>, name: &str, feature: &str, line: usize) -> CheckResult {
    CheckResult {
        target: "reference".into(),
        id: id.into(),
        instance: instance.map(Into::into),
        provider: instance.map(Into::into),
        name: name.into(),
        feature: feature.into(),
        file: format!("security/{}.feature", feature.to_lowercase().replace(' ', "_")),
        line,
        why: "Whoever can skip this step signs in as somebody else.".into(),
        level: Level::Must,
        profile: "core".into(),
        sections: vec![Section {
            title: "RFC 6749 section 10.12".into(),
            url: "https://www.rfc-editor.org/rfc/rfc6749#section-10.12".into(),
        }],
        tags: vec![id.into(), "must".into(), "core".into(), "rfc6749-10.12".into()],
        variant: "default".into(),
        rerun: match instance {
            Some(instance) => format!("harness run {id}/{instance}"),
            None => format!("harness run {id}"),
        },
        verdict: Verdict::Pass,
        expected: None,
        attempts: Vec::new(),
        started_ms: 100,
        duration_ms: 1234,
        steps: vec![
            step(
                "Given",
                "alice has an account at the provider",
                StepStatus::Passed,
                3,
            ),
            step("When", "alice signs in", StepStatus::Passed, 900),
            step("Then", "alice is signed in", StepStatus::Passed, 40),
        ],
        failure: None,
        evidence: Evidence::default(),
    }
}

fn passed(id: &str, instance: Option<&str>, name: &str, duration_ms: u64) -> CheckResult {
    let evidence = Evidence {
        exchanges: vec![authorize(1), token(2)],
        ..Evidence::default()
    };
    CheckResult {
        duration_ms,
        evidence,
        ..plain(id, instance, name, "Callback", 12)
    }
}

/// A breach of a MUST with everything that can be recorded.
pub(crate) fn failed() -> CheckResult {
    CheckResult {
        verdict: Verdict::Fail,
        duration_ms: 2310,
        steps: vec![
            step("Given", "the provider answers with another state", StepStatus::Passed, 3),
            step("When", "alice signs in", StepStatus::Passed, 900),
            step("Then", "nobody is signed in", StepStatus::Failed, 410),
            step("And", "the page says what went wrong", StepStatus::Skipped, 0),
        ],
        failure: Some(Failure {
            step: "Then nobody is signed in".into(),
            expected: "no session, and an error page that offers to start again".into(),
            actual: "alice is signed in: the app exchanged code SplxlOBeZQQYbYS6WxSbIA although state af0ifjsldkj-state-of-alice was expected".into(),
            provider: Some("answered with state \"mallory-state-0123456789\" on purpose (fault: state-wrong)".into()),
            hint: Some("compare the state of the callback with the one kept in the browser's session before the code is exchanged".into()),
        }),
        evidence: Evidence {
            pages: vec![PageEvidence {
                person: "alice".into(),
                url: "http://app.localhost:3000/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=mallory-state-0123456789".into(),
                title: "Dashboard".into(),
                text: "Signed in as alice@example.com\nyour code was SplxlOBeZQQYbYS6WxSbIA".into(),
                console: vec!["error: <b>state</b> is missing".into()],
                requests: vec![
                    request("GET", "http://app.localhost:3000/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=mallory-state-0123456789", Some(303)),
                    request("GET", "http://app.localhost:3000/gone", None),
                ],
                film: vec![PictureRecord {
                    url: "http://127.0.0.1:4400/google/o/oauth2/v2/auth?state=af0ifjsldkj-state-of-alice".into(),
                    screenshot: screenshot(),
                }],
                screenshot: Some(screenshot()),
            }],
            exchanges: [control(vec![authorize(8), token(9)]), vec![authorize(11), altered(12), token(13), userinfo(14)]]
                .concat(),
            faults: vec!["state-wrong: the answer carries a state that the app did not send".into()],
        },
        ..plain("cb-state-wrong", Some("google"), "A response with another state is refused", "Callback", 41)
    }
}

fn request(method: &str, url: &str, status: Option<u16>) -> RequestRecord {
    RequestRecord {
        at: "2026-01-02T03:04:05.006Z".into(),
        method: method.into(),
        url: url.into(),
        kind: "document".into(),
        status,
        duration_ms: Some(12),
        failure: status.is_none().then(|| "net::ERR_CONNECTION_REFUSED".into()),
    }
}

fn hostile() -> CheckResult {
    let long = "x".repeat(5000);
    CheckResult {
        verdict: Verdict::Fail,
        level: Level::Usability,
        why: HOSTILE.into(),
        sections: vec![
            Section {
                title: HOSTILE.into(),
                url: "javascript:alert(1)".into(),
            },
            Section {
                title: "quoted".into(),
                url: "https://example.com/\"onmouseover=\"alert(1)".into(),
            },
        ],
        tags: vec!["hostile".into(), "must\"><img src=x>".into()],
        steps: vec![step("Then", HOSTILE, StepStatus::Failed, 1)],
        failure: Some(Failure {
            step: format!("Then {HOSTILE}"),
            expected: HOSTILE.into(),
            actual: format!("{HOSTILE}\n{long}\n::stop-commands::token"),
            provider: Some(HOSTILE.into()),
            hint: Some(HOSTILE.into()),
        }),
        evidence: Evidence {
            pages: vec![PageEvidence {
                person: "../../mallory".into(),
                url: format!("http://evil.localhost/?q={HOSTILE}"),
                title: HOSTILE.into(),
                text: HOSTILE.into(),
                console: vec![],
                requests: vec![RequestRecord {
                    failure: Some(HOSTILE.into()),
                    kind: HOSTILE.into(),
                    ..request(HOSTILE, HOSTILE, None)
                }],
                film: vec![PictureRecord {
                    url: HOSTILE.into(),
                    screenshot: "\"><script>alert(1)</script>".into(),
                }],
                screenshot: Some("\"><script>alert(1)</script>".into()),
            }],
            exchanges: vec![ExchangeRecord {
                refusal: Some(HOSTILE.into()),
                fault: Some("</svg><script>alert(1)</script>".into()),
                response_body: format!("{{\"error\":\"{long}\"}}"),
                response_headers: vec![
                    ("content-type".into(), "application/json".into()),
                    ("x-evil".into(), HOSTILE.into()),
                ],
                status: 400,
                ..token(99)
            }],
            faults: vec![HOSTILE.into()],
        },
        ..plain(
            "x-hostile",
            Some("evil\"idp"),
            HOSTILE,
            "Hostile <b>text</b> ]]>",
            7,
        )
    }
}

fn step(keyword: &str, text: &str, status: StepStatus, duration_ms: u64) -> StepResult {
    StepResult {
        keyword: keyword.into(),
        text: text.into(),
        line: 42,
        status,
        duration_ms,
    }
}

fn exchange(id: u64, from: Party, endpoint: &str, method: &str, url: &str) -> ExchangeRecord {
    ExchangeRecord {
        id,
        flow: Some(3),
        at: "2026-01-01T00:00:01Z".into(),
        from,
        provider: "google".into(),
        endpoint: endpoint.into(),
        method: method.into(),
        url: url.into(),
        request_headers: vec![("host".into(), "localhost:4400".into())],
        request_body: String::new(),
        status: 200,
        response_headers: Vec::new(),
        response_body: String::new(),
        refusal: None,
        fault: None,
    }
}

fn authorize(id: u64) -> ExchangeRecord {
    ExchangeRecord {
        response_headers: vec![
            ("content-type".into(), "text/html; charset=utf-8".into()),
            (
                "set-cookie".into(),
                "consent=consent-cookie-of-alice-4567; Path=/; HttpOnly".into(),
            ),
        ],
        response_body: "<!doctype html><title>Choose an account</title>".into(),
        ..exchange(
            id,
            Party::Browser,
            "authorization",
            "GET",
            "http://localhost:4400/google/o/oauth2/v2/auth?response_type=code&client_id=harness-client&redirect_uri=http%3A%2F%2Fapp.localhost%3A3000%2Fcallback&scope=openid%20email&state=af0ifjsldkj-state-of-alice&nonce=n-0S6_WzA2Mj-nonce&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        )
    }
}

fn altered(id: u64) -> ExchangeRecord {
    ExchangeRecord {
        request_headers: vec![
            (
                "cookie".into(),
                "sid=session-cookie-of-alice-0123; consent=consent-cookie-of-alice-4567".into(),
            ),
            ("content-type".into(), "application/x-www-form-urlencoded".into()),
        ],
        request_body: "decision=allow&password=Passw0rd-of-alice".into(),
        status: 302,
        response_headers: vec![(
            "location".into(),
            "http://app.localhost:3000/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=mallory-state-0123456789"
                .into(),
        )],
        fault: Some("state-wrong".into()),
        ..exchange(
            id,
            Party::Browser,
            "consent",
            "POST",
            "http://localhost:4400/google/consent",
        )
    }
}

fn token(id: u64) -> ExchangeRecord {
    let credentials = STANDARD.encode("harness-client:shhh-client-secret-0123456789");
    ExchangeRecord {
        request_headers: vec![
            ("authorization".into(), format!("Basic {credentials}")),
            ("content-type".into(), "application/x-www-form-urlencoded".into()),
        ],
        request_body: "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=http%3A%2F%2Fapp.localhost%3A3000%2Fcallback&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&client_secret=shhh-client-secret-0123456789".into(),
        response_headers: vec![("content-type".into(), "application/json".into())],
        response_body: format!(
            r#"{{"access_token":"ya29.access-token-of-alice","expires_in":3599,"refresh_token":"1//refresh-token-of-alice","token_type":"Bearer","id_token":"{}"}}"#,
            id_token()
        ),
        ..exchange(id, Party::App, "token", "POST", "http://localhost:4400/google/token")
    }
}

fn userinfo(id: u64) -> ExchangeRecord {
    ExchangeRecord {
        request_headers: vec![("authorization".into(), "Bearer ya29.access-token-of-alice".into())],
        status: 401,
        response_headers: vec![("content-type".into(), "application/json".into())],
        response_body: r#"{"error":"invalid_token"}"#.into(),
        refusal: Some(
            "the access token ya29.access-token-of-alice was revoked; a valid one was expected".into(),
        ),
        ..exchange(
            id,
            Party::App,
            "userinfo",
            "GET",
            "http://localhost:4400/google/userinfo",
        )
    }
}

/// The honest sign-in before a deviation, in a flow of its own.
fn control(mut exchanges: Vec<ExchangeRecord>) -> Vec<ExchangeRecord> {
    for exchange in &mut exchanges {
        exchange.flow = Some(2);
    }
    exchanges
}

/// The breach of a MUST in which the provider sent a token with these parts, after a control with an honest one.
pub(crate) fn with_token(header: &str, claims: &str) -> CheckResult {
    let forged = format!(
        "{}.{}.c2lnbmF0dXJl",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let mut check = failed();
    for exchange in &mut check.evidence.exchanges {
        if exchange.flow == Some(3) {
            exchange.response_body = exchange.response_body.replace(&id_token(), &forged);
            exchange.fault = (exchange.endpoint == "token").then(|| "id-token-forged".into());
        }
    }
    check
}

/// A token whose signature is not one: only its shape matters here.
pub(crate) fn id_token() -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"test-key-1","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(
        r#"{"iss":"http://localhost:4400/google","sub":"1101","aud":"harness-client","exp":1767229200,"iat":1767225600,"nonce":"n-0S6_WzA2Mj-nonce","email":"alice@example.com","email_verified":true}"#,
    );
    format!("{header}.{claims}.signature-of-the-id-token")
}

/// A grey PNG of 320 by 200, so that a layout that ignores its size is seen.
pub(crate) fn screenshot() -> String {
    include_str!("screenshot.b64").trim().to_owned()
}

/// A writer whose content the test keeps.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
