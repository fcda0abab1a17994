//! The boundaries that the README promises, read from the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Files below `folder` of the workspace, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                files.push((path, text));
            }
        }
    }
    assert!(!files.is_empty(), "{folder} has sources");
    files
}

/// Lines of code (neither comments nor a file's own tests) below `folder` that contain one of `words`.
fn uses(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources(folder) {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
        for (number, line) in lines.enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {code}", path.display(), number + 1));
            }
        }
    }
    found
}

#[test]
fn protocol_rules_know_no_http_framework_clock_or_io() {
    let words = [
        "axum",
        "tokio",
        "crate::http",
        "crate::store",
        "crate::clock",
        "std::fs",
        "net::Tcp",
        "net::Udp",
    ];
    assert_eq!(uses("mock-provider/src/protocol", &words), Vec::<String>::new());
}

#[test]
fn steps_hold_no_selectors_and_no_addresses() {
    let words = [
        "css(",
        "test_id(",
        "http://",
        "https://",
        "localhost",
        "reference",
    ];
    assert_eq!(uses("harness/src/steps", &words), Vec::<String>::new());
}

#[test]
fn reporters_see_events_and_nothing_else() {
    let words = [
        "crate::browser",
        "crate::world",
        "crate::suite",
        "crate::run",
        "mock_provider",
    ];
    assert_eq!(uses("harness/src/report", &words), Vec::<String>::new());
}

#[test]
fn the_reference_target_is_independent_of_the_provider_that_judges_it() {
    assert_eq!(
        uses("fixtures/targets/reference/src", &["mock_provider"]),
        Vec::<String>::new()
    );
}
