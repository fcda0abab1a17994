//! The page of one flow: what it draws, judges, and hides.

use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, Scope},
    journal::Filter,
};
use serde_json::json;

use crate::{
    browser::Browser,
    inspector_pages::inspect,
    setup::{App, SECRET, VERIFIER, start},
};

async fn flow_page(provider: &MockProvider, id: u64) -> String {
    let page = inspect(provider, &format!("_mock/flows/{id}")).await;
    assert_eq!(page.status, 200);
    page.html
}

fn exchanges_of(provider: &MockProvider, flow: u64) -> usize {
    let filter = Filter {
        flow: Some(flow),
        ..Filter::default()
    };
    provider.journal().exchanges(&filter).len()
}

/// The list of what is not as it should be.
fn findings(html: &str) -> &str {
    html.split_once("<h2 id=\"findings\">")
        .and_then(|(_, rest)| rest.split_once("</section>"))
        .map(|(part, _)| part)
        .expect("the findings")
}

/// The page without what is folded away.
fn in_sight(html: &str) -> String {
    let mut rest = html;
    let mut text = String::new();
    for class in ["secret", "curl"] {
        let start = format!("<details class=\"{class}\">");
        let whole = if text.is_empty() {
            rest.to_owned()
        } else {
            std::mem::take(&mut text)
        };
        rest = "";
        let mut parts = whole.split(start.as_str());
        text.push_str(parts.next().expect("a first part"));
        for part in parts {
            let (folded, after) = part.split_once("</details>").expect("its end");
            let (summary, _) = folded.split_once("</summary>").expect("a summary");
            text.push_str(summary);
            text.push_str(after);
        }
    }
    text
}

#[tokio::test]
async fn an_honest_flow_has_an_arrow_for_each_exchange_and_nothing_to_blame() {
    let provider = start().await;
    for (kind, flow) in [Provider::Google, Provider::GitHub].into_iter().zip(1..) {
        let app = App::new(&provider, kind);
        let changes = [
            ("state", "b3RoZXItc3RhdGUtdGhhdC1"),
            (
                "nonce",
                if kind == Provider::Google {
                    "bm9uY2UtdGhhdC1pcy1sb25n"
                } else {
                    ""
                },
            ),
        ];
        let tokens = app
            .tokens(&Browser::new(&provider, "b-1"), "alice", &changes)
            .await;
        app.profile(tokens["access_token"].as_str().expect("a token"))
            .await;
        let html = flow_page(&provider, flow).await;
        let arrows = html.matches("<g class=\"arrow").count();
        assert_eq!(arrows, exchanges_of(&provider, flow), "{kind}");
        assert_eq!(
            html.matches("<g class=\"callback").count(),
            1,
            "{kind}: the answer is carried once"
        );
        assert_eq!(
            html.matches("<details class=\"exchange").count(),
            arrows,
            "{kind}"
        );
        assert!(findings(&html).contains("mark ok"), "{kind}: {}", findings(&html));
        assert!(
            html.contains("The result is the challenge, character for character."),
            "{kind}"
        );
        let signed = html.contains("RS256, verified with the published key");
        assert_eq!(signed, kind == Provider::Google, "{kind}");
    }
}

/// Facebook ends every redirect with `#_=_`, which must not hide the response in the query.
#[tokio::test]
async fn the_mark_at_the_end_of_facebooks_redirects_hides_no_response() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Facebook);
    app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let html = flow_page(&provider, 1).await;
    assert_eq!(html.matches("<g class=\"callback").count(), 1);
}

#[tokio::test]
async fn a_poor_request_and_a_refused_token_request_are_found_fault_with() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let changes = [("state", "123"), ("nonce", ""), ("max_age", "soon")];
    let browser = Browser::new(&provider, "b-1");
    let code = app
        .code(&browser, "alice", &[("state", "123"), ("nonce", "")])
        .await;
    assert_eq!(app.token(&code, &[("code_verifier", "")]).await.status(), 400);
    let html = flow_page(&provider, 1).await;
    let found = findings(&html);
    for (mark, about) in [
        ("wrong", "code_verifier"),
        ("wrong", "PKCE"),
        ("weak", "state"),
        ("weak", "nonce"),
    ] {
        let line = found
            .lines()
            .find(|line| line.contains(&format!("<code>{about}</code>")));
        assert!(
            line.is_some_and(|line| line.contains(&format!("mark {mark}"))),
            "{about}: {found}"
        );
    }
    assert!(
        found.contains("The provider refused POST token") && found.contains("pkce"),
        "{found}"
    );
    assert_eq!(html.matches("<g class=\"arrow refused").count(), 1);

    browser.go(&app.authorize_url(&changes)).await;
    let refused = flow_page(&provider, 2).await;
    assert!(
        findings(&refused).contains("<code>max_age</code>"),
        "{}",
        findings(&refused)
    );
}

