//! Several reporters over one run.

use std::io;

use harness::events::Event;
use harness::report::json::Json;
use harness::report::screenshots::Screenshots;
use harness::report::terminal::{Terminal, TerminalOptions};
use harness::report::{Reporter, Reporters, Secrets};

use crate::sample::{Kept, checks, events};

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
fn screenshots_stay_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("screenshots", Screenshots::new(folder.path().join("report")));
    for event in events() {
        reporters.on_event(&event);
    }
    let written: Vec<String> = std::fs::read_dir(folder.path().join("report/screenshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(written, ["cb-state-wrong-google-alice.png"]);
    let png = std::fs::read(
        folder
            .path()
            .join("report/screenshots/cb-state-wrong-google-alice.png"),
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
        2
    );
}
