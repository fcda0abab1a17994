//! Several targets in one run.

use crate::support::{FLAW, Folder, line};

#[test]
fn targets_are_judged_one_after_the_other_and_compared() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    let (code, text) = folder.harness(&[
        "run",
        "cb-state-replay/google",
        "--target",
        "reference",
        "--target",
        "flawed",
    ]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("FAIL  MUST      flawed cb-state-replay/google"),
        "{text}"
    );
    assert!(
        text.contains("   reference  1 passed\n   flawed     0 passed, 1 failed\n"),
        "{text}"
    );
    let results = folder.results("harness-report");
    let judged: Vec<_> = results
        .checks
        .iter()
        .map(|check| (check.target.as_str(), check.verdict.word()))
        .collect();
    assert_eq!(judged, [("reference", "pass"), ("flawed", "fail")]);
    assert_eq!(results.checks[0].rerun, "harness run cb-state-replay/google");
    assert_eq!(
        results.checks[1].rerun,
        "harness run cb-state-replay/google --target flawed"
    );
    let page = std::fs::read_to_string(folder.path().join("harness-report/index.html")).expect("the page");
    for id in [
        "c-reference-cb-state-replay-google",
        "c-flawed-cb-state-replay-google",
    ] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.contains("Topics and targets"));
}

#[test]
fn a_target_that_cannot_be_set_up_is_named_and_the_others_are_judged() {
    let folder = Folder::new();
    let dead = folder.target("dead", "");
    let text = std::fs::read_to_string(&dead).expect("the manifest");
    let text = text.replace("embedded = \"reference\"", "command = [\"false\"]");
    std::fs::write(&dead, text).expect("a manifest");
    let (code, text) = folder.harness(&[
        "run",
        "cb-happy-path/google",
        "--target",
        "dead",
        "--target",
        "reference",
    ]);
    assert_eq!(code, 3, "{text}");
    assert!(
        line(&text, "target    dead").ends_with("(cannot be judged)"),
        "{text}"
    );
    assert!(text.contains("PASS ["), "{text}");
    assert!(
        text.trim_end()
            .ends_with("Could not judge: dead could not be set up"),
        "{text}"
    );
    let results = folder.results("harness-report");
    assert!(results.targets[0].problem.is_some() && results.targets[1].problem.is_none());
}

#[test]
fn two_targets_of_one_name_are_refused() {
    let folder = Folder::new();
    folder.target("reference", "");
    folder.target("other", "");
    let text = std::fs::read_to_string(folder.path().join("other/target.toml")).expect("the manifest");
    folder.write(
        "other/target.toml",
        &text.replace("name = \"other\"", "name = \"reference\""),
    );
    let (code, text) = folder.harness(&["run", "--target", "reference", "--target", "other"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("two targets are named `reference`"), "{text}");
}
