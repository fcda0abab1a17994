//! Codes that look otherwise than usual, and are the provider's own all the same.

use mock_provider::{
    faults::{Change, Fault, Scope},
    journal::Filter,
};

use crate::{
    browser::Browser,
    providers::every,
    setup::{App, json, start, value},
};

#[tokio::test]
async fn a_code_with_more_behind_it_is_good_as_a_whole_and_only_so() {
    const MORE: &str = "+b=c%20&d#e";
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let fault = provider.arm(Fault {
            name: "code-special".to_owned(),
            scope: Scope {
                provider: Some(kind),
                ..Scope::default()
            },
            times: Some(1),
            change: Change::AuthorizationCode {
                append: MORE.to_owned(),
            },
        });
        let response = app.sign_in(&browser, "alice", &[]).await;
        let code = value(&response, "code").expect("a code");
        assert!(code.ends_with(MORE), "{kind} {code}");
        let noted = provider.journal().exchanges(&Filter {
            provider: Some(kind),
            ..Filter::default()
        });
        let noted = noted
            .iter()
            .filter(|one| one.fault.as_deref() == Some("code-special"));
        assert_eq!(noted.count(), 1, "{kind}");
        let usual = code.trim_end_matches(MORE);
        // Not by the status: GitHub refuses with 200, too.
        let refused = json(app.token(usual, &[]).await).await;
        assert_eq!(refused.get("access_token"), None, "{kind}");
        let tokens = json(app.token(code, &[]).await).await;
        assert!(tokens.get("access_token").is_some(), "{kind} {tokens}");
        provider.disarm(&fault);
        let next = app.sign_in(&browser, "alice", &[]).await;
        let next = value(&next, "code").expect("a code");
        assert!(!next.ends_with(MORE), "{kind}: once is once, {next}");
    }
}
