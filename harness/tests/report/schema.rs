//! The published schemas: current, and true of the files that they describe.

use std::path::Path;
use std::process::Command;

use harness::report::json::Json;
use harness::report::{Reporters, Secrets};
use serde_json::Value;

use crate::sample::events;

fn printed(of: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_harness"))
        .args(["schema", of])
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn problems(of: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(&printed(of)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_published_files_are_current() {
    for of in ["results", "target", "baseline"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{of}.schema.json"));
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == printed(of),
            "{of} has changed: cargo harness schema {of} > harness/schemas/{of}.schema.json"
        );
    }
}

#[test]
fn the_results_of_a_run_are_as_published() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.json");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("json", Json::new(&path));
    for event in events() {
        reporters.on_event(&event);
    }
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(problems("results", &value), Vec::<String>::new());
    value["checks"][0]["verdict"] = "pass".into();
    value["run"]["workers"] = "two".into();
    assert_eq!(problems("results", &value).len(), 2);
}

#[test]
fn the_manifests_of_the_repository_are_as_published() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/targets");
    let mut seen = 0;
    for folder in std::fs::read_dir(targets).unwrap().flatten() {
        let Ok(text) = std::fs::read_to_string(folder.path().join("target.toml")) else {
            continue;
        };
        seen += 1;
        let value: Value = toml::from_str(&text).unwrap();
        assert_eq!(
            problems("target", &value),
            Vec::<String>::new(),
            "{:?}",
            folder.path()
        );
    }
    assert!(seen >= 2, "{seen}");
}

#[test]
fn an_unknown_key_is_against_the_schema() {
    let entry = |text: &str| -> Vec<String> {
        let value: Value = toml::from_str(text).unwrap();
        problems("baseline", &value)
    };
    assert_eq!(
        entry("[[expected]]\ncheck = 'cb-state-replay'\nreason = 'why'\nexpires = '2027-06-01'"),
        Vec::<String>::new()
    );
    assert_eq!(
        entry("[[expected]]\ncheck = 'cb-state-replay'\nraeson = 'why'").len(),
        2
    );
}
