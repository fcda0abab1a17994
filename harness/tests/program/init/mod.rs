//! `harness init` writes a manifest that works, of apps that nobody has described; and says what keeps it from that.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::{harness, reference_program, runs, said};
use tempfile::TempDir;

const APP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program/init/app.mjs");

/// A port of loopback that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// `harness init` for the app at `url`.
fn init(folder: &Path, url: &str) -> Command {
    let mut command = harness(folder);
    command.args(["init", "--url", url]);
    command
}

/// The same for an app that it starts in a shape.
fn started(folder: &Path, shape: &str, env: &[&str]) -> Command {
    let mut command = init(folder, "http://localhost:3999/");
    command.args(["--env", &format!("SHAPE={shape}")]);
    for variable in env {
        command.args(["--env", variable]);
    }
    command.args(["--", "node", APP]);
    command
}

/// The four variables by which the app learns its clients.
const CLIENTS: [&str; 4] = [
    "GOOGLE_CLIENT_ID={google.client_id}",
    "GOOGLE_CLIENT_SECRET={google.client_secret}",
    "GITHUB_CLIENT_ID={github.client_id}",
    "GITHUB_CLIENT_SECRET={github.client_secret}",
];

fn written(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("target.toml")).expect("a manifest")
}

/// Runs checks with the written manifest as it is.
fn run(folder: &Path, checks: &[&str]) -> (i32, String) {
    said(
        harness(folder)
            .arg("run")
            .args(checks)
            .args(["--target", "target.toml"]),
    )
}

/// An app that runs before the harness does; ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_reference_target_is_described_by_its_command_and_its_variables_alone() {
    let folder = TempDir::new().expect("a folder");
    let program = reference_program(folder.path());
    let mut command = init(folder.path(), "http://localhost:3000/sign-in");
    for variable in [
        "GOOGLE_ISSUER={google.issuer}",
        "GITHUB_URL={github.url}",
        "GITHUB_API_URL={github.api_url}",
        "GITHUB_ISSUER={github.issuer}",
        // Not the file that a developer's accounts are in.
        "REFERENCE_DATABASE=memory",
    ]
    .iter()
    .chain(&CLIENTS)
    {
        command.args(["--env", variable]);
    }
    let (code, text) = said(command.arg("--").arg(&program));
    assert_eq!(code, 0, "{text}");
    let manifest = written(folder.path());
    for part in [
        "redirect_uri = \"{app.url}/v1/oauth_callback\"",
        "sign_up = \"/sign-up\"",
        "protected = \"/account\"",
        "name = \"Continue with {provider}\"",
        "email = \"$.user.email",
        "name = \"Sign out\"",
        "profiles = [\"core\", \"oidc\", \"google\", \"github\", \"multi-idp\", \"session\"]",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
    assert!(!manifest.contains("reach"), "{manifest}");
    let (code, text) = run(
        folder.path(),
        &[
            "cb-happy-path",
            "cb-state-wrong",
            "ses-logout-works",
            "xfr-signin-unknown-becomes-signup",
        ],
    );
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("not applicable"), "{text}");
    assert!(!runs(&program), "the app still runs");
}

#[test]
fn icons_in_a_dialog_a_page_that_names_people_and_a_menu_are_found() {
    let folder = TempDir::new().expect("a folder");
    let (code, text) = said(&mut started(folder.path(), "hidden", &CLIENTS));
    assert_eq!(code, 0, "{text}");
    let manifest = written(folder.path());
    for part in [
        "reach = \"by-name\"",
        "url = \"http://localhost:{port}\"",
        "open = { role = \"button\", name = \"Log in\" }",
        "click = { role = \"link\", name = \"{provider}\" }",
        "pattern = ",
        "protected = \"/home\"",
        "open = { role = \"button\", name = \"Menu\" }",
        "click = { role = \"button\", name = \"Log out\" }",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
    let (code, text) = run(
        folder.path(),
        &["cb-happy-path", "cb-state-wrong", "ses-logout-works"],
    );
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("not applicable"), "{text}");
}

