//! A hook may be a program in place of a request: what it prints is the answer, and one that cannot be run is named.

use crate::support::{harness, said};
use tempfile::TempDir;

/// Prints what the address in its argument answers.
const PRINT: &str = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())";

/// Checks that count accounts, with `program` for the hook that lists them.
fn with_hook(program: &str) -> (i32, String) {
    let folder = TempDir::new().expect("a folder");
    let request = r#"get = "/_test/users?email={email}""#;
    let command =
        format!(r#"command = ["{program}", "-c", "{PRINT}", "{{app.url}}/_test/users?email={{email}}"]"#);
    let reference = include_str!("../../../fixtures/targets/reference/target.toml");
    assert!(
        reference.contains(request),
        "the reference lists accounts by a request"
    );
    std::fs::write(
        folder.path().join("target.toml"),
        reference.replace(request, &command),
    )
    .expect("a manifest");
    said(harness(folder.path()).args(["run", "--target", ".", "sup-new-user/google"]))
}

#[test]
fn what_the_program_prints_is_the_answer() {
    let (code, said) = with_hook("python3");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn a_program_that_cannot_be_run_is_named_before_any_check() {
    let (code, said) = with_hook("no-such-program");
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("hooks.accounts") && said.contains("no-such-program"),
        "{said}"
    );
    assert!(!said.contains("PASS"), "{said}");
}
