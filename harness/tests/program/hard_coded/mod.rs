//! Targets whose provider URLs are written into their code are judged as any other, with nothing about them changed.

use std::path::{Path, PathBuf};

use crate::support::{harness, said};
use tempfile::TempDir;

/// Writes a manifest for the app in `file` of this folder, found as `reach` says.
fn manifest(folder: &Path, command: &str, file: &str, reach: &str) -> PathBuf {
    let app = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/program/hard_coded")
        .join(file);
    let hooks = if file.ends_with("mjs") {
        "[hooks.accounts]\nget = \"/test/users?email={email}\"\neach = \"$[*]\""
    } else {
        ""
    };
    let github = if file.ends_with("mjs") {
        "[providers.github]\nredirect_uri = \"{app.url}/callback/github\""
    } else {
        ""
    };
    let callback = if github.is_empty() {
        "callback"
    } else {
        "callback/google"
    };
    let text = format!(
        r#"name = "hard-coded"
[start]
command = ["{command}", "{app}"]
env = {{ PORT = "{{port}}", GOOGLE_CLIENT_ID = "{{google.client_id}}", GOOGLE_CLIENT_SECRET = "{{google.client_secret}}", GITHUB_CLIENT_ID = "{{github.client_id}}", GITHUB_CLIENT_SECRET = "{{github.client_secret}}" }}
[app]
url = "http://localhost:{{port}}"
[provider]
{reach}
[providers.google]
redirect_uri = "{{app.url}}/{callback}"
{github}
[pages]
sign_in = "/"
[actions.sign_in]
click = {{ role = "link", name = "Sign in with {{provider}}" }}
[whoami]
url = "/me"
email = "$.email"
{hooks}
"#,
        app = app.display(),
    );
    let path = folder.join("target.toml");
    std::fs::write(&path, text).expect("a manifest");
    path
}

fn run(folder: &Path, manifest: &Path, checks: &[&str]) -> (i32, String) {
    said(
        harness(folder)
            .arg("run")
            .args(checks)
            .arg("--target")
            .arg(manifest),
    )
}

#[test]
fn a_node_app_with_hard_coded_urls_passes_for_google_and_github() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), "node", "app.mjs", "reach = \"by-name\"");
    let checks = [
        "cb-happy-path",
        "cb-state-missing",
        "cb-state-wrong",
        "cb-state-replay",
        "cb-state-other-browser*",
        "ses-second-person",
        "cb-access-denied-kind",
        "req-pkce-s256",
    ];
    let (code, text) = run(folder.path(), &path, &checks);
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("not applicable"), "{text}");
    let report =
        std::fs::read_to_string(folder.path().join("harness-report/results.json")).expect("a report");
    for url in [
        "https://accounts.google.com/",
        "https://oauth2.googleapis.com/token",
        "https://api.github.com/user",
    ] {
        assert!(report.contains(url), "{url} is in the evidence");
    }
}

#[test]
fn the_same_over_webdriver() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), "node", "app.mjs", "reach = \"by-name\"");
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-happy-path", "--transport", "webdriver", "--target"])
            .arg(&path),
    );
    assert_eq!(code, 0, "{text}");
}

/// Needs a port that only root may open on most machines; without the right, the message says which one is missing.
#[test]
fn a_program_that_heeds_no_proxy_has_a_hosts_file_of_its_own() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), "python3", "app.py", "reach = \"by-hosts\"");
    let before = std::fs::read("/etc/hosts").expect("the hosts file");
    let (code, text) = run(
        folder.path(),
        &path,
        &["cb-state-wrong/google", "cb-code-replay-other-browser/google"],
    );
    let allowed = std::net::TcpListener::bind("127.9.9.9:443").is_ok();
    if allowed {
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("2 passed"), "{text}");
    } else {
        assert_eq!(code, 3, "{text}");
        assert!(
            text.contains("port 443") && text.contains("ip_unprivileged_port_start"),
            "{text}"
        );
    }
    assert_eq!(
        std::fs::read("/etc/hosts").expect("the hosts file"),
        before,
        "the machine's own stays as it is"
    );
}

#[test]
fn a_host_that_nobody_here_is_is_refused_and_named() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), "python3", "app.py", "reach = \"by-name\"");
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-happy-path/google", "--target"])
            .arg(&path)
            .args(["--target-env", "HEEDS_PROXY=1"])
            .args(["--target-env", "ALSO_ASKS=https://telemetry.example.com/"]),
    );
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("programs asked for telemetry.example.com, which is no host of a provider"),
        "{text}"
    );
}

#[test]
fn a_target_that_nobody_starts_cannot_be_led_anywhere() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), "node", "app.mjs", "reach = \"by-name\"");
    let text = std::fs::read_to_string(&path).expect("the manifest");
    let (before, rest) = text.split_once("[start]").expect("a start");
    let (_, after) = rest.split_once("[app]").expect("an app");
    std::fs::write(&path, format!("{before}[app]{after}")).expect("a manifest");
    let (code, text) = run(folder.path(), &path, &["cb-happy-path"]);
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("reach = \"by-name\"") && text.contains("add [start]"),
        "{text}"
    );
}
