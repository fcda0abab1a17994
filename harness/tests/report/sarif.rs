//! `results.sarif` as code scanning reads it.

use harness::report::sarif::Sarif;
use harness::report::{Reporters, Secrets};
use serde_json::Value;

use crate::sample::events;

fn log() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.sarif");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("sarif", Sarif::new(&path));
    for event in events() {
        reporters.on_event(&event);
    }
    assert!(reporters.failures().is_empty());
    let text = std::fs::read_to_string(path).unwrap();
    if let Some(kept) = std::env::var_os("HARNESS_KEEP_SAMPLE_SARIF") {
        std::fs::write(kept, &text).unwrap();
    }
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_run_reads_as_recorded() {
    insta::assert_json_snapshot!(log());
}

#[test]
fn what_proves_nothing_is_no_result() {
    let log = log();
    let run = &log["runs"][0];
    let ids = |list: &Value, pointer: &str| -> Vec<String> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|item| {
                item.pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    let results = ids(&run["results"], "/ruleId");
    assert_eq!(
        results,
        [
            "cb-state-wrong",
            "cb-state-replay",
            "err-denied-page",
            "x-hostile",
            "ses-kept"
        ]
    );
    let notifications = ids(
        &run["invocations"][0]["toolExecutionNotifications"],
        "/descriptor/id",
    );
    assert_eq!(notifications, ["inconclusive", "error", "baseline"]);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    for result in run["results"].as_array().unwrap() {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}
