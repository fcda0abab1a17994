//! Tabs, the buttons beside the address bar, double clicks, and the keyboard.

use harness::browser::{Locator, PageError, Reach};
use harness::oracles::page::{at_rest, readable};

use crate::{LIMIT, Over, SHORT, label, on, role, text_of};

pub async fn a_second_tab_shares_the_cookies_and_has_a_page_of_its_own(over: Over) {
    let (browser, ada, url) = on(over, "/").await;
    ada.set_cookie(std::slice::from_ref(&url), "who", "ada", Reach::Http)
        .await
        .expect("a cookie");
    let second = browser.another_tab(&ada).await.expect("a tab");
    second
        .goto(&url.join("/done").expect("a URL"))
        .await
        .expect("the page");
    assert!(text_of(&second, "p").await.contains("who=ada"));
    assert_eq!(ada.page().await.expect("a page").url, url.as_str());
    // The context outlives the tab that it was opened with.
    drop(ada);
    second
        .goto(&url.join("/done").expect("a URL"))
        .await
        .expect("the page");
    assert!(text_of(&second, "p").await.contains("who=ada"));
    browser.close().await;
}

pub async fn a_double_click_is_two_clicks_also_on_a_button_that_moves(over: Over) {
    let (browser, ada, _) = on(over, "/moving").await;
    ada.double_click(&role("button", "Pay"), LIMIT)
        .await
        .expect("a button");
    assert_eq!(text_of(&ada, "#clicks").await, "2 clicks");
    assert_eq!(text_of(&ada, "#elsewhere").await, "0 elsewhere");
    browser.close().await;
}

pub async fn a_button_is_pressed_without_a_mouse(over: Over) {
    let (browser, ada, _) = on(over, "/").await;
    let missing = ada.press_by_keyboard(&role("button", "Continue"), SHORT).await;
    assert!(matches!(missing, Err(PageError::NotFound { .. })), "{missing:?}");
    ada.fill(&label("Last name"), "Hopper", LIMIT)
        .await
        .expect("a field");
    ada.press_by_keyboard(&role("button", "Continue"), LIMIT)
        .await
        .expect("a button");
    ada.wait_for(&role("heading", "Done"), LIMIT)
        .await
        .expect("the next page");
    assert!(text_of(&ada, "p").await.contains("who=Hopper"));
    // Text is nothing that the focus goes to.
    let stuck = ada.press_by_keyboard(&role("heading", "Done"), LIMIT).await;
    assert!(matches!(stuck, Err(PageError::Refused { .. })), "{stuck:?}");
    browser.close().await;
}

/// Whoever opens a window takes the keyboard away from those that were there.
pub async fn a_button_is_pressed_without_a_mouse_in_a_window_behind(over: Over) {
    let (browser, ada, url) = on(over, "/").await;
    let eve = browser.context().await.expect("a second person");
    eve.goto(&url).await.expect("the page");
    for (person, name) in [(&ada, "Hopper"), (&eve, "Eve")] {
        person
            .fill(&label("Last name"), name, LIMIT)
            .await
            .expect("a field");
    }
    for (person, name) in [(&ada, "Hopper"), (&eve, "Eve")] {
        let pressed = person.press_by_keyboard(&role("button", "Continue"), LIMIT).await;
        pressed.unwrap_or_else(|error| panic!("{name}: {error}"));
        let next = person.wait_for(&role("heading", "Done"), LIMIT).await;
        next.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    browser.close().await;
}

pub async fn the_words_are_read_and_not_the_place_for_them(over: Over) {
    let (browser, ada, _) = on(over, "/words").await;
    let said = ada.wait_for_text(&[&Locator::css("[role=alert]")], LIMIT).await;
    assert_eq!(said.expect("a text"), "Wrong code");
    browser.close().await;
}

pub async fn a_way_on_that_a_script_makes_is_waited_for(over: Over) {
    let (browser, ada, url) = on(over, "/words").await;
    let page = at_rest(&ada, LIMIT).await.expect("a page");
    readable(&page).unwrap_or_else(|broken| panic!("{}", broken.actual));
    // A page that never leads on is not waited for longer than it may take.
    ada.goto(&url.join("/done").expect("a URL"))
        .await
        .expect("the page");
    let page = at_rest(&ada, SHORT).await.expect("a page");
    assert!(readable(&page).is_err(), "{page:?}");
    browser.close().await;
}

pub async fn back_shows_what_was_there(over: Over) {
    let (browser, ada, url) = on(over, "/").await;
    let done = url.join("/done").expect("a URL");
    ada.goto(&done).await.expect("the page");
    let visited = ada.visited().await.expect("a history");
    let urls: Vec<&str> = visited.iter().map(|entry| entry.url.as_str()).collect();
    assert!(urls.ends_with(&[url.as_str(), done.as_str()]), "{urls:?}");
    let first = visited.iter().find(|entry| entry.url == url.as_str());
    assert!(
        ada.back_to(first.expect("the first page"), LIMIT)
            .await
            .expect("a history")
    );
    assert_eq!(ada.page().await.expect("a page").url, url.as_str());
    // What lies ahead is not what one comes back to.
    assert!(
        !ada.visited()
            .await
            .expect("a history")
            .iter()
            .any(|entry| entry.url == done.as_str())
    );
    // Nor is a document needed for what a script made of this one.
    ada.script("history.pushState({}, '', '/pushed')", vec![])
        .await
        .expect("a script");
    let visited = ada.visited().await.expect("a history");
    assert!(
        visited.last().is_some_and(|entry| entry.url.ends_with("/pushed")),
        "{visited:?}"
    );
    let first = visited.iter().find(|entry| entry.url == url.as_str());
    let came = ada.back_to(first.expect("the first page"), LIMIT).await;
    assert!(came.expect("a history"));
    assert_eq!(ada.page().await.expect("a page").url, url.as_str());
    browser.close().await;
}

pub async fn a_page_is_loaded_once_more(over: Over) {
    let (browser, ada, _) = on(over, "/").await;
    ada.script("window.seen = true;", vec![]).await.expect("a page");
    assert!(ada.reload(LIMIT).await.expect("a page"));
    let seen = ada.script("return window.seen === true;", vec![]).await;
    assert_eq!(seen.expect("an answer"), false, "it is another document");
    browser.close().await;
}