#[tokio::test]
async fn a_fault_is_named_and_what_it_broke_is_found() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    provider.arm(Fault {
        name: "another-nonce".to_owned(),
        scope: Scope::default(),
        times: Some(1),
        change: Change::IdToken {
            set: json!({"nonce": "another", "aud": "somebody"})
                .as_object()
                .expect("an object")
                .clone(),
            remove: vec!["exp".to_owned()],
        },
    });
    app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let html = flow_page(&provider, 1).await;
    let found = findings(&html);
    assert!(found.contains("another-nonce"), "{found}");
    for claim in ["nonce", "aud", "exp"] {
        let line = found
            .lines()
            .find(|line| line.contains(&format!("<code>{claim}</code>")));
        assert!(
            line.is_some_and(|line| line.contains("mark wrong")),
            "{claim}: {found}"
        );
    }
    assert!(html.contains("<g class=\"arrow faulty\""));
}

#[tokio::test]
async fn a_retired_key_is_missed_and_an_expired_token_is_no_fault() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    app.tokens(
        &Browser::new(&provider, "b-1"),
        "alice",
        &[("state", "b3RoZXItc3RhdGUtdGhhdC1")],
    )
    .await;
    provider.clock().advance(std::time::Duration::from_secs(7_200));
    let html = flow_page(&provider, 1).await;
    assert!(
        html.contains("and died 1 h ago by the provider&#39;s clock."),
        "the clock was moved by two hours"
    );
    assert!(!findings(&html).contains("<code>exp</code>"));
    let kid = provider.keys(Provider::Google)[0].kid.clone();
    provider
        .retire_key(Provider::Google, &kid)
        .expect("another is published");
    assert!(findings(&flow_page(&provider, 1).await).contains("is not published now"));
}

#[tokio::test]
async fn credentials_are_folded_away() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let browser = Browser::new(&provider, "b-1");
    let code = app.code(&browser, "alice", &[]).await;
    let response = crate::setup::json(app.token(&code, &[]).await).await;
    let token = |name: &str| response[name].as_str().expect("a token").to_owned();
    app.profile(&token("access_token")).await;
    let html = flow_page(&provider, 1).await;
    let seen = in_sight(&html);
    for secret in [
        token("access_token"),
        token("id_token"),
        code.clone(),
        SECRET.to_owned(),
    ] {
        let escaped = secret.replace('&', "&#38;");
        assert!(html.contains(&escaped), "the operator can see {secret}");
        assert!(!seen.contains(&escaped), "{secret} is in sight");
    }
    assert!(seen.contains(VERIFIER), "PKCE is recomputed in sight");
    let mut commands = html
        .split("data-copy>")
        .filter_map(|part| part.split("</pre>").next());
    let curl = commands.find(|text| text.starts_with("curl") && text.contains("/google/token&#39;"));
    let curl = curl.expect("the token request as a command");
    assert!(
        curl.contains("--data-raw &#39;grant_type=authorization_code"),
        "{curl}"
    );
}

#[tokio::test]
async fn a_held_back_answer_is_shown_and_carried_nowhere() {
    let provider = start().await;
    let app = App::new(&provider, Provider::GitHub);
    provider.arm(Fault {
        name: "held".to_owned(),
        scope: Scope::default(),
        times: None,
        change: Change::HoldAuthorizationResponse,
    });
    app.sign_in_held(&Browser::new(&provider, "b-1"), &[]).await;
    let html = flow_page(&provider, 1).await;
    assert!(html.contains("It stays at the provider"), "{html}");
    assert_eq!(html.matches("<g class=\"callback").count(), 0);
}

#[tokio::test]
async fn a_flow_that_began_at_a_device_has_its_page() {
    let provider = start().await;
    let mut device = crate::setup::client(Provider::GitHub);
    device.device_flow = true;
    provider.put_client(device);
    let app = App::new(&provider, Provider::GitHub);
    let (status, answer) = app
        .post(
            "/login/device/code",
            &[
                ("client_id", crate::setup::client_id(Provider::GitHub)),
                ("scope", "user"),
            ],
        )
        .await;
    assert_eq!(status, 200, "{answer}");
    let html = flow_page(&provider, 1).await;
    assert_eq!(
        html.matches("<g class=\"arrow").count(),
        exchanges_of(&provider, 1)
    );
    assert!(html.contains("Cannot be saved as a scenario: it began at a device"));
    let code = answer["device_code"].as_str().expect("a code");
    assert!(!in_sight(&html).contains(code), "the device code is in sight");
}
