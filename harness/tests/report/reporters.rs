//! Several reporters over one run.

use std::io;

use harness::events::{Event, RunEnd};
use harness::report::json::Json;
use harness::report::screenshots::Screenshots;
use harness::report::terminal::{Terminal, TerminalOptions};
use harness::report::{Reporter, Reporters, Secrets};

use crate::sample::{Kept, checks, end, events};

struct Broken;

impl Reporter for Broken {
    fn on_event(&mut self, _: &Event) -> io::Result<()> {
        Err(io::Error::other("the disk is full"))
    }
}

#[test]
fn one_that_fails_is_named_and_stops_nothing() {
    let out = Kept::default();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("broken", Broken);
    reporters.add(
        "terminal",
        Terminal::plain(out.clone(), TerminalOptions::default()),
    );
    for event in events() {
        reporters.on_event(&event);
    }
    let failures: Vec<String> = reporters.failures().iter().map(ToString::to_string).collect();
    assert_eq!(
        failures,
        ["the harness could not write its broken report: the disk is full"]
    );
    assert!(out.text().contains("Not conformant"));
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("results.json");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("old"), "old").unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("json", Json::new(&taken));
    for event in events() {
        reporters.on_event(&event);
    }
    let failures = reporters.failures();
    assert_eq!(failures.len(), 1);
    assert!(
        failures[0].to_string().contains("results.json"),
        "{}",
        failures[0]
    );
    assert_eq!(std::fs::read_to_string(taken.join("old")).unwrap(), "old");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "a temporary file was left behind"
    );
}

#[test]
fn a_folder_holds_what_people_and_ci_systems_look_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add_folder(folder.path());
    for event in events() {
        reporters.on_event(&event);
    }
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "har",
            "index.html",
            "junit.xml",
            "messages.ndjson",
            "results.json",
            "results.sarif",
            "screenshots"
        ]
    );
}

#[test]
fn an_interrupted_run_reports_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add_folder(folder.path());
    let mut events = events();
    events.drain(6..events.len() - 1);
    let end = RunEnd {
        interrupted: true,
        exit_code: 130,
        ..end()
    };
    *events.last_mut().unwrap() = Event::RunFinished(end);
    for event in &events {
        reporters.on_event(event);
    }
    assert!(reporters.failures().is_empty());
    let page = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.contains("interrupted after 2 of 10 checks"));
    let results = std::fs::read_to_string(folder.path().join("results.json")).unwrap();
    assert_eq!(results.matches("\"verdict\": {").count(), 2);
}

#[test]
fn screenshots_stay_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("screenshots", Screenshots::new(folder.path().join("report")));
    for event in events() {
        reporters.on_event(&event);
    }
    let mut written: Vec<String> = std::fs::read_dir(folder.path().join("report/screenshots/reference"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    written.sort();
    assert_eq!(
        written,
        [
            "cb-state-replay-google-alice.png",
            "cb-state-wrong-google-alice.png"
        ]
    );
    let png = std::fs::read(
        folder
            .path()
            .join("report/screenshots/reference/cb-state-wrong-google-alice.png"),
    )
    .unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    // The other screenshot of the sample is not a picture.
    assert!(
        reporters.failures()[0].to_string().contains("x-hostile"),
        "{}",
        reporters.failures()[0]
    );
    assert_eq!(
        checks()
            .iter()
            .filter(|check| !check.evidence.pages.is_empty())
            .count(),
        3
    );
}
