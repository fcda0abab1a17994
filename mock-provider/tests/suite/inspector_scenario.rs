//! A flow saved as a scenario: Gherkin that the harness understands.

use std::{collections::BTreeMap, fs, path::Path};

use gherkin::{Feature, GherkinEnv, StepType};
use mock_provider::{
    MockProvider, Provider,
    faults::{Change, Fault, Scope},
};
use regex::Regex;
use serde_json::json;

use crate::{
    browser::{Browser, Page},
    inspector_pages::inspect,
    setup::{App, start},
};

/// The steps of the harness, by their keyword, as its sources declare them.
fn known_steps() -> Vec<(StepType, Regex)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../harness/src/steps");
    let declared = Regex::new(r#"#\[(given|when|then)\((expr|regex) = r?"([^"]*)"\)\]"#).expect("a pattern");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the steps of the harness") {
        let text = fs::read_to_string(entry.expect("a file").path()).expect("UTF-8");
        for captures in declared.captures_iter(&text) {
            let kind = match &captures[1] {
                "given" => StepType::Given,
                "when" => StepType::When,
                _ => StepType::Then,
            };
            let pattern = if &captures[2] == "regex" {
                captures[3].to_owned()
            } else {
                pattern(&captures[3])
            };
            found.push((kind, Regex::new(&pattern).expect("a pattern")));
        }
    }
    assert!(found.len() > 30, "the steps were found");
    found
}

/// A Cucumber expression as a pattern, as far as the harness uses them.
fn pattern(expression: &str) -> String {
    let text = regex::escape(expression)
        .replace(r"\{word\}", r"\S+")
        .replace(r"\{idp\}", "(?:Google|GitHub)")
        .replace(r"\{requirement\}", ".+")
        .replace(r"\(", "(?:")
        .replace(r"\)", ")?");
    let either = Regex::new(r"(\w+)/(\w+)").expect("a pattern");
    format!("^{}$", either.replace_all(&text, "(?:$1|$2)"))
}

async fn saved(provider: &MockProvider, flow: u64) -> String {
    let page = inspect(provider, &format!("_mock/flows/{flow}/scenario")).await;
    assert_eq!(page.status, 200, "{}", page.html);
    page.html
}

fn parsed(text: &str) -> Feature {
    let feature =
        Feature::parse(text, GherkinEnv::default()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(feature.scenarios.len(), 1, "{text}");
    let known = known_steps();
    for step in &feature.scenarios[0].steps {
        let exists = known
            .iter()
            .any(|(kind, pattern)| *kind == step.ty && pattern.is_match(&step.value));
        assert!(exists, "the harness has no step {} {}", step.keyword, step.value);
    }
    feature
}

fn arm(provider: &MockProvider, change: Change) {
    provider.arm(Fault {
        name: "on-purpose".to_owned(),
        scope: Scope::default(),
        times: Some(1),
        change,
    });
}

fn response(set: &[(&str, &str)], remove: &[&str]) -> Change {
    Change::AuthorizationResponse {
        set: set
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        remove: remove.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[tokio::test]
async fn honest_flows_are_saved_in_steps_that_exist() {
    let provider = start().await;
    for kind in Provider::ALL {
        let app = App::new(&provider, kind);
        for person in ["carol", "carol", "eve"] {
            app.tokens(&Browser::new(&provider, person), person, &[]).await;
        }
    }
    let first = saved(&provider, 1).await;
    let feature = parsed(&first);
    let steps: Vec<&str> = feature.scenarios[0]
        .steps
        .iter()
        .map(|step| step.value.as_str())
        .collect();
    assert_eq!(
        steps,
        [
            "carol signs up with Google",
            "carol is signed in",
            "the app asked Google for one token",
            "the authorization request to Google has a state",
            "the authorization request to Google has a nonce",
            "the authorization request to Google has a code_challenge",
            "the authorization request to Google says code_challenge_method=S256",
        ]
    );
    let again = parsed(&saved(&provider, 2).await);
    assert_eq!(
        again.scenarios[0].steps[0].value,
        "carol has an account made with Google"
    );
    assert_eq!(again.scenarios[0].steps[1].value, "carol signs in with Google");
    for flow in 3..=6 {
        parsed(&saved(&provider, flow).await);
    }
}

#[tokio::test]
async fn each_alteration_that_has_a_step_is_reproduced_by_it() {
    for (change, step) in [
        (
            response(&[], &["state"]),
            "GitHub will leave out the state in its answer to alice",
        ),
        (
            response(&[("state", "x")], &[]),
            "GitHub will send another state in its answer to alice",
        ),
        (
            response(&[("state", "")], &[]),
            "GitHub will send an empty state in its answer to alice",
        ),
        (
            Change::HoldAuthorizationResponse,
            "GitHub will hold back its answer to alice",
        ),
    ] {
        let provider = start().await;
        let app = App::new(&provider, Provider::GitHub);
        let held = change == Change::HoldAuthorizationResponse;
        arm(&provider, change);
        let browser = Browser::new(&provider, "b-1");
        if held {
            app.sign_in_held(&browser, &[]).await;
        } else {
            app.sign_in(&browser, "alice", &[]).await;
        }
        let feature = parsed(&saved(&provider, 1).await);
        let steps: Vec<&str> = feature.scenarios[0]
            .steps
            .iter()
            .map(|step| step.value.as_str())
            .collect();
        assert_eq!(steps[1], step);
        assert!(steps.contains(&"alice is not signed in"), "{steps:?}");
    }
}

#[tokio::test]
async fn what_no_step_does_is_not_saved_as_something_else() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    arm(
        &provider,
        Change::IdToken {
            set: json!({"nonce": "x"}).as_object().expect("an object").clone(),
            remove: Vec::new(),
        },
    );
    app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let page = inspect(&provider, "_mock/flows/1/scenario").await;
    assert_eq!(page.status, 409);
    assert!(
        page.html.contains("no step that arms the fault on-purpose"),
        "{}",
        page.html
    );
    let flow = inspect(&provider, "_mock/flows/1").await;
    assert!(flow.html.contains("Cannot be saved as a scenario"));
}

#[tokio::test]
async fn denied_open_and_refused_flows_are_saved_and_nothing_sent_begins_a_line() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Google);
    let browser = Browser::new(&provider, "b-1");
    let page = browser.go(&app.authorize_url(&[])).await;
    let consent = browser.submit(&page, &[("identifier", "alice")]).await;
    assert!(matches!(
        browser.submit(&consent, &[("decision", "deny")]).await,
        Page::Left(_)
    ));
    browser.go(&app.authorize_url(&[("prompt", "consent")])).await;
    browser
        .go(&app.authorize_url(&[
            ("client_id", "x\n  Scenario: evil"),
            ("redirect_uri", "http://a.test/\n@tag"),
        ]))
        .await;
    let denied = parsed(&saved(&provider, 1).await);
    let steps: Vec<&str> = denied.scenarios[0]
        .steps
        .iter()
        .map(|step| step.value.as_str())
        .collect();
    assert_eq!(steps[0], "alice starts to sign up with Google and cancels there");
    assert_eq!(steps[1], "the app received the error access_denied from Google");
    parsed(&saved(&provider, 2).await);
    let refused = saved(&provider, 3).await;
    parsed(&refused);
    assert!(refused.contains("# Client: x   Scenario: evil"), "{refused}");
    assert!(refused.contains("# Refused: GET authorize"), "{refused}");
}
