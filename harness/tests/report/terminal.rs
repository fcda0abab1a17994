//! What a person without a terminal (a CI log) reads.

use harness::events::{Event, RunEnd, TargetInfo};
use harness::report::terminal::{Terminal, TerminalOptions};
use harness::report::{Reporters, Secrets};
use harness::verdict::Verdict;

use crate::sample::{Kept, checks, end, events, expected, failed, info, target};

fn printed(events: &[Event], colour: bool) -> String {
    let out = Kept::default();
    let mut reporters = Reporters::new(Secrets::Redacted);
    let options = TerminalOptions {
        report_dir: Some("harness-report".into()),
        colour,
        only_open: false,
    };
    reporters.add("terminal", Terminal::plain(out.clone(), options));
    for event in events {
        reporters.on_event(event);
    }
    assert!(reporters.failures().is_empty());
    out.text()
}

#[test]
fn a_run_reads_as_recorded() {
    insta::assert_snapshot!(printed(&events(), false));
}

#[test]
fn text_of_the_target_cannot_control_the_terminal() {
    let text = printed(&events(), false);
    let strange: Vec<char> = text
        .chars()
        .filter(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    // Nor stand at the start of a line, where a CI system would read a command.
    assert!(!text.lines().any(|line| line.starts_with("::")));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let coloured = printed(&events(), true);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        printed(&events(), false)
    );
}

#[test]
fn the_last_line_is_the_verdict() {
    let last = |checks: Vec<harness::events::CheckResult>, end: RunEnd| {
        let mut events = vec![Event::RunStarted(info()), Event::TargetStarted(target())];
        events.extend(
            checks
                .into_iter()
                .map(|check| Event::CheckFinished(Box::new(check))),
        );
        events.push(Event::RunFinished(end));
        printed(&events, false).lines().last().unwrap().trim().to_owned()
    };
    let only = |words: &[&str]| {
        checks()
            .into_iter()
            .filter(|check| check.expected.is_none() && words.contains(&check.verdict.word()))
            .collect::<Vec<_>>()
    };
    let with = |exit_code, interrupted| RunEnd {
        exit_code,
        interrupted,
        stale: Vec::new(),
        ..end()
    };
    let stale = RunEnd {
        exit_code: 1,
        ..end()
    };
    let sentences = [
        last(checks(), with(1, false)),
        last(only(&["pass"]), with(0, false)),
        last(only(&["pass", "warn", "not-applicable"]), with(0, false)),
        last(only(&["pass", "inconclusive", "error"]), with(3, false)),
        last(only(&["not-applicable"]), with(0, false)),
        last(only(&["pass"]), with(130, true)),
        last(only(&["pass", "fail"]), with(130, true)),
        last(vec![expected(), checks().remove(0)], with(0, false)),
        last(only(&["pass", "flaky"]), with(0, false)),
        last(only(&["pass", "flaky"]), with(1, false)),
        last(only(&["pass"]), stale),
        last(only(&["pass"]), with(1, false)),
    ];
    insta::assert_snapshot!(sentences.join("\n"));
}

#[test]
fn several_targets_are_told_apart_and_compared() {
    let mut events = vec![Event::RunStarted(info())];
    for name in ["reference", "clerk-js"] {
        events.push(Event::TargetStarted(TargetInfo {
            name: name.into(),
            total: 2,
            ..target()
        }));
        for mut check in [checks().remove(0), failed()] {
            check.target = name.into();
            if name == "reference" {
                check.verdict = Verdict::Pass;
                check.failure = None;
            }
            events.push(Event::AttemptFinished(Box::new(check.clone())));
            events.push(Event::CheckFinished(Box::new(check)));
        }
    }
    events.push(Event::TargetStarted(TargetInfo {
        name: "clerk-react".into(),
        problem: Some("could not judge: the target did not answer within 60 s; look at its output".into()),
        ..target()
    }));
    events.push(Event::RunFinished(RunEnd {
        stale: Vec::new(),
        ..end()
    }));
    insta::assert_snapshot!(printed(&events, false));
}
