//! The browser layer against a small page server: isolation, waits, and what happens when the browser dies.

use std::time::Duration;

use harness::browser::{Browser, Locator, Options, PageError, find_or_install};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

const LIMIT: Duration = Duration::from_secs(10);

const PAGE: &str = r##"<!doctype html><html lang="en"><title>Page</title><main>
<label for="n">Last name</label><input id="n">
<label><input type="checkbox" id="terms"> I accept</label>
<button id="late" hidden>Continue</button><p id="out"></p></main>
<script>
const later = document.getElementById("late");
document.getElementById("n").addEventListener("input", () => { later.hidden = false; });
later.addEventListener("click", () => {
  document.cookie = "who=" + document.getElementById("n").value;
  location.href = "/done";
});
</script></html>"##;

/// Serves `PAGE` at `/` and the request's cookies at `/done`.
async fn serve() -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
                let cookies = request.lines().find_map(|line| {
                    line.to_lowercase()
                        .starts_with("cookie:")
                        .then(|| line[7..].trim().to_owned())
                });
                let body = if request.starts_with("GET / ") {
                    PAGE.to_owned()
                } else {
                    format!(
                        "<!doctype html><html lang=en><h1>Done</h1><p>{}</p>",
                        cookies.unwrap_or_default()
                    )
                };
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    Url::parse(&format!("http://localhost:{}/", address.port())).expect("a URL")
}

async fn browser() -> Browser {
    let programs = find_or_install(|_| {}).await.expect("Chromium and its driver");
    Browser::launch(&programs, Options::default())
        .await
        .expect("a browser")
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

#[tokio::test]
async fn a_person_fills_a_form_and_nobody_else_sees_the_cookie() {
    let url = serve().await;
    let browser = browser().await;
    let ada = browser.context().await.expect("a context");
    ada.goto(&url).await.expect("the page");
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
    ada.click(&role("button", "continue"), LIMIT)
        .await
        .expect("a button");
    ada.wait_for(&role("heading", "Done"), LIMIT)
        .await
        .expect("the next page");
    assert!(ada.settle(LIMIT).await);
    let page = ada.page().await.expect("a page");
    assert!(
        page.text.contains("who=Lovelace"),
        "the field was replaced, not appended to: {page:?}"
    );
    assert_eq!((page.lang.as_str(), page.status), ("en", Some(200)));

    let eve = browser.context().await.expect("a second context");
    eve.goto(&url.join("/done").expect("a URL"))
        .await
        .expect("the page");
    assert!(!eve.page().await.expect("a page").text.contains("Lovelace"));
    assert!(eve.cookies().await.expect("cookies").is_empty());
    assert_eq!(ada.cookies().await.expect("cookies").len(), 1);

    // A context that goes leaves a session behind which the next one can use.
    drop(ada);
    let bob = browser.context().await.expect("a third context");
    bob.goto(&url).await.expect("the page");
    bob.wait_for(&label("Last name"), LIMIT).await.expect("a field");
    assert!(bob.screenshot().await.expect("a picture").starts_with(b"\x89PNG"));
    browser.close().await;
}

#[tokio::test]
async fn what_never_appears_is_named_with_the_page_it_was_looked_for_on() {
    let url = serve().await;
    let browser = browser().await;
    let ada = browser.context().await.expect("a context");
    ada.goto(&url).await.expect("the page");
    let error = ada
        .click(&role("button", "Sign in"), Duration::from_millis(200))
        .await
        .expect_err("no button");
    assert!(matches!(error, PageError::NotFound { .. }), "{error}");
    assert!(
        error.to_string().contains("button \"Sign in\"") && error.to_string().contains(url.as_str()),
        "{error}"
    );
    browser.close().await;
}
