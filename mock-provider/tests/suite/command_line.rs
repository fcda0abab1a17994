//! What is printed, and how commands end.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
    time::Duration,
};

use mock_provider::{
    cli::{Banner, banner, log_line, warnings},
    config::Config,
    journal::Filter,
};

use crate::{
    browser::Browser,
    providers::every,
    setup::{App, start},
};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-provider"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command(arguments).output().expect("runs");
    (
        status.code(),
        String::from_utf8_lossy(&stdout).into_owned(),
        String::from_utf8_lossy(&stderr).into_owned(),
    )
}

#[test]
fn the_banner_tells_what_an_app_needs() {
    let config = Config::default();
    let url = "http://127.0.0.1:4400/".parse().expect("a URL");
    insta::assert_snapshot!(banner(&Banner {
        config: &config,
        url: &url,
        tls: None,
        ca: None,
        proxy: None,
        file: None,
        took: Duration::from_millis(12)
    }));
}

#[test]
fn the_banner_tells_where_the_real_host_names_are() {
    let config = Config::empty();
    let url = "http://127.0.0.1:4400/".parse().expect("a URL");
    insta::assert_snapshot!(banner(&Banner {
        config: &config,
        url: &url,
        tls: Some(([127, 0, 0, 1], 4443).into()),
        ca: Some(std::path::Path::new(
            "/home/ada/.local/share/mock-provider/ca/ca.pem"
        )),
        proxy: Some(([127, 0, 0, 1], 4480).into()),
        file: None,
        took: Duration::from_millis(12)
    }));
}

#[test]
fn each_leniency_is_warned_of() {
    assert_eq!(warnings(&Config::default()), Vec::<String>::new());
    let text = "[[clients]]\nprovider = \"apple\"\nclient_id = \"com.example\"\ntoken_limit = false\napple = { local_redirects = true }\n";
    let config = Config::from_toml(text, "mine.toml").expect("valid");
    assert_eq!(
        warnings(&config),
        [
            "apple client \"com.example\" has token_limit = false, which is more lenient than apple is",
            "apple client \"com.example\" has apple.local_redirects = true, which is more lenient than apple is"
        ]
    );
}

#[tokio::test]
async fn each_exchange_is_one_line_and_a_refusal_says_why() {
    let provider = start().await;
    for kind in every() {
        let (app, browser) = (App::new(&provider, kind), Browser::new(&provider, "b-1"));
        let code = app.code(&browser, "alice", &[]).await;
        for _ in 0..2 {
            app.token(&code, &[]).await;
        }
        browser
            .go(&app.authorize_url(&[("redirect_uri", "http://localhost:3001/callback")]))
            .await;
    }
    let lines: Vec<String> = provider
        .journal()
        .exchanges(&Filter::default())
        .iter()
        .map(|exchange| {
            log_line(
                exchange,
                exchange.flow.and_then(|id| provider.journal().flow(id)).as_ref(),
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn check_accepts_what_init_writes_and_names_the_line_of_a_mistake() {
    let folder = std::env::temp_dir().join(format!("mock-provider-suite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("mock-provider.toml");
    let file = path.to_str().expect("UTF-8");
    assert_eq!(run(&["init", file]).0, Some(0));
    let (code, out, _) = run(&["check", file]);
    assert_eq!(
        (code, out.contains("valid, 8 clients, 6 personas")),
        (Some(0), true),
        "{out}"
    );
    // A file that exists is left alone.
    assert_eq!(run(&["init", file]).0, Some(3));

    std::fs::write(&path, "[server]\nprot = 1\n").expect("written");
    let (code, _, err) = run(&["check", file]);
    assert_eq!(code, Some(1));
    assert!(
        err.contains(":2: there is no key \"server.prot\"; did you mean \"port\"?") && err.contains("hint:"),
        "{err}"
    );
    assert_eq!(run(&["serve", "--config", file]).0, Some(2));
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn a_key_is_printed_and_a_useless_length_refused() {
    let (code, out, _) = run(&["keys", "generate", "--bits", "1024", "--seed", "1"]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("-----BEGIN PRIVATE KEY-----\n") && out.ends_with("-----END PRIVATE KEY-----\n"),
        "{out}"
    );
    assert_eq!(run(&["keys", "generate", "--bits", "512"]).0, Some(2));
}

#[test]
fn a_port_in_use_and_an_address_for_everybody_are_refused() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (code, _, err) = run(&["--port", &port]);
    assert_eq!(code, Some(3));
    assert!(
        err.contains(&format!("port {port} is in use")) && err.contains("hint:"),
        "{err}"
    );

    let folder = std::env::temp_dir().join(format!("mock-provider-open-{}", std::process::id()));
    std::fs::write(&folder, "[server]\nbind = \"0.0.0.0\"\nport = 0\n").expect("written");
    let (code, _, err) = run(&["--config", folder.to_str().expect("UTF-8")]);
    std::fs::remove_file(&folder).expect("removed");
    assert_eq!(code, Some(2));
    assert!(err.contains("--bind 0.0.0.0"), "{err}");
}

#[test]
fn tls_and_proxy_are_set_up_by_flags_and_their_mistakes_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ca, file) = (folder.path().join("ca"), folder.path().join("mock-provider.toml"));
    let (ca, path) = (ca.to_str().expect("UTF-8"), file.to_str().expect("UTF-8"));
    let (code, _, err) = run(&["--port", "0", "--proxy-port", "0"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("without a TLS listener") && err.contains("--tls auto"),
        "{err}"
    );

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for (flag, other) in [("--tls-port", "--proxy-port"), ("--proxy-port", "--tls-port")] {
        let (code, _, err) = run(&["--port", "0", flag, &port, other, "0", "--ca-dir", ca]);
        assert_eq!(code, Some(3));
        assert!(
            err.contains("is in use") && err.contains(&format!("`mock-provider {flag} ")),
            "{err}"
        );
    }

    std::fs::write(&file, "[server]\ntls = \"maybe\"\n").expect("written");
    let (code, _, err) = run(&["check", path]);
    assert_eq!(code, Some(1));
    assert!(err.contains(":2: ") && err.contains("auto"), "{err}");
    // A flag counts before the file: with TLS off, the proxy has nothing to lead to.
    std::fs::write(&file, "[server]\nport = 0\ntls_port = 0\nproxy_port = 0\n").expect("written");
    let (code, _, err) = run(&["--config", path, "--tls", "off"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("without a TLS listener"), "{err}");
}

#[cfg(unix)]
#[test]
fn serve_announces_itself_and_ends_cleanly_on_an_interrupt() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().to_str().expect("UTF-8");
    let clock = "frozen:2026-01-31T12:00:00Z";
    let tls = ["--tls-port", "0", "--proxy-port", "0", "--ca-dir", ca];
    let mut child = command(&[&["--port", "0", "--clock", clock][..], &tls].concat())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let mut line = |beginning: &str| {
        lines
            .find_map(|line| line.ok().filter(|line| line.starts_with(beginning)))
            .expect("a banner")
    };
    assert!(line("  tls        127.0.0.1:").ends_with(" serves the real host names"));
    assert!(line("             trust ").ends_with("/ca.pem"));
    line("  proxy      http://127.0.0.1:");
    let ready = line("Ready in ");
    assert!(ready.ends_with("Press Ctrl-C to stop."), "{ready}");
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("runs");
    assert!(interrupted.success());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}
