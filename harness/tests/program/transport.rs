//! The flows run over WebDriver as they do over the browser's own protocol.

use tempfile::TempDir;

use crate::support::{harness, said};

#[test]
fn sign_in_and_second_factor_pass_over_webdriver() {
    let folder = TempDir::new().expect("a folder");
    let checks = [
        "cb-happy-path",
        "mfa-wrong-code",
        "xfr-missing-requirements/google-last-name",
    ];
    let (code, text) = said(
        harness(folder.path())
            .arg("run")
            .args(checks)
            .args(["--transport", "webdriver"]),
    );
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("ChromeDriver") && text.contains("5 passed"),
        "{text}"
    );
}

#[test]
fn sign_in_and_second_factor_pass_in_firefox() {
    let folder = TempDir::new().expect("a folder");
    let checks = [
        "cb-happy-path/google",
        "mfa-wrong-code",
        "xfr-missing-requirements/google-last-name",
    ];
    let (code, text) = said(
        harness(folder.path())
            .arg("run")
            .args(checks)
            .args(["--browser", "firefox"]),
    );
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Firefox") && text.contains("geckodriver"), "{text}");
}
