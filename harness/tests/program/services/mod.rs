//! What a target needs beside it is started before it, told where everything is, and stopped after it.

use std::path::{Path, PathBuf};

use crate::support::{harness, said};
use tempfile::TempDir;

/// A target of which every program is `server.py`, with `services` and `variants`.
fn manifest(folder: &Path, services: &str, variants: &str) -> PathBuf {
    let text = format!(
        r#"name = "services"
{services}
[start]
command = {target}
env = {{ SEEN = "{{api.url}} {{database.port}}" }}
[app]
url = "http://127.0.0.1:{{port}}"
[providers.google]
redirect_uri = "{{app.url}}/callback"
[pages]
sign_in = "/"
[actions.sign_in]
click = {{ role = "button", name = "Sign in" }}
[whoami]
url = "/me"
email = "$.seen"
[timeouts]
start_s = 30
page_s = 1
{variants}
"#,
        target = server(folder, "target", "{port}"),
    );
    let path = folder.join("target.toml");
    std::fs::write(&path, text).expect("a manifest");
    path
}

/// The command of a service, as TOML.
fn server(folder: &Path, name: &str, port: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/services/server.py");
    format!(
        "[\"python3\", \"{}\", \"{name}\", \"{port}\", \"{}\"]",
        script.display(),
        folder.join("journal").display()
    )
}

fn two(folder: &Path) -> String {
    format!(
        "[[services]]\nname = \"database\"\ncommand = {}\nurl = \"http://127.0.0.1:{{database.port}}\"\n\
         [[services]]\nname = \"api\"\ncommand = {}\nurl = \"http://127.0.0.1:{{api.port}}\"\n\
         env = {{ SEEN = \"{{database.url}} {{app.url}}\" }}\n",
        server(folder, "database", "{database.port}"),
        server(folder, "api", "{api.port}")
    )
}

#[test]
fn each_is_ready_before_the_next_starts_and_stops_after_it() {
    let folder = TempDir::new().expect("a folder");
    let path = manifest(folder.path(), &two(folder.path()), "");
    // It signs nobody in, so nothing is judged; it was started and stopped nevertheless.
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-happy-path/google", "--target"])
            .arg(&path),
    );
    assert_eq!(code, 3, "{text}");
    let journal = std::fs::read_to_string(folder.path().join("journal")).expect("a journal");
    let lines: Vec<&str> = journal.lines().collect();
    let words: Vec<_> = lines
        .iter()
        .map(|line| line.split(" http").next().unwrap_or_default().trim())
        .collect();
    assert_eq!(
        words,
        [
            "database started",
            "database ready",
            "api started",
            "api ready",
            "target started",
            "target ready",
            "target stopped",
            "api stopped",
            "database stopped"
        ],
        "{text}"
    );
    // Each was told where the others are, also those that start later.
    let port = |url: &str| {
        url.rsplit(':')
            .next()
            .and_then(|port| port.parse::<u16>().ok())
            .expect("a port")
    };
    let api: Vec<&str> = lines[2].split(' ').skip(2).collect();
    let target: Vec<&str> = lines[4].split(' ').skip(2).collect();
    let [database_url, app_url] = api[..] else {
        panic!("{journal}")
    };
    let [api_url, database_port] = target[..] else {
        panic!("{journal}")
    };
    assert_eq!(port(database_url).to_string(), database_port);
    assert_eq!(
        [port(database_url), port(app_url), port(api_url)]
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        3
    );
}

#[test]
fn one_that_ends_is_named() {
    let folder = TempDir::new().expect("a folder");
    let service = "[[services]]\nname = \"database\"\ncommand = [\"sh\", \"-c\", \"echo no disk >&2; exit 7\"]\n\
                   [[services]]\nname = \"api\"\ncommand = [\"true\"]\n";
    let path = manifest(folder.path(), service, "");
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-happy-path/google", "--target"])
            .arg(&path),
    );
    assert_eq!(code, 3, "{text}");
    for part in [
        "the service `database`",
        "exit status: 7",
        "no disk",
        "hint: correct the command, env, or ready",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !folder.path().join("journal").exists(),
        "nothing was started after it"
    );
}

#[test]
fn what_does_not_fit_is_refused_before_anything_starts() {
    let folder = TempDir::new().expect("a folder");
    let taken = |name: &str| two(folder.path()).replace("name = \"api\"", &format!("name = \"{name}\""));
    let cases = [
        (
            two(folder.path()),
            "[variants.other.services.databse]\nenv = { A = \"b\" }",
            "`databse`, which is no service",
            "did you mean `database`?",
        ),
        (
            taken("google"),
            "",
            "the service `google` has a name that something else has",
            "another name",
        ),
        (
            taken("app"),
            "",
            "the service `app` has a name that something else has",
            "another name",
        ),
        (
            taken("database"),
            "",
            "the service `database` has a name that something else has",
            "another name",
        ),
        (
            taken("My-API"),
            "",
            "a name that no placeholder can have",
            "lower-case letters",
        ),
    ];
    for (services, variants, reason, hint) in cases {
        let path = manifest(folder.path(), &services, variants);
        let (code, text) = said(
            harness(folder.path())
                .args(["run", "cb-happy-path/google", "--target"])
                .arg(&path),
        );
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(reason) && text.contains(hint), "{text}");
    }
    assert!(!folder.path().join("journal").exists(), "nothing was started");
}

#[test]
fn a_placeholder_of_a_service_that_is_not_there_is_refused_with_the_nearest() {
    let folder = TempDir::new().expect("a folder");
    let services = two(folder.path()).replace("{database.url} {app.url}", "{databse.url}");
    let path = manifest(folder.path(), &services, "");
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-happy-path/google", "--target"])
            .arg(&path),
    );
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("{databse.url}") && text.contains("did you mean {database.url}?"),
        "{text}"
    );
}

#[test]
fn a_variant_has_settings_for_a_service() {
    let folder = TempDir::new().expect("a folder");
    let variant =
        "[variants.require-legal.services.api]\nenv = { SEEN = \"http://of-the-variant:1 http://b:2\" }";
    let path = manifest(folder.path(), &two(folder.path()), variant);
    let output = harness(folder.path())
        .args(["doctor", "--target"])
        .arg(&path)
        .output()
        .expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains("ok       variant require-legal"), "{out}");
    let journal = std::fs::read_to_string(folder.path().join("journal")).expect("a journal");
    assert_eq!(
        journal.matches("api started http://of-the-variant:1").count(),
        1,
        "{journal}"
    );
    assert_eq!(journal.matches("api started").count(), 2, "{journal}");
}
