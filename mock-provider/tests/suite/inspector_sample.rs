//! The sample sign-in, walked as a browser walks it.

use mock_provider::{
    Provider,
    journal::{Filter, Outcome},
};
use reqwest::{header, redirect::Policy};

use crate::{
    browser::{Browser, Page},
    setup::start,
};

#[tokio::test]
async fn the_sample_signs_in_and_leads_to_its_flow() {
    let provider = start().await;
    for (kind, name) in [
        (Provider::Google, "alice.archer@gmail.com"),
        (Provider::GitHub, "alice-archer"),
        ("oidc".parse().expect("an issuer"), "alice.archer@gmail.com"),
    ] {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client");
        let begin = http.post(provider.url().join(&format!("_mock/try/{kind}")).expect("a path"));
        let response = begin.send().await.expect("an answer");
        assert_eq!(response.status(), 303, "{kind}");
        let set = response.headers()[header::SET_COOKIE]
            .to_str()
            .expect("ASCII")
            .to_owned();
        assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
        let cookie = set.split(';').next().expect("a cookie").to_owned();
        let location = response.headers()[header::LOCATION]
            .to_str()
            .expect("ASCII")
            .to_owned();

        let browser = Browser::new(&provider, "b-1");
        let mut page = browser
            .go(provider.url().join(&location).expect("a URL").as_str())
            .await;
        let mut callback = None;
        for fields in [("identifier", "alice"), ("decision", "approve")] {
            match &page {
                Page::Shown { html, .. } if html.contains("interaction") => {
                    page = browser.submit(&page, &[fields]).await;
                }
                _ => {}
            }
        }
        if let Page::Shown { url, .. } = &page {
            callback = Some(url.clone());
        }
        let callback = callback.expect("the callback is a page of the inspector");
        assert!(
            callback.contains(&format!("/_mock/try/{kind}/callback?")),
            "{callback}"
        );
        // Without the cookie of the browser that began, the answer is refused.
        assert!(
            page.html().contains("Nobody is signed in") && page.html().contains("begin again"),
            "{kind}"
        );

        let other = http
            .get(&callback)
            .header(header::COOKIE, "mock_try=state=another");
        let other = other
            .send()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("a body");
        assert!(
            other.contains("Nobody is signed in") && other.contains("not the one that was sent"),
            "{kind}"
        );

        let own = http
            .get(&callback)
            .header(header::COOKIE, cookie)
            .send()
            .await
            .expect("an answer");
        assert_eq!(own.status(), 200);
        let html = own.text().await.expect("a body");
        assert!(
            html.contains(&format!("<h1>{name} is signed in</h1>")),
            "{kind}: {html}"
        );
        let flows = provider.journal().flows(&Filter {
            provider: Some(kind),
            outcome: Some(Outcome::Exchanged),
            ..Filter::default()
        });
        assert_eq!(flows.len(), 1, "{kind}");
        assert!(
            html.contains(&format!("href=\"../../flows/{}\"", flows[0].id)),
            "{kind}"
        );
    }
}

/// The sample is an example: the inspector must find nothing to blame in it.
#[tokio::test]
async fn the_sample_asks_as_it_should() {
    let provider = start().await;
    for (kind, flow) in ["google", "github", "oidc"].into_iter().zip(1..) {
        let begin =
            reqwest::Client::new().post(provider.url().join(&format!("_mock/try/{kind}")).expect("a path"));
        begin.send().await.expect("the sign-in page");
        let page = crate::inspector_pages::inspect(&provider, &format!("_mock/flows/{flow}")).await;
        assert_eq!(page.status, 200);
        for mark in ["weak", "wrong", "note"] {
            assert!(
                !page.html.contains(&format!("mark {mark}")),
                "{kind}: {mark}: {}",
                page.html
            );
        }
    }
}

#[tokio::test]
async fn there_is_no_sample_for_what_is_no_provider() {
    let provider = start().await;
    let http = reqwest::Client::new();
    let response = http
        .post(provider.url().join("_mock/try/nobody").expect("a path"))
        .send()
        .await;
    assert_eq!(response.expect("an answer").status(), 404);
}
