//! The inspector's pages as documents: whole, reachable, escaped, and without anything from elsewhere.

use std::collections::{BTreeSet, VecDeque};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mock_provider::{
    MockProvider, Provider,
    config::Client,
    faults::{Change, Fault, Scope},
    journal::Filter,
};
use reqwest::header;
use sha2::{Digest as _, Sha256};

use crate::{
    browser::Browser,
    setup::{App, client, start},
};

/// A page with its status and its policy.
pub(crate) struct Inspected {
    pub(crate) status: u16,
    pub(crate) policy: String,
    pub(crate) html: String,
}

pub(crate) async fn inspect(provider: &MockProvider, path: &str) -> Inspected {
    let url = provider.url().join(path).expect("a path");
    let response = reqwest::get(url).await.expect("an answer");
    let policy = response.headers().get("content-security-policy");
    Inspected {
        status: response.status().as_u16(),
        policy: policy.map_or_else(String::new, |value| value.to_str().expect("ASCII").to_owned()),
        html: response.text().await.expect("a body"),
    }
}

/// Sends a form as a page of the inspector does; the status and the page.
pub(crate) async fn post(provider: &MockProvider, path: &str, form: &[(&str, &str)]) -> (u16, String) {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let origin = provider.url().origin().ascii_serialization();
    let request = http.post(provider.url().join(path).expect("a path")).form(form);
    let response = request
        .header(header::ORIGIN, origin)
        .send()
        .await
        .expect("an answer");
    (response.status().as_u16(), response.text().await.expect("a body"))
}

/// At two providers a flow that went well, one that was refused, and one that waits.
async fn with_flows() -> MockProvider {
    let provider = start().await;
    for kind in [Provider::Google, Provider::GitHub] {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let tokens = app.tokens(&browser, "alice", &[]).await;
        app.about(&tokens).await;
        browser.go(&app.authorize_url(&[("client_id", "unknown")])).await;
        Browser::new(&provider, "b-2").go(&app.authorize_url(&[])).await;
    }
    provider
}

fn arm(provider: &MockProvider, name: &str) {
    provider.arm(Fault {
        name: name.to_owned(),
        scope: Scope::default(),
        times: None,
        change: Change::HoldAuthorizationResponse,
    });
}

fn hash_of(html: &str, tag: &str) -> String {
    let (_, rest) = html.split_once(&format!("<{tag}>")).expect("the tag");
    let (text, _) = rest.split_once(&format!("</{tag}>")).expect("its end");
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn hrefs(html: &str) -> impl Iterator<Item = String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|href| href.replace("&amp;", "&"))
}