#[test]
fn an_app_that_keeps_its_own_address_is_started_there() {
    let folder = TempDir::new().expect("a folder");
    let port = free_port();
    let own = format!("OWN_PORT={port}");
    let mut command = init(folder.path(), &format!("http://localhost:{port}/"));
    for variable in CLIENTS.iter().copied().chain(["SHAPE=fixed", own.as_str()]) {
        command.args(["--env", variable]);
    }
    let (code, text) = said(command.args(["--", "node", APP]));
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("whatever PORT says"), "{text}");
    let manifest = written(folder.path());
    for part in [
        &format!("url = \"http://localhost:{port}\""),
        "sign_in = \"/in\"",
        "click = { role = \"link\", name = \"{provider}\" }",
        "label = \"Sign in using your Google account\"",
        "email = \"$.user['e-mail']\"",
        "account = \"/leave\"",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
    let (code, text) = run(folder.path(), &["cb-happy-path", "ses-logout-works"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn an_app_that_runs_already_is_met_where_it_expects_the_provider() {
    let folder = TempDir::new().expect("a folder");
    let (port, provider) = (free_port(), free_port());
    let app = Command::new("node")
        .arg(APP)
        .env("SHAPE", "fixed")
        .env("OWN_PORT", port.to_string())
        .env("PROVIDER", format!("http://127.0.0.1:{provider}"))
        .stdout(Stdio::null())
        .spawn()
        .expect("node runs");
    let _app = Running(app);
    let url = format!("http://localhost:{port}/in");
    // Without the secret, the message says how to give it.
    let (code, text) = said(&mut init(folder.path(), &url));
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("--client-secret google=SECRET"), "{text}");
    assert!(!folder.path().join("target.toml").exists(), "nothing is written");
    let secrets = [
        "--client-secret",
        "google=a-secret-of-its-own",
        "--client-secret",
        "github=a-secret-of-its-own",
    ];
    let (code, text) = said(init(folder.path(), &url).args(secrets));
    assert_eq!(code, 0, "{text}");
    let manifest = written(folder.path());
    for part in [
        &format!("port = {provider}"),
        "client_id = \"an-id-of-its-own\"",
        "client_secret = \"a-secret-of-its-own\"",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
    assert!(!manifest.contains("[start]\n"), "{manifest}");
    let (code, text) = run(folder.path(), &["cb-happy-path"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn what_nothing_tells_is_left_to_the_person_with_where_to_look() {
    let folder = TempDir::new().expect("a folder");
    let (code, text) = said(&mut started(folder.path(), "nameless", &CLIENTS));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("lacks [whoami]") && text.contains("harness doctor --target"),
        "{text}"
    );
    assert!(text.contains("Apple is left out"), "{text}");
    let manifest = written(folder.path());
    assert!(
        manifest.contains("# url = \"/api/me\"") && manifest.contains("protected = \"/home\""),
        "{manifest}"
    );
    assert!(!manifest.contains("providers.apple"), "{manifest}");
    // What was found stands: with the missing lines it is a manifest.
    let whole = format!("{manifest}\n[whoami]\nurl = \"/home\"\nemail = \"$.email\"\n");
    let manifest = harness::target::Manifest::parse(&whole, "whole", folder.path()).expect("a manifest");
    assert_eq!(manifest.offered().count(), 1);
}

#[test]
fn a_manifest_that_says_only_how_to_start_is_completed_with_the_name_that_the_app_has_for_itself() {
    let folder = TempDir::new().expect("a folder");
    let env: Vec<String> = CLIENTS
        .iter()
        .chain(&["SHAPE=hidden", "PORT={port}", "OWN_HOST=127.0.0.1"])
        .filter_map(|variable| variable.split_once('='))
        .map(|(name, value)| format!("{name} = \"{value}\""))
        .collect();
    let beginning = format!(
        "name = \"begun\"\n[start]\ncommand = [\"node\", \"{APP}\"]\n[start.env]\n{}\n[app]\nurl = \"http://localhost:{{port}}\"\n",
        env.join("\n")
    );
    std::fs::write(folder.path().join("begun.toml"), beginning).expect("a file");
    let (code, text) = said(harness(folder.path()).args(["init", "--start-from", "begun.toml"]));
    assert_eq!(code, 0, "{text}");
    let manifest = written(folder.path());
    for part in [
        "name = \"begun\"",
        "ready = \"/\"",
        "url = \"http://127.0.0.1:{port}\"",
    ] {
        assert!(manifest.contains(part), "{part}\n{manifest}");
    }
}

#[test]
fn a_manifest_is_not_written_over() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("target.toml"), "mine").expect("a file");
    let (code, text) = said(&mut started(folder.path(), "hidden", &CLIENTS));
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("target.toml exists") && text.contains("--force"),
        "{text}"
    );
    assert_eq!(written(folder.path()), "mine");
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_left() {
    let dead = format!("http://localhost:{}/sign-in", free_port());
    let cases: [(&str, Vec<&str>, i32, &[&str]); 6] = [
        (&dead, vec![], 3, &["did not answer", "add `-- npm start`"]),
        ("ftp://localhost/", vec![], 2, &["no address of an app"]),
        (
            "http://localhost:3999/",
            vec!["--env", "SHAPE=none", "--", "node", APP],
            3,
            &["names any provider", "link \"About us\"", "--url"],
        ),
        (
            "http://localhost:3999/",
            vec!["--env", "SHAPE=silent", "--", "node", APP],
            3,
            &[
                "button \"Sign in with Google\" does not lead to Google",
                "{google.client_id}",
            ],
        ),
        (
            "http://localhost:3999/",
            vec!["--env", "SHAPE=dies", "--", "node", APP],
            3,
            &["exit status: 7", "no database", "start the app by hand"],
        ),
        (
            "http://localhost:3999/nowhere",
            vec!["--env", "SHAPE=none", "--", "node", APP],
            3,
            &["answers 404", "--url"],
        ),
    ];
    for (url, rest, expected, parts) in cases {
        let folder = TempDir::new().expect("a folder");
        let (code, text) = said(init(folder.path(), url).args(&rest));
        assert_eq!(code, expected, "{text}");
        for part in parts {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.contains("hint: "), "{text}");
        assert!(!folder.path().join("target.toml").exists(), "nothing is written");
    }
}
