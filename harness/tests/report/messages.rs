//! `messages.ndjson` as a viewer of Cucumber messages reads it.

use std::collections::{BTreeMap, HashSet};

use harness::report::messages::Messages;
use harness::report::{Reporters, Secrets};
use serde_json::Value;

use crate::sample::events;

fn envelopes() -> Vec<(String, Value)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.ndjson");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("messages", Messages::new(&path));
    for event in events() {
        reporters.on_event(&event);
    }
    assert!(reporters.failures().is_empty());
    let text = std::fs::read_to_string(path).unwrap();
    if let Some(kept) = std::env::var_os("HARNESS_KEEP_SAMPLE_MESSAGES") {
        std::fs::write(kept, &text).unwrap();
    }
    text.lines()
        .map(|line| {
            let Value::Object(envelope) = serde_json::from_str(line).unwrap() else {
                panic!("not an object: {line}");
            };
            assert_eq!(envelope.len(), 1, "an envelope holds one message");
            envelope.into_iter().next().unwrap()
        })
        .collect()
}

fn of<'a>(envelopes: &'a [(String, Value)], wanted: &'a str) -> impl Iterator<Item = &'a Value> {
    envelopes
        .iter()
        .filter(move |(kind, _)| kind == wanted)
        .map(|(_, message)| message)
}

fn text(message: &Value, name: &str) -> String {
    message[name].as_str().unwrap_or_default().to_owned()
}

#[test]
fn one_check_reads_as_recorded() {
    let envelopes = envelopes();
    let pickle =
        of(&envelopes, "pickle").find(|pickle| text(pickle, "name").contains("cb-state-replay/google"));
    let pickle = pickle.unwrap();
    let case = of(&envelopes, "testCase")
        .find(|case| case["pickleId"] == pickle["id"])
        .unwrap();
    let started: HashSet<String> = of(&envelopes, "testCaseStarted")
        .filter(|started| started["testCaseId"] == case["id"])
        .map(|started| text(started, "id"))
        .collect();
    let about: Vec<Value> = envelopes
        .iter()
        .filter(|(kind, message)| {
            (kind == "pickle" && message == pickle)
                || (kind == "testCase" && message == case)
                || started.contains(&text(message, "id"))
                || started.contains(&text(message, "testCaseStartedId"))
        })
        .map(|(kind, message)| {
            let mut message = message.clone();
            if message["mediaType"] == "image/png" {
                message["body"] = "(PNG)".into();
            }
            serde_json::json!({ kind: message })
        })
        .collect();
    insta::assert_json_snapshot!(about);
}

/// The schema is that of `@cucumber/messages` 34.2.1 (MIT License, Copyright (c) 2018 Cucumber Ltd and
/// contributors).
#[test]
fn every_message_is_as_cucumber_publishes_it() {
    let schema = serde_json::from_str(include_str!("cucumber-messages.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (kind, message) in envelopes() {
        let envelope = serde_json::json!({ kind: message });
        let problems: Vec<String> = validator
            .iter_errors(&envelope)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(problems, Vec::<String>::new(), "{envelope}");
    }
}

#[test]
fn every_reference_leads_to_what_was_sent_before() {
    let mut known: HashSet<String> = HashSet::new();
    for (kind, message) in envelopes() {
        for reference in [
            "pickleId",
            "testCaseId",
            "testCaseStartedId",
            "testStepId",
            "testRunStartedId",
        ] {
            let id = text(&message, reference);
            assert!(
                id.is_empty() || known.contains(&id),
                "{kind} names {reference} {id}"
            );
        }
        for step in message["testSteps"].as_array().into_iter().flatten() {
            assert!(known.contains(&text(step, "pickleStepId")), "{step}");
        }
        remember(&message, &mut known);
    }
    assert!(known.len() > 50, "{}", known.len());
}

/// Every `id` in a message; each has to be its own.
fn remember(message: &Value, known: &mut HashSet<String>) {
    match message {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("id", Value::String(id)) = (name.as_str(), member) {
                    assert!(known.insert(id.clone()), "the id {id} stands twice");
                }
                remember(member, known);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| remember(item, known)),
        _ => {}
    }
}

#[test]
fn every_verdict_has_its_status() {
    let envelopes = envelopes();
    let pickles: BTreeMap<String, String> = of(&envelopes, "pickle")
        .map(|pickle| (text(pickle, "id"), text(pickle, "name")))
        .collect();
    let cases: BTreeMap<String, String> = of(&envelopes, "testCase")
        .map(|case| (text(case, "id"), pickles[&text(case, "pickleId")].clone()))
        .collect();
    let started: BTreeMap<String, String> = of(&envelopes, "testCaseStarted")
        .map(|started| (text(started, "id"), cases[&text(started, "testCaseId")].clone()))
        .collect();
    let mut worst: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finished in of(&envelopes, "testStepFinished") {
        let name = started[&text(finished, "testCaseStartedId")].clone();
        let status = text(&finished["testStepResult"], "status");
        worst.entry(name).or_default().push(status);
    }
    let statuses = |part: &str| {
        let (_, statuses) = worst.iter().find(|(name, _)| name.contains(part)).unwrap();
        statuses.join(" ")
    };
    assert_eq!(statuses("cb-honest/google"), "PASSED PASSED PASSED");
    assert_eq!(statuses("cb-state-wrong/google"), "PASSED PASSED FAILED SKIPPED");
    assert_eq!(statuses("A second factor is asked for"), "SKIPPED");
    assert_eq!(
        statuses("cb-state-replay/google"),
        "PASSED PASSED FAILED SKIPPED PASSED PASSED PASSED"
    );
    let retried: Vec<bool> = of(&envelopes, "testCaseFinished")
        .map(|finished| finished["willBeRetried"].as_bool().unwrap())
        .collect();
    assert_eq!(retried.iter().filter(|again| **again).count(), 1);
    assert_eq!(
        of(&envelopes, "testRunFinished").next().unwrap()["success"],
        false
    );
}
