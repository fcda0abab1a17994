//! `serve` with its outputs, `exec`, and `completions`.

use std::{path::Path, process::Stdio};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout},
};

use crate::running_instance::command;

/// A server that was started as a program.
struct Served {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    err: Lines<BufReader<ChildStderr>>,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command("", arguments)
            .env_remove("MOCK_PROVIDER_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        Self {
            out: BufReader::new(child.stdout.take().expect("piped")).lines(),
            err: BufReader::new(child.stderr.take().expect("piped")).lines(),
            child,
        }
    }

    async fn out(&mut self) -> String {
        self.out.next_line().await.expect("readable").expect("a line")
    }

    async fn err(&mut self) -> String {
        self.err.next_line().await.expect("readable").expect("a line")
    }

    /// Asks it to end; the rest of both outputs.
    async fn stop(mut self) -> (Option<i32>, Vec<String>) {
        let id = self.child.id().expect("it runs").to_string();
        let killed = tokio::process::Command::new("kill").args(["-TERM", &id]).status();
        assert!(killed.await.expect("runs").success());
        let code = self.child.wait().await.expect("ends").code();
        let mut rest = Vec::new();
        while let Some(line) = self.out.next_line().await.expect("readable") {
            rest.push(line);
        }
        while let Some(line) = self.err.next_line().await.expect("readable") {
            rest.push(line);
        }
        (code, rest)
    }
}

async fn get(url: &str) -> u16 {
    reqwest::get(url).await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn only_the_url_is_printed_where_only_it_is_wanted() {
    let mut served = Served::start(&["--port", "0", "--print", "url"]);
    let url = served.out().await;
    assert!(
        url.starts_with("http://127.0.0.1:") && !url.ends_with('/'),
        "{url}"
    );
    assert_eq!(
        get(&format!("{url}/google/.well-known/openid-configuration")).await,
        200
    );
    assert_eq!(served.stop().await, (Some(0), Vec::new()));
}

#[tokio::test]
async fn variables_and_clients_are_printed_for_programs() {
    let mut served = Served::start(&["serve", "--port", "0", "--print", "env"]);
    let first = served.out().await;
    let url = first
        .strip_prefix("MOCK_PROVIDER_URL=")
        .expect("the variable")
        .to_owned();
    // Everything is printed before a request to end is looked at.
    let (code, mut lines) = served.stop().await;
    assert_eq!(code, Some(0));
    lines.retain(|line| line.starts_with("GOOGLE_") || line.starts_with("GITHUB_"));
    insta::assert_snapshot!(lines.join("\n").replace(&url, "URL"));

    let mut served = Served::start(&["--port", "0", "--print", "client"]);
    let first = served.out().await;
    let (code, rest) = served.stop().await;
    assert_eq!(code, Some(0));
    assert!(
        first.starts_with("google ") && first.split(' ').count() == 3,
        "{first}"
    );
    assert!(rest.iter().any(|line| line.starts_with("github ")), "{rest:?}");
}

#[tokio::test]
async fn a_ready_file_is_there_while_the_server_is() {
    let folder = std::env::temp_dir().join(format!("mock-provider-ready-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("url");
    let name = file.to_str().expect("UTF-8");
    std::fs::write(&file, "left by an earlier run").expect("written");
    let mut served = Served::start(&["--port", "0", "--ready-file", name, "--log-format", "json"]);
    let ready: Value = serde_json::from_str(&served.err().await).expect("JSON");
    assert_eq!(ready["event"], "ready");
    // The first request is answered after the file was written: both come from one task.
    let url = ready["url"]
        .as_str()
        .expect("a URL")
        .trim_end_matches('/')
        .to_owned();
    assert_eq!(get(&format!("{url}/google/token?code=secret-code")).await, 405);
    let line = served.err().await;
    let record: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(
        (&record["event"], &record["path"]),
        (&"exchange".into(), &"/token".into())
    );
    assert_eq!(
        (&record["status"], &record["refusal"]["rule"]),
        (&405.into(), &"method-allowed".into())
    );
    assert!(!line.contains("secret-code"), "{line}");
    assert_eq!(
        std::fs::read_to_string(&file).expect("readable"),
        format!("{url}\n")
    );
    assert_eq!(served.stop().await, (Some(0), Vec::new()));
    assert!(!Path::new(name).exists());

    let refused = command("", &["--port", "0", "--ready-file", "/no/such/folder/url"])
        .output()
        .await
        .expect("runs");
    assert_eq!(refused.status.code(), Some(3));
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test]
async fn a_command_runs_beside_a_server_and_its_end_is_ours() {
    let program = env!("CARGO_BIN_EXE_mock-provider");
    let exec = async |command_line: &[&str]| {
        let arguments: Vec<&str> = ["exec", "--"].iter().chain(command_line).copied().collect();
        let output = command("http://127.0.0.1:1", &arguments)
            .env("PATH", "/usr/bin:/bin")
            .output()
            .await
            .expect("runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    // The URL is that of the new server, not of one that the caller knows; and it answers.
    let (code, _, err) = exec(&[program, "wait", "--timeout", "0"]).await;
    assert_eq!(code, Some(0), "{err}");
    let (code, out, err) = exec(&["sh", "-c", "echo $GITHUB_BASE_URL; exit 7"]).await;
    assert_eq!((code, err.as_str()), (Some(7), ""));
    assert!(
        out.starts_with("http://127.0.0.1:") && out.ends_with("/github\n"),
        "{out}"
    );
    assert_eq!(exec(&["sh", "-c", "kill -TERM $$"]).await.0, Some(143));
    let (code, _, err) = exec(&["no-such-program"]).await;
    assert_eq!(code, Some(127));
    assert!(
        err.starts_with("error: the command no-such-program cannot be run: "),
        "{err}"
    );
    assert_eq!(
        command("", &["exec", "--"])
            .output()
            .await
            .expect("runs")
            .status
            .code(),
        Some(2)
    );
}

#[tokio::test]
async fn a_request_to_end_is_passed_on_to_the_command() {
    let mut served = Served::start(&[
        "exec",
        "--",
        "/bin/sh",
        "-c",
        // No child of its own: one that is asked to end before it runs would keep the output open.
        "trap 'exit 5' TERM; echo up; while :; do :; done",
    ]);
    assert_eq!(served.out().await, "up");
    assert_eq!(served.stop().await, (Some(5), Vec::new()));
}

#[tokio::test]
async fn every_shell_gets_completions_and_the_help_lists_exit_codes() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = command("", &["completions", shell]).output().await.expect("runs");
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(
            script.contains("mock-provider") && script.contains("snapshot"),
            "{shell}"
        );
    }
    let output = command("", &["--help"]).output().await.expect("runs");
    let help = String::from_utf8(output.stdout).expect("UTF-8");
    let codes = &help[help.find("Exit codes:").expect("listed")..];
    insta::assert_snapshot!(codes);
}
