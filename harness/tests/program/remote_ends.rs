//! Browsers of a WebDriver remote end that somebody else started, and remote ends that have none.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::browser::{Kind, Options, Transport, find_or_install};
use harness::clock::Deadline;
use tempfile::TempDir;

use crate::support::{descendants, harness, said};

/// A driver that the harness did not start.
struct Driver {
    process: Child,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    fn start(program: &Path, arguments: &[&str], ready: impl Fn(&str) -> Option<String>) -> Self {
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let mut lines = output.lines().map_while(Result::ok);
        let url = lines.find_map(|line| ready(&line)).expect("its address");
        // Somebody has to read on, or it stops writing.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url }
    }

    fn chromedriver() -> Self {
        let options = Options {
            transport: Transport::WebDriver,
            ..Options::default()
        };
        Self::start(&driver_of(&options), &["--port=0"], |line| {
            let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            Some(format!("http://127.0.0.1:{}", port.trim_end_matches('.')))
        })
    }

    fn geckodriver() -> Self {
        let options = Options {
            kind: Kind::Firefox,
            ..Options::default()
        };
        let arguments = ["--port", "0", "--websocket-port", "0"];
        Self::start(&driver_of(&options), &arguments, |line| {
            let (_, address) = line.split_once("Listening on ")?;
            Some(format!("http://{}", address.trim()))
        })
    }

    /// Whether every browser that it had is closed, now or in a moment.
    fn is_idle(&self) -> bool {
        let deadline = Deadline::after(Duration::from_secs(20));
        while !descendants(self.process.id()).is_empty() {
            if deadline.left().is_none() {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }
}

fn driver_of(options: &Options) -> std::path::PathBuf {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let programs = runtime
        .block_on(find_or_install(options, |_| {}))
        .unwrap_or_else(|error| panic!("{error}; {}", error.hint().unwrap_or_default()));
    programs.driver.expect("a driver")
}

fn run_at(url: &str, more: &[&str]) -> (i32, String) {
    let folder = TempDir::new().expect("a folder");
    said(
        harness(folder.path())
            .args(["run", "cb-happy-path/google", "--webdriver-url", url])
            .args(more),
    )
}

#[test]
fn a_flow_passes_in_the_chromium_of_a_driver_that_somebody_else_started() {
    let driver = Driver::chromedriver();
    let (code, text) = run_at(&driver.url, &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("1 passed") && text.contains(&driver.url), "{text}");
    assert!(driver.is_idle(), "the session was given back");
}

#[test]
fn a_flow_passes_in_the_firefox_of_a_driver_that_somebody_else_started() {
    let driver = Driver::geckodriver();
    let (code, text) = run_at(&driver.url, &["--browser", "firefox"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("1 passed") && text.contains("Firefox"), "{text}");
    assert!(driver.is_idle(), "the session was given back");
}

#[test]
fn a_remote_end_without_the_browser_says_what_was_asked_of_it() {
    let driver = Driver::geckodriver();
    let (code, text) = run_at(&driver.url, &[]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("asked for Chrome or Chromium") && text.contains("--browser"),
        "{text}"
    );
}

#[test]
fn a_closed_port_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let (code, text) = run_at(&url, &[]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains(&url) && text.contains("refused") && text.contains("--webdriver-url"),
        "{text}"
    );
}

/// A server that answers each request (its text, in small letters) with a status and a body; its address.
fn server(answer: impl Fn(&str) -> (&'static str, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or_default();
            let (status, body) = answer(&String::from_utf8_lossy(&request[..length]).to_lowercase());
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

/// What a Grid with one browser says of itself.
fn grid_with(browser: &str) -> (&'static str, String) {
    let body = r#"{"value":{"ready":true,"nodes":[{"slots":[{"stereotype":{"browserName":"NAME"}}]}]}}"#;
    ("200 OK", body.replace("NAME", browser))
}

#[test]
fn a_server_that_is_no_remote_end_is_told_from_one() {
    let url = server(|_| ("200 OK", "Hello".to_owned()));
    let (code, text) = run_at(&url, &[]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("not what WebDriver answers") && text.contains("/wd/hub"),
        "{text}"
    );
}

#[test]
fn a_grid_without_the_browser_says_which_ones_it_has() {
    let url = server(|_| grid_with("safari"));
    let (code, text) = run_at(&url, &["--browser", "firefox"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("it has no Firefox; its browsers: safari"), "{text}");
}

#[test]
fn a_grid_is_told_the_encoding_of_what_it_gets() {
    let url = server(|request| {
        if request.starts_with("get") {
            return grid_with("firefox");
        }
        let error = if request.contains("content-type: application/json; charset=utf-8") {
            r#"{"value":{"error":"session not created","message":"it was understood"}}"#
        } else {
            r#"{"value":{"error":"unknown error","message":"not utf-8"}}"#
        };
        ("500 No", error.to_owned())
    });
    let (code, text) = run_at(&url, &["--browser", "firefox"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("it was understood"), "{text}");
}

#[test]
fn a_remote_end_without_bidi_is_refused_and_its_session_ended() {
    let ended = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&ended);
    let url = server(move |request| {
        if request.starts_with("get") {
            return grid_with("firefox");
        }
        if request.starts_with("delete /session/4711 ") {
            seen.store(true, Ordering::SeqCst);
        }
        let session = r#"{"value":{"sessionId":"4711","capabilities":{"browserName":"firefox"}}}"#;
        ("200 OK", session.to_owned())
    });
    let (code, text) = run_at(&url, &["--browser", "firefox"]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("has no WebDriver BiDi") && text.contains(&url) && text.contains("Grid 4"),
        "{text}"
    );
    assert!(
        ended.load(Ordering::SeqCst),
        "a session that nobody wants is given back"
    );
}

#[test]
fn flags_that_exclude_each_other_are_wrong_usage() {
    let folder = TempDir::new().expect("a folder");
    let run = |flags: &[&str]| said(harness(folder.path()).arg("run").args(flags));
    let (code, text) = run(&["--browser", "firefox", "--transport", "devtools"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("Firefox has no DevTools"), "{text}");
    let (code, text) = run(&["--webdriver-url", "http://127.0.0.1:1", "--transport", "devtools"]);
    assert_eq!(code, 2, "{text}");
    let (code, text) = run(&["--webdriver-url", "https://example.com"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("https is not spoken"), "{text}");
}
