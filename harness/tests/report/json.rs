//! `results.json` as a program reads it.

use harness::report::json::{Json, Results, SCHEMA_VERSION};
use harness::report::{Reporters, Secrets, Totals};

use crate::sample::events;

fn written() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/results.json");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("json", Json::new(&path));
    for event in events() {
        reporters.on_event(&event);
    }
    assert!(reporters.failures().is_empty());
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_schema_is_as_recorded() {
    let mut value: serde_json::Value = serde_json::from_str(&written()).unwrap();
    // The failed check holds every field; the others would only make the record long.
    let failed = value["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["id"] == "cb-state-wrong")
        .unwrap()
        .clone();
    value["checks"] = serde_json::json!([failed]);
    let page = &mut value["checks"][0]["evidence"]["pages"][0];
    page["screenshot"] = "(PNG)".into();
    page["film"][0]["screenshot"] = "(PNG)".into();
    insta::assert_json_snapshot!(value);
}

#[test]
fn it_reads_back() {
    let results: Results = serde_json::from_str(&written()).unwrap();
    assert_eq!(results.schema_version, SCHEMA_VERSION);
    assert_eq!(results.checks.len(), 10);
    let expected = Totals {
        pass: 2,
        fail: 2,
        warn: 1,
        flaky: 1,
        expected: 1,
        not_applicable: 1,
        inconclusive: 1,
        error: 1,
    };
    assert_eq!(results.totals, expected);
    let places: Vec<_> = results
        .checks
        .iter()
        .map(|check| (check.file.clone(), check.line))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}
