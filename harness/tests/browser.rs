//! The browser layer against a small page server: isolation, waits, presses, and what happens when a tab dies.
//! Every test runs over both transports, which must behave alike.

#[path = "browser/hands.rs"]
mod hands;
#[path = "browser/server.rs"]
mod server;

use std::time::Duration;

use hands::*;
use harness::browser::{Browser, Context, Locator, Options, PageError, Transport, find_or_install};
use server::serve;
use url::Url;

const LIMIT: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(300);

async fn browser(transport: Transport) -> Browser {
    let options = Options {
        transport,
        ..Options::default()
    };
    let programs = find_or_install(&options, |_| {})
        .await
        .expect("the programs of the transport");
    Browser::launch(&programs, &options).await.expect("a browser")
}

/// A person's browser on the page at `path` of a fresh server.
async fn on(transport: Transport, path: &str) -> (Browser, Context, Url) {
    let url = serve().await.join(path).expect("a URL");
    let browser = browser(transport).await;
    let context = browser.context().await.expect("a context");
    context.goto(&url).await.expect("the page");
    (browser, context, url)
}

fn role(role: &str, name: &str) -> Locator {
    Locator {
        role: Some(role.into()),
        name: Some(name.into()),
        ..Locator::default()
    }
}

fn label(label: &str) -> Locator {
    Locator {
        label: Some(label.into()),
        ..Locator::default()
    }
}

async fn text_of(context: &Context, css: &str) -> String {
    context
        .wait_for_text(&[&Locator::css(css)], LIMIT)
        .await
        .expect("a text")
}

