//! The browser layer against a small page server: isolation, waits, presses, and what happens when a tab dies.
//! Every test runs over all the protocols, which must behave alike.

#[path = "browser/hands.rs"]
mod hands;
#[path = "browser/server.rs"]
mod server;

use std::time::Duration;

use hands::*;
use harness::browser::{
    Browser, Context, Kind, Locator, Options, PageError, Reach, Transport, find_or_install,
};
use server::serve;
use url::Url;

const LIMIT: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(300);

/// A browser and what it is driven by.
#[derive(Debug, Clone, Copy)]
enum Over {
    /// Chromium by its own protocol.
    DevTools,
    /// Chromium by classic WebDriver, with DevTools beside it.
    WebDriver,
    /// Firefox by WebDriver BiDi.
    Firefox,
}

async fn browser(over: Over) -> Browser {
    let options = Options {
        kind: match over {
            Over::Firefox => Kind::Firefox,
            Over::DevTools | Over::WebDriver => Kind::Chromium,
        },
        transport: match over {
            Over::WebDriver => Transport::WebDriver,
            Over::DevTools | Over::Firefox => Transport::DevTools,
        },
        ..Options::default()
    };
    // Where a program is missing and cannot be installed, this says what to type.
    let programs = find_or_install(&options, |_| {})
        .await
        .unwrap_or_else(|error| panic!("{over:?}: {error}; {}", error.hint().unwrap_or_default()));
    Browser::launch(&programs, &options).await.expect("a browser")
}

