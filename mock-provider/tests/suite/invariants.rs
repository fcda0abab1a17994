//! What is deliberately absent from the source.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            found.push((path, text));
        }
    }
    found
}

fn source(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(below)
}

#[test]
fn protocol_knows_no_framework_clock_or_outside_world() {
    let files = sources(&source("protocol"));
    assert!(files.len() > 8, "the folder was found");
    for (path, text) in files {
        for word in [
            "axum",
            "tokio",
            "std::fs",
            "std::env",
            "crate::clock",
            "crate::rng",
            "crate::http",
            "crate::dialects",
            "crate::store",
        ] {
            assert!(!text.contains(word), "{} mentions {word}", path.display());
        }
    }
}

#[test]
fn only_the_inspector_is_under_mock() {
    for folder in ["dialects", "http"] {
        for (path, text) in sources(&source(folder)) {
            let routes = text.lines().filter(|line| line.contains("path: \"/_mock"));
            assert_eq!(routes.count(), 0, "{}", path.display());
        }
    }
}