/// Makes a test over each transport of every function, which takes the transport.
macro_rules! over_both {
    ($($name:ident)*) => {
        mod devtools {
            $(#[tokio::test] async fn $name() { super::$name(harness::browser::Transport::DevTools).await; })*
        }
        mod webdriver {
            $(#[tokio::test] async fn $name() { super::$name(harness::browser::Transport::WebDriver).await; })*
        }
    };
}

over_both! {
    a_person_fills_a_form_and_nobody_else_sees_the_cookie
    contexts_share_no_storage
    what_never_appears_is_named_with_the_page_it_was_looked_for_on
    a_click_is_followed_to_the_page_it_leads_to
    a_page_that_moves_on_by_script_is_waited_for
    a_button_that_moves_under_the_mouse_is_clicked_once
    an_element_is_clicked_as_soon_as_nothing_covers_it
    what_stays_covered_is_not_clicked
    an_element_below_the_fold_is_clicked
    a_page_that_replaces_itself_during_a_wait_loses_nothing
    dialogs_do_not_stop_anybody
    text_is_waited_for_in_the_first_place_that_has_any
    six_short_fields_take_one_code
    scripts_return_values_and_say_what_they_threw
    an_address_where_nobody_listens_is_refused
    a_crashed_tab_is_gone
    a_second_tab_shares_the_cookies_and_has_a_page_of_its_own
    a_double_click_is_two_clicks_also_on_a_button_that_moves
    a_button_is_pressed_without_a_mouse
    back_and_reload_show_what_was_there_and_what_is
}

async fn a_person_fills_a_form_and_nobody_else_sees_the_cookie(transport: Transport) {
    let (browser, ada, url) = on(transport, "/").await;
    assert!(
        !ada.is_visible(&role("button", "Continue"))
            .await
            .expect("an answer"),
        "hidden counts as absent"
    );
    ada.fill(&label("Last name"), "Byte", LIMIT)
        .await
        .expect("a field");
    ada.fill(&label("Last name"), "Lovelace", LIMIT)
        .await
        .expect("a field");
    ada.tick(&label("I accept"), true, LIMIT).await.expect("a box");
    ada.tick(&label("I accept"), true, LIMIT).await.expect("a box");
    ada.click(&role("button", "continue"), LIMIT)
        .await
        .expect("a button");
    ada.wait_for(&role("heading", "Done"), LIMIT)
        .await
        .expect("the next page");
    assert!(ada.settle(LIMIT).await);
    let page = ada.page().await.expect("a page");
    assert!(
        page.text.contains("who=Lovelace,accepted"),
        "the field was replaced, not appended to, and the box is on: {page:?}"
    );
    assert_eq!((page.lang.as_str(), page.status), ("en", Some(200)));

    let eve = browser.context().await.expect("a second context");
    eve.goto(&url.join("/done").expect("a URL"))
        .await
        .expect("the page");
    assert!(!eve.page().await.expect("a page").text.contains("Lovelace"));
    assert!(eve.cookies().await.expect("cookies").is_empty());
    assert_eq!(ada.cookies().await.expect("cookies").len(), 1);

    // A context that goes leaves nothing behind that keeps the next one from working.
    drop(ada);
    let bob = browser.context().await.expect("a third context");
    bob.goto(&url).await.expect("the page");
    bob.wait_for(&label("Last name"), LIMIT).await.expect("a field");
    assert!(bob.screenshot().await.expect("a picture").starts_with(b"\x89PNG"));
    browser.close().await;
}

async fn contexts_share_no_storage(transport: Transport) {
    let (browser, ada, url) = on(transport, "/done").await;
    let keep = "localStorage.setItem('who', 'ada'); sessionStorage.setItem('who', 'ada');";
    ada.script(keep, vec![]).await.expect("a script");
    ada.set_cookie(std::slice::from_ref(&url), "who", "ada")
        .await
        .expect("a cookie");
    let eve = browser.context().await.expect("a context");
    eve.goto(&url).await.expect("the page");
    let read = "return [localStorage.getItem('who'), sessionStorage.getItem('who')];";
    let kept = |value: &str| serde_json::json!([value, value]);
    assert_eq!(
        eve.script(read, vec![]).await.expect("a script"),
        serde_json::json!([null, null])
    );
    assert_eq!(ada.script(read, vec![]).await.expect("a script"), kept("ada"));
    assert!(eve.cookies().await.expect("cookies").is_empty());
    ada.clear_cookies().await.expect("no cookies");
    assert!(ada.cookies().await.expect("cookies").is_empty());
    browser.close().await;
}

async fn what_never_appears_is_named_with_the_page_it_was_looked_for_on(transport: Transport) {
    let (browser, ada, url) = on(transport, "/").await;
    let error = ada
        .click(&role("button", "Sign in"), SHORT)
        .await
        .expect_err("no button");
    assert!(matches!(error, PageError::NotFound { .. }), "{error}");
    assert!(
        error.to_string().contains("button \"Sign in\"") && error.to_string().contains(url.as_str()),
        "{error}"
    );
    browser.close().await;
}

async fn a_click_is_followed_to_the_page_it_leads_to(transport: Transport) {
    let (browser, ada, _) = on(transport, "/ways").await;
    for way in ["Link", "Form", "Script"] {
        ada.click(&role("button", way), LIMIT).await.expect("a button");
        // Without any wait: the old page must not be taken for the new one.
        let page = ada.page().await.expect("a page");
        assert!(page.url.ends_with("/slow"), "{way}: {page:?}");
        let back = role("link", "Back");
        ada.click(&back, LIMIT).await.expect("a link");
        assert!(!ada.is_visible(&back).await.expect("an answer"), "{way}");
    }
    browser.close().await;
}

async fn a_page_that_moves_on_by_script_is_waited_for(transport: Transport) {
    let (browser, ada, _) = on(transport, "/ways").await;
    ada.click(&role("button", "Later"), LIMIT)
        .await
        .expect("a button");
    ada.wait_for(&role("heading", "Slow"), LIMIT)
        .await
        .expect("the next page");
    browser.close().await;
}

async fn a_button_that_moves_under_the_mouse_is_clicked_once(transport: Transport) {
    let (browser, ada, _) = on(transport, "/moving").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    assert_eq!(
        text_of(&ada, "#elsewhere").await,
        "0 elsewhere",
        "what missed the button is kept from the page"
    );
    browser.close().await;
}

async fn an_element_is_clicked_as_soon_as_nothing_covers_it(transport: Transport) {
    let (browser, ada, _) = on(transport, "/covered").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    browser.close().await;
}

async fn what_stays_covered_is_not_clicked(transport: Transport) {
    let (browser, ada, _) = on(transport, "/covered?forever").await;
    let error = ada
        .click(&role("button", "Pay"), SHORT)
        .await
        .expect_err("it is covered");
    assert!(matches!(error, PageError::Refused { .. }), "{error}");
    assert!(error.to_string().contains("button \"Pay\""), "{error}");
    assert_eq!(text_of(&ada, "#clicks").await, "0 clicks");
    browser.close().await;
}

async fn an_element_below_the_fold_is_clicked(transport: Transport) {
    let (browser, ada, _) = on(transport, "/long").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    browser.close().await;
}

async fn a_page_that_replaces_itself_during_a_wait_loses_nothing(transport: Transport) {
    let (browser, ada, _) = on(transport, "/replacing").await;
    assert_eq!(text_of(&ada, "#last").await, "here at last");
    browser.close().await;
}

async fn dialogs_do_not_stop_anybody(transport: Transport) {
    let (browser, ada, _) = on(transport, "/dialogs").await;
    assert_eq!(text_of(&ada, "#out").await, "alert closed, confirm said false");
    ada.click(&role("button", "Ask"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#asked").await, "prompt said null");
    assert!(
        ada.console().iter().any(|line| line.contains("Hello")),
        "{:?}",
        ada.console()
    );
    browser.close().await;
}

async fn text_is_waited_for_in_the_first_place_that_has_any(transport: Transport) {
    let (browser, ada, _) = on(transport, "/dialogs").await;
    let (empty, full) = (Locator::css("#empty"), Locator::css("#out"));
    let text = ada.wait_for_text(&[&empty, &full], LIMIT).await.expect("a text");
    assert!(text.contains("alert closed"), "{text}");
    let error = ada.wait_for_text(&[&empty], SHORT).await.expect_err("no text");
    assert!(
        matches!(&error, PageError::NotFound { locator, .. } if **locator == empty),
        "{error}"
    );
    browser.close().await;
}

async fn six_short_fields_take_one_code(transport: Transport) {
    let (browser, ada, _) = on(transport, "/code").await;
    ada.fill(&label("Digit 1"), "424242", LIMIT)
        .await
        .expect("a field");
    assert_eq!(text_of(&ada, "#out").await, "4 2 4 2 4 2");
    browser.close().await;
}

async fn scripts_return_values_and_say_what_they_threw(transport: Transport) {
    let (browser, ada, _) = on(transport, "/done").await;
    let sum = ada
        .script(
            "return arguments[0] + arguments[1].n;",
            vec![1.into(), serde_json::json!({ "n": 2 })],
        )
        .await
        .expect("a value");
    assert_eq!(sum, 3);
    let error = ada
        .script("throw new Error('no such luck');", vec![])
        .await
        .expect_err("it throws");
    assert!(
        matches!(&error, PageError::Refused { reason, .. } if reason.contains("no such luck")),
        "{error}"
    );
    browser.close().await;
}

async fn an_address_where_nobody_listens_is_refused(transport: Transport) {
    let (browser, ada, url) = on(transport, "/done").await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let nobody = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
    let error = ada.goto(&nobody).await.expect_err("nobody listens");
    assert!(
        matches!(&error, PageError::Refused { reason, .. } if reason.contains("ERR_CONNECTION_REFUSED")),
        "{error}"
    );
    ada.goto(&url).await.expect("the tab goes on");
    assert!(ada.is_visible(&role("heading", "Done")).await.expect("an answer"));
    browser.close().await;
}

async fn a_crashed_tab_is_gone(transport: Transport) {
    let (browser, ada, url) = on(transport, "/done").await;
    let crash = Url::parse("chrome://crash").expect("a URL");
    let left = ada.goto(&crash).await;
    assert!(matches!(left, Ok(()) | Err(PageError::Gone(_))), "{left:?}");
    let error = ada
        .wait_for(&role("heading", "Never"), LIMIT)
        .await
        .expect_err("no page is left");
    assert!(matches!(error, PageError::Gone(_)), "{error}");

    // The others go on.
    let eve = browser.context().await.expect("a context");
    eve.goto(&url).await.expect("the page");
    browser.close().await;
}