/// A person's browser on the page at `path` of a fresh server.
async fn on(over: Over, path: &str) -> (Browser, Context, Url) {
    let url = serve().await.join(path).expect("a URL");
    let browser = browser(over).await;
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

/// Makes a test over each protocol of every function, which takes the protocol.
macro_rules! over_all {
    ($($name:ident)*) => {
        mod devtools {
            $(#[tokio::test] async fn $name() { super::$name(super::Over::DevTools).await; })*
        }
        mod webdriver {
            $(#[tokio::test] async fn $name() { super::$name(super::Over::WebDriver).await; })*
        }
        mod firefox {
            $(#[tokio::test] async fn $name() { super::$name(super::Over::Firefox).await; })*
        }
    };
}

over_all! {
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
    the_last_requests_are_known_with_what_they_carried
    a_redirect_to_an_app_is_seen
    a_film_has_a_picture_of_each_page
    nothing_but_this_machine_is_reached
    a_second_tab_shares_the_cookies_and_has_a_page_of_its_own
    a_double_click_is_two_clicks_also_on_a_button_that_moves
    a_button_is_pressed_without_a_mouse
    a_button_is_pressed_without_a_mouse_in_a_window_behind
    the_words_are_read_and_not_the_place_for_them
    a_way_on_that_a_script_makes_is_waited_for
    a_page_is_loaded_once_more
}

// Firefox has no address at which a tab crashes; a whole Firefox that dies is in `crash.rs`.
#[tokio::test]
async fn a_crashed_tab_is_gone_over_devtools() {
    a_crashed_tab_is_gone(Over::DevTools).await;
}

#[tokio::test]
async fn a_crashed_tab_is_gone_over_webdriver() {
    a_crashed_tab_is_gone(Over::WebDriver).await;
}

// WebDriver BiDi does not tell a tab's history.
#[tokio::test]
async fn back_shows_what_was_there_over_devtools() {
    back_shows_what_was_there(Over::DevTools).await;
}

#[tokio::test]
async fn back_shows_what_was_there_over_webdriver() {
    back_shows_what_was_there(Over::WebDriver).await;
}

async fn a_person_fills_a_form_and_nobody_else_sees_the_cookie(over: Over) {
    let (browser, ada, url) = on(over, "/").await;
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

async fn contexts_share_no_storage(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
    let keep = "localStorage.setItem('who', 'ada'); sessionStorage.setItem('who', 'ada');";
    ada.script(keep, vec![]).await.expect("a script");
    ada.set_cookie(std::slice::from_ref(&url), "who", "ada", Reach::Http)
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

async fn what_never_appears_is_named_with_the_page_it_was_looked_for_on(over: Over) {
    let (browser, ada, url) = on(over, "/").await;
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

async fn a_click_is_followed_to_the_page_it_leads_to(over: Over) {
    let (browser, ada, _) = on(over, "/ways").await;
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

async fn a_page_that_moves_on_by_script_is_waited_for(over: Over) {
    let (browser, ada, _) = on(over, "/ways").await;
    ada.click(&role("button", "Later"), LIMIT)
        .await
        .expect("a button");
    ada.wait_for(&role("heading", "Slow"), LIMIT)
        .await
        .expect("the next page");
    browser.close().await;
}

async fn a_button_that_moves_under_the_mouse_is_clicked_once(over: Over) {
    let (browser, ada, _) = on(over, "/moving").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    assert_eq!(
        text_of(&ada, "#elsewhere").await,
        "0 elsewhere",
        "what missed the button is kept from the page"
    );
    browser.close().await;
}

async fn an_element_is_clicked_as_soon_as_nothing_covers_it(over: Over) {
    let (browser, ada, _) = on(over, "/covered").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    browser.close().await;
}

async fn what_stays_covered_is_not_clicked(over: Over) {
    let (browser, ada, _) = on(over, "/covered?forever").await;
    let error = ada
        .click(&role("button", "Pay"), SHORT)
        .await
        .expect_err("it is covered");
    assert!(matches!(error, PageError::Refused { .. }), "{error}");
    assert!(error.to_string().contains("button \"Pay\""), "{error}");
    assert_eq!(text_of(&ada, "#clicks").await, "0 clicks");
    browser.close().await;
}

async fn an_element_below_the_fold_is_clicked(over: Over) {
    let (browser, ada, _) = on(over, "/long").await;
    ada.click(&role("button", "Pay"), LIMIT).await.expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "1 click");
    browser.close().await;
}

async fn a_page_that_replaces_itself_during_a_wait_loses_nothing(over: Over) {
    let (browser, ada, _) = on(over, "/replacing").await;
    assert_eq!(text_of(&ada, "#last").await, "here at last");
    browser.close().await;
}

async fn dialogs_do_not_stop_anybody(over: Over) {
    let (browser, ada, _) = on(over, "/dialogs").await;
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

async fn text_is_waited_for_in_the_first_place_that_has_any(over: Over) {
    let (browser, ada, _) = on(over, "/dialogs").await;
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

async fn six_short_fields_take_one_code(over: Over) {
    let (browser, ada, _) = on(over, "/code").await;
    ada.fill(&label("Digit 1"), "424242", LIMIT)
        .await
        .expect("a field");
    assert_eq!(text_of(&ada, "#out").await, "4 2 4 2 4 2");
    browser.close().await;
}

async fn scripts_return_values_and_say_what_they_threw(over: Over) {
    let (browser, ada, _) = on(over, "/done").await;
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

async fn an_address_where_nobody_listens_is_refused(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let nobody = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
    let error = ada.goto(&nobody).await.expect_err("nobody listens");
    assert!(
        matches!(&error, PageError::Refused { reason, .. } if reason.contains("CONNECTION_REFUSED") || reason.contains("connectionFailure")),
        "{error}"
    );
    ada.goto(&url).await.expect("the tab goes on");
    assert!(ada.is_visible(&role("heading", "Done")).await.expect("an answer"));
    browser.close().await;
}

async fn a_film_has_a_picture_of_each_page(over: Over) {
    let url = serve().await;
    let browser = browser(over).await;
    let mut ada = browser.context().await.expect("a context");
    assert!(ada.is_blank(), "nobody has sent it anywhere");
    ada.start_film();
    ada.goto(&url).await.expect("the page");
    assert!(!ada.is_blank());
    ada.wait_for(&label("Last name"), LIMIT).await.expect("a field");
    let move_on = "history.pushState(null, '', '/within')";
    ada.script(move_on, vec![]).await.expect("a script");
    ada.wait_for(&label("Last name"), LIMIT).await.expect("a field");
    let pages: Vec<String> = ada.film().into_iter().map(|picture| picture.url).collect();
    let within = url.join("/within").expect("a URL");
    assert_eq!(pages, [url.as_str(), within.as_str()], "one of each page");
    browser.close().await;
}

async fn the_last_requests_are_known_with_what_they_carried(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
    let post = "return fetch('/done?posted', { method: 'POST', body: 'code=4711' }).then(() => null);";
    ada.script(post, vec![]).await.expect("a script");
    assert!(ada.settle(LIMIT).await);
    let sent = ada.sent();
    assert!(
        sent.iter()
            .any(|sent| (sent.method.as_str(), sent.url.as_str()) == ("GET", url.as_str())),
        "the document: {sent:?}"
    );
    let posted = sent.iter().find(|sent| sent.url.ends_with("?posted"));
    assert_eq!(
        posted.map(|sent| (sent.method.as_str(), sent.body.as_str())),
        Some(("POST", "code=4711")),
        "{sent:?}"
    );
    let requests = ada.requests();
    let fates: Vec<_> = [url.as_str(), "?posted"]
        .iter()
        .filter_map(|end| requests.iter().find(|request| request.url.ends_with(end)))
        .map(|request| (request.kind.as_str(), request.status, request.took_ms.is_some()))
        .collect();
    assert_eq!(
        fates,
        [("document", Some(200), true), ("fetch", Some(200), true)],
        "{requests:?}"
    );
    browser.close().await;
}

async fn a_redirect_to_an_app_is_seen(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
    let leave = "location.href = '/to-an-app';";
    ada.script(leave, vec![]).await.expect("a script");
    let address = ada
        .redirected(LIMIT, |address| address.starts_with("com.example.app:"))
        .await;
    assert_eq!(address.as_deref(), Some("com.example.app:/callback?code=4711"));
    ada.goto(&url).await.expect("the tab goes on");
    browser.close().await;
}

async fn nothing_but_this_machine_is_reached(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
    let port = url.port().expect("a port");
    // An address of this machine, by a name that only the internet knows or by one that every browser knows.
    let outside = Url::parse(&format!("http://example.com:{port}/done")).expect("a URL");
    let error = ada.goto(&outside).await.expect_err("it is not to be reached");
    assert!(matches!(error, PageError::Refused { .. }), "{error}");
    let inside = Url::parse(&format!("http://app.localhost:{port}/done")).expect("a URL");
    ada.goto(&inside).await.expect("a name of this machine");
    browser.close().await;
}

async fn a_crashed_tab_is_gone(over: Over) {
    let (browser, ada, url) = on(over, "/done").await;
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
