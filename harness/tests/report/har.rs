//! The HTTP Archive of a check.

use harness::report::har::{archive, archive_path};
use serde_json::Value;

use crate::sample::failed;

fn entries() -> Vec<Value> {
    let archive = serde_json::to_value(archive(&failed())).unwrap();
    assert_eq!(archive["log"]["version"], "1.2");
    archive["log"]["entries"].as_array().unwrap().clone()
}

#[test]
fn the_browser_and_the_provider_each_have_a_page() {
    let entries = entries();
    let of = |page: &str| entries.iter().filter(|entry| entry["pageref"] == page).count();
    let evidence = failed().evidence;
    assert_eq!(of("alice"), evidence.pages[0].requests.len());
    assert_eq!(of("provider"), evidence.exchanges.len());
    assert_eq!(entries.len(), of("alice") + of("provider"));
}

#[test]
fn a_request_without_an_answer_says_why() {
    let entries = entries();
    let gone = entries
        .iter()
        .find(|entry| entry["request"]["url"] == "http://app.localhost:3000/gone")
        .unwrap();
    // HAR's own way of saying that there was none.
    assert_eq!(gone["response"]["status"], 0);
    assert_eq!(gone["comment"], "net::ERR_CONNECTION_REFUSED");
}

#[test]
fn the_query_stands_beside_the_url() {
    let callback = &entries()[0];
    assert_eq!(callback["request"]["queryString"][0]["name"], "code");
    assert_eq!(callback["response"]["status"], 303);
    assert_eq!(callback["time"], 12.0);
}

#[test]
fn the_report_links_to_the_file_that_is_written() {
    assert_eq!(
        archive_path(&failed()).to_str(),
        Some("har/reference/cb-state-wrong-google.har")
    );
}
