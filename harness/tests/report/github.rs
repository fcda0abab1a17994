//! What GitHub Actions shows.

use harness::events::{Event, RunEnd};
use harness::report::github::Github;
use harness::report::{Reporters, Secrets};

use crate::sample::{Kept, end, events, failed, info, target};

fn written(events: &[Event]) -> (String, String) {
    let out = Kept::default();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("summary.md");
    std::fs::write(&path, "of an earlier step\n").unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add(
        "github",
        Github::new(out.clone(), Some(path.clone()), "features/"),
    );
    for event in events {
        reporters.on_event(event);
    }
    assert!(reporters.failures().is_empty());
    (out.text(), std::fs::read_to_string(path).unwrap())
}

#[test]
fn annotations_read_as_recorded() {
    insta::assert_snapshot!(written(&events()).0);
}

#[test]
fn the_summary_reads_as_recorded() {
    insta::assert_snapshot!(written(&events()).1);
}

#[test]
fn every_line_of_the_log_is_one_annotation() {
    let (log, _) = written(&events());
    for line in log.lines() {
        assert!(
            line.starts_with("::error ") || line.starts_with("::warning "),
            "{line}"
        );
    }
}

#[test]
fn the_tenth_annotation_counts_the_rest() {
    let (log, summary) = written(&many(30));
    assert_eq!(log.lines().count(), 10);
    assert_eq!(
        log.lines().last(),
        Some("::error title=harness::and 21 more, see the report")
    );
    assert_eq!(summary.matches("### FAIL").count(), 30);
}

#[test]
fn a_summary_too_long_for_github_says_what_is_missing() {
    let (_, summary) = written(&many(1000));
    assert!(summary.len() < 900 * 1024, "{}", summary.len());
    let shown = summary.matches("### FAIL").count();
    assert!(
        summary.contains(&format!("{} more did not fit here", 1000 - shown)),
        "{shown} shown"
    );
    assert!(
        summary.trim_end().ends_with('`'),
        "the command to repeat the run is missing"
    );
}

fn many(number: usize) -> Vec<Event> {
    let mut events = vec![Event::RunStarted(info()), Event::TargetStarted(target())];
    for row in 0..number {
        let mut check = failed();
        check.instance = Some(format!("provider-{row}"));
        events.push(Event::CheckFinished(Box::new(check)));
    }
    events.push(Event::RunFinished(RunEnd {
        stale: Vec::new(),
        ..end()
    }));
    events
}