/// Every link of the inspector leads somewhere, and every page there is as a page should be.
#[tokio::test]
async fn every_page_that_can_be_reached_is_whole_and_loads_nothing() {
    let provider = with_flows().await;
    arm(&provider, "a-fault");
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([provider.url().join("_mock/").expect("a path")]);
    let mut pages = 0;
    while let Some(mut url) = waiting.pop_front() {
        url.set_fragment(None);
        if !seen.insert(url.to_string()) {
            continue;
        }
        let response = reqwest::get(url.clone()).await.expect("an answer");
        assert_eq!(response.status(), 200, "{url}");
        let kind = response.headers()["content-type"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        if !kind.starts_with("text/html") {
            continue;
        }
        pages += 1;
        // With `no-referrer`, browsers would send `Origin: null` with the forms, and the guard would refuse them.
        assert_eq!(response.headers()["referrer-policy"], "same-origin");
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .expect("ASCII")
            .to_owned();
        let html = response.text().await.expect("a body");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        for tag in ["style", "script"] {
            assert!(
                policy.contains(&hash_of(&html, tag)),
                "{url}: the {tag} would not apply"
            );
        }
        for landmark in [
            "<html lang=\"en\">",
            "<main id=\"main\"",
            "<nav aria-label=",
            "<title>",
            "class=\"banner\"",
        ] {
            assert!(html.contains(landmark), "{url} lacks {landmark}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{url}");
        for table in html.split("<table").skip(1) {
            assert!(
                table.contains("<th scope=\"col\">"),
                "{url}: a table without headings"
            );
        }
        for loads in [
            " src=", "<link", "<img", "<iframe", "@import", "url(http", " style=", "onclick=",
        ] {
            assert!(!html.contains(loads), "{url} has {loads}");
        }
        for href in hrefs(&html) {
            let to = url.join(&href).expect("a link");
            if to.origin() == url.origin() {
                waiting.push_back(to);
            } else {
                let cited = ["www.rfc-editor.org", "openid.net"].contains(&to.host_str().expect("a host"));
                assert!(cited, "{url} links to {to}");
            }
        }
    }
    assert!(pages > 20, "{seen:?}");
}

#[tokio::test]
async fn without_flows_the_home_page_says_what_to_configure() {
    let provider = start().await;
    let page = inspect(&provider, "_mock/").await;
    assert_eq!(page.status, 200);
    for text in [
        provider.issuer(Provider::Google),
        provider.api_base_str(Provider::GitHub),
        crate::setup::client_id(Provider::Google).to_owned(),
        "Try a sign-in with GitHub".to_owned(),
    ] {
        assert!(page.html.contains(&text), "{text} is not in {}", page.html);
    }
}

#[tokio::test]
async fn what_applications_send_is_text_and_never_markup() {
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x>";
    let provider = start().await;
    provider.put_client(Client {
        name: EVIL.to_owned(),
        ..client(Provider::Google)
    });
    arm(&provider, EVIL);
    let app = App::new(&provider, Provider::Google);
    let browser = Browser::new(&provider, "b-1");
    app.sign_in_held(&browser, &[("state", EVIL), ("login_hint", EVIL), (EVIL, EVIL)])
        .await;
    browser
        .go(&app.authorize_url(&[("client_id", EVIL), ("redirect_uri", EVIL)]))
        .await;
    for path in [
        "_mock/",
        "_mock/?text=%3Cscript%3Ealert(1)&provider=%3Cscript%3E",
        "_mock/flows/1",
        "_mock/flows/2",
        "_mock/requests",
        "_mock/requests/1",
        "_mock/faults",
        "_mock/people",
        "_mock/%3Cscript%3Ealert(1)%3C/script%3E",
        "_mock/flows/%3Cscript%3Ealert(1)",
    ] {
        let page = inspect(&provider, path).await;
        assert!(
            !page.html.contains("<script>alert") && !page.html.contains("<img"),
            "{path}: {}",
            page.html
        );
        assert_eq!(
            page.html.matches("<script>").count(),
            1,
            "{path} has its own script only"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_on_a_page() {
    let provider = start().await;
    for path in [
        "_mock/nothing",
        "_mock/flows/99",
        "_mock/flows/x",
        "_mock/requests/0",
        "_mock/flows/99/scenario",
    ] {
        let page = inspect(&provider, path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.html.contains("<main id=\"main\"") && !page.policy.is_empty(),
            "{path}"
        );
    }
    assert_eq!(
        inspect(&provider, "_mock").await.status,
        200,
        "redirected to the home page"
    );
}

#[tokio::test]
async fn flows_are_filtered_by_the_address_of_the_page() {
    let provider = with_flows().await;
    let rows = async |query: &str| {
        let page = inspect(&provider, &format!("_mock/?{query}")).await;
        assert_eq!(page.status, 200);
        page.html.matches("<a data-step").count()
    };
    assert_eq!(rows("").await, 6);
    assert_eq!(rows("provider=github").await, 3);
    assert_eq!(rows("provider=github&outcome=exchanged").await, 1);
    assert_eq!(rows("person=alice").await, 2);
    assert_eq!(rows("client=unknown").await, 2);
    assert_eq!(
        rows("text=client-registered").await,
        rows("outcome=refused").await,
        "the rule that was broken"
    );
    assert_eq!(rows("before=3").await, 2);
    assert_eq!(rows("person=nobody").await, 0);
    let odd = inspect(&provider, "_mock/?outcome=excellent").await;
    assert!(odd.html.contains("role=\"alert\"") && odd.html.contains("excellent"));
}

#[tokio::test]
async fn pages_of_other_origins_cannot_use_the_forms() {
    let provider = with_flows().await;
    let http = reqwest::Client::new();
    for path in [
        "_mock/reset",
        "_mock/faults",
        "_mock/clock",
        "_mock/keys",
        "_mock/try/google",
    ] {
        let request = http.post(provider.url().join(path).expect("a path"));
        let response = request
            .header(header::ORIGIN, "http://attacker.test")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 403, "{path}");
    }
    assert!(
        !provider.journal().flows(&Filter::default()).is_empty(),
        "nothing was reset"
    );
}
