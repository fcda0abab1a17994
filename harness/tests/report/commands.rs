//! What the program makes of a report that lies there.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use harness::report::{Reporters, Secrets};
use tempfile::TempDir;

use crate::sample::events;

/// A folder with the report of the sample in `harness-report`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add_folder(&folder.path().join("harness-report"));
    for event in events() {
        reporters.on_event(&event);
    }
    folder
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn harness(folder: &Path, arguments: &[&str], path: Option<&Path>) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    command
        .env_remove("GITHUB_ACTIONS")
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .args(arguments);
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_report_is_shown_without_what_nobody_has_to_look_into() {
    let folder = folder();
    let said = harness(folder.path(), &["report", "show"], None);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
}

#[test]
fn one_check_is_shown_whatever_became_of_it() {
    let folder = folder();
    let shown = ["cb-state-replay", "ses-kept/github", "cb-honest/google"].map(|check| {
        let said = harness(folder.path(), &["report", "show", check], None);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    });
    insta::assert_snapshot!(shown.join("\n----\n"));
    let said = harness(folder.path(), &["report", "show", "cb-state-wrng/google"], None);
    assert_eq!(said.code, 4);
    assert_eq!(
        said.err,
        "error: the report has no check `cb-state-wrng/google`\n\nhint: did you mean `cb-state-wrong/google`?\n"
    );
}

#[test]
fn a_report_is_opened_at_the_check_that_is_named() {
    let folder = folder();
    let programs = tempfile::tempdir().unwrap();
    let opened = folder.path().join("opened");
    let opener = programs.path().join("xdg-open");
    std::fs::write(
        &opener,
        format!("#!/bin/sh\necho \"$1\" > '{}'\n", opened.display()),
    )
    .unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let said = harness(
        folder.path(),
        &["report", "open", "cb-state-wrong/google"],
        Some(programs.path()),
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let url = std::fs::read_to_string(opened).unwrap();
    assert!(
        url.trim_end().starts_with("file:///")
            && url
                .trim_end()
                .ends_with("/harness-report/index.html#c-reference-cb-state-wrong-google"),
        "{url}"
    );
    let page = std::fs::read_to_string(folder.path().join("harness-report/index.html")).unwrap();
    assert!(page.contains("id=\"c-reference-cb-state-wrong-google\""));
}

#[test]
fn without_a_program_that_opens_pages_the_address_is_named() {
    let folder = folder();
    let nothing = tempfile::tempdir().unwrap();
    let said = harness(folder.path(), &["report", "open"], Some(nothing.path()));
    assert_eq!(said.code, 3);
    assert!(said.err.contains("hint: open file:///"), "{}", said.err);
}

#[test]
fn results_that_are_none_are_refused() {
    let folder = folder();
    let path = folder.path().join("harness-report/results.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let cases = [
        (
            text.replacen("\"schema_version\": 2", "\"schema_version\": 1", 1),
            "schema version 1, where",
        ),
        ("{}".to_owned(), "no results of a run"),
        ("{".to_owned(), "not JSON"),
    ];
    for (content, message) in cases {
        std::fs::write(&path, content).unwrap();
        for command in [
            &["report", "show"][..],
            &["report", "merge", "harness-report"],
            &["run", "--last-failed"],
        ] {
            let said = harness(folder.path(), command, None);
            assert_eq!(said.code, 2, "{}", said.err);
            assert!(said.err.contains(message), "{}", said.err);
        }
    }
    let said = harness(folder.path(), &["report", "show", "--report-dir", "absent"], None);
    assert_eq!(said.code, 2);
    assert!(
        said.err
            .contains("cannot read the results of an earlier run: absent"),
        "{}",
        said.err
    );
}

#[test]
fn merging_one_report_changes_nothing_but_the_time() {
    let folder = folder();
    let said = harness(
        folder.path(),
        &["report", "merge", "harness-report", "--report-dir", "joined"],
        None,
    );
    assert_eq!(said.code, 1, "{}", said.err);
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(folder.path().join(name).join("results.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    assert_eq!(read("joined"), read("harness-report"));
}

#[test]
fn shells_are_told_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = harness(Path::new("/"), &["completions", shell], None);
        assert_eq!(said.code, 0, "{}", said.err);
        for word in ["report", "merge", "explain", "last-failed", "schema"] {
            assert!(said.out.contains(word), "{shell} does not know {word}");
        }
    }
}
