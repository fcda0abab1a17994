//! The commands that talk to a running instance.

use std::{path::PathBuf, process::Stdio};

use mock_provider::{MockProvider, Provider};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::Command,
};

use crate::{
    browser::Browser,
    setup::{App, client_id, start},
};

pub(crate) fn command(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-provider"));
    command
        .args(arguments)
        .env_clear()
        .env("MOCK_PROVIDER_URL", url)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// What a command printed and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

async fn run_at(url: &str, arguments: &[&str]) -> Ended {
    let output = command(url, arguments).output().await.expect("runs");
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

async fn run(provider: &MockProvider, arguments: &[&str]) -> Ended {
    run_at(provider.url().as_str(), arguments).await
}

/// A session as a person sees it, with the port, which the system chooses, taken out.
async fn session(provider: &MockProvider, commands: &[&[&str]]) -> String {
    let mut text = String::new();
    for arguments in commands {
        let Ended { code, out, err } = run(provider, arguments).await;
        text.push_str(&format!("$ mock-provider {}\n{out}{err}", arguments.join(" ")));
        if code != Some(0) {
            text.push_str(&format!("[exit {}]\n", code.expect("a code")));
        }
    }
    text.replace(&provider.local_addr().port().to_string(), "PORT")
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mock-provider-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[tokio::test]
async fn a_session_with_the_clock() {
    let provider = start().await;
    let commands: [&[&str]; 7] = [
        &["clock", "show"],
        &["clock", "advance", "1h30m"],
        &["clock", "set", "2026-03-01T00:00:00Z"],
        &["clock", "set", "2026-02-01T00:00:00Z"],
        &["clock", "freeze"],
        &["clock", "advance", "soon"],
        &["reset"],
    ];
    insta::assert_snapshot!(session(&provider, &commands).await);
    assert_eq!(provider.clock().now().to_string(), "2026-03-01T00:00:00Z");
    assert!(
        run(&provider, &["clock", "unfreeze"])
            .await
            .out
            .ends_with("Z  running\n")
    );
    assert!(!provider.clock().reading().frozen);
}

#[tokio::test]
async fn a_session_with_keys() {
    let provider = start().await;
    let first = provider.keys(Provider::Google)[0].kid.clone();
    let commands: [&[&str]; 7] = [
        &["keys", "list", "--provider", "google"],
        &["keys", "rotate"],
        &["keys", "publish"],
        &["keys", "retire", &first],
        &["keys", "list", "--provider", "google"],
        &["keys", "retire", "none"],
        &["keys", "rotate", "--provider", "github"],
    ];
    insta::assert_snapshot!(session(&provider, &commands).await);
}

#[tokio::test]
async fn a_session_with_flows() {
    let provider = start().await;
    let commands: [&[&str]; 1] = [&["flows"]];
    let empty = session(&provider, &commands).await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    app.tokens(&browser, "alice", &[]).await;
    browser
        .go(&app.authorize_url(&[("redirect_uri", "http://localhost:1/other")]))
        .await;
    let (app, browser) = (
        App::new(&provider, Provider::GitHub),
        Browser::new(&provider, "b-2"),
    );
    let code = app.code(&browser, "bob", &[]).await;
    app.token(&code, &[("code_verifier", "wrong")]).await;
    let commands: [&[&str]; 3] = [
        &["flows"],
        &["flows", "--provider", "google", "--refused"],
        &["flows", "--outcome", "done"],
    ];
    let text = empty + &session(&provider, &commands).await;
    insta::assert_snapshot!(text);
    let lines = run(&provider, &["flows", "--json", "--persona", "alice"])
        .await
        .out;
    let flow: Value = serde_json::from_str(lines.trim()).expect("one JSON object");
    assert_eq!(flow["outcome"], "exchanged");
}

#[tokio::test]
async fn flows_are_followed_until_the_instance_stops() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Google),
        Browser::new(&provider, "b-1"),
    );
    app.tokens(&browser, "alice", &[]).await;
    let url = provider.url().to_string();
    let mut child = command(&url, &["flows", "--follow", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut next = async || -> Value {
        let line = lines.next_line().await.expect("readable").expect("a line");
        serde_json::from_str(&line).expect("JSON")
    };
    // What was there before comes first.
    assert_eq!(next().await["persona"], "alice");
    App::new(&provider, Provider::GitHub)
        .tokens(&Browser::new(&provider, "b-2"), "bob", &[])
        .await;
    loop {
        let flow = next().await;
        assert_eq!((&flow["id"], &flow["provider"]), (&json!(2), &json!("github")));
        if flow["outcome"] == "exchanged" {
            break;
        }
    }
    provider.shutdown().await;
    assert_eq!(child.wait().await.expect("ends").code(), Some(0));
    let mut err = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut err)
        .await
        .expect("UTF-8");
    assert!(err.contains("ended the stream"), "{err}");
}

#[tokio::test]
async fn tokens_are_minted_and_what_cannot_be_is_explained() {
    let provider = start().await;
    let google = client_id(Provider::Google);
    let minted = run(
        &provider,
        &[
            "token",
            "--user",
            "alice",
            "--client",
            google,
            "--claim",
            "groups=[1]",
            "--claim",
            "hd=x.example",
            "--print",
            "id_token",
        ],
    )
    .await;
    assert_eq!((minted.code, minted.err.as_str()), (Some(0), ""));
    let claims = crate::setup::claims(minted.out.trim());
    assert_eq!(
        (&claims["groups"], &claims["hd"]),
        (&json!([1]), &json!("x.example"))
    );

    let whole = run(
        &provider,
        &[
            "token",
            "--persona",
            "alice",
            "--client",
            google,
            "--scope",
            "openid",
            "--online",
        ],
    )
    .await;
    let response: Value = serde_json::from_str(&whole.out).expect("JSON");
    assert_eq!(response["scope"], "openid");
    assert!(response.get("refresh_token").is_none(), "{response}");
    let app = App::new(&provider, Provider::Google);
    let token = response["access_token"].as_str().expect("a token");
    assert!(app.profile(token).await["sub"].is_string());

    let commands: [&[&str]; 5] = [
        &["token", "--persona", "alice"],
        &["token", "--persona", "nobody", "--client", google],
        &[
            "token",
            "--persona",
            "alice",
            "--client",
            google,
            "--scope",
            "nonsense",
        ],
        &[
            "token",
            "--persona",
            "alice",
            "--client",
            google,
            "--print",
            "refresh",
        ],
        &["token", "--persona", "alice", "--claim", "x"],
    ];
    insta::assert_snapshot!(session(&provider, &commands).await);
    provider.remove_client(Provider::GitHub, client_id(Provider::GitHub));
    let only = run(
        &provider,
        &[
            "token",
            "--persona",
            "alice",
            "--provider",
            "github",
            "--print",
            "token_type",
        ],
    )
    .await;
    assert_eq!(only.out, "bearer\n", "{only:?}");
}

#[tokio::test]
async fn faults_are_armed_from_an_argument_or_a_file_and_removed() {
    let provider = start().await;
    let inline = r#"{"name": "no-iss", "change": {"authorization_response": {"remove": ["iss"]}}}"#;
    let armed = run(&provider, &["fault", "add", inline]).await;
    assert_eq!((armed.code, armed.out.as_str()), (Some(0), "fault-1\n"));
    let folder = folder("faults");
    let file = folder.join("fault.toml");
    std::fs::write(
        &file,
        "name = \"held\"\ntimes = 1\nchange = \"hold_authorization_response\"\n",
    )
    .expect("written");
    let armed = run(&provider, &["fault", "add", file.to_str().expect("UTF-8")]).await;
    assert_eq!(armed.out, "fault-2\n", "{armed:?}");
    let listed = run(&provider, &["fault", "list"]).await.out;
    let names: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["name"].clone())
        .collect();
    assert_eq!(names, ["no-iss", "held"]);
    assert_eq!(
        run(&provider, &["fault", "remove", "fault-1"]).await.code,
        Some(0)
    );
    let commands: [&[&str]; 6] = [
        &["fault", "list"],
        &["fault", "remove", "fault-1"],
        &[
            "fault",
            "add",
            r#"{"name": "x", "chnge": {}, "change": "hold_authorization_response"}"#,
        ],
        &["fault", "add", "no-such-file"],
        &["fault", "remove", "--all"],
        &["fault", "list"],
    ];
    insta::assert_snapshot!(session(&provider, &commands).await);
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test]
async fn a_snapshot_goes_from_one_instance_to_another_through_a_file() {
    let (first, second) = (start().await, start().await);
    let app = App::new(&first, Provider::GitHub);
    let tokens = app.tokens(&Browser::new(&first, "b-1"), "alice", &[]).await;
    let folder = folder("snapshots");
    let file = folder.join("state.json");
    let file = file.to_str().expect("UTF-8");
    assert_eq!(run(&first, &["snapshot", file]).await.code, Some(0));
    let restored = run(&second, &["restore", file]).await;
    assert_eq!(restored.code, Some(0), "{restored:?}");
    let profile = App::new(&second, Provider::GitHub)
        .profile(tokens["access_token"].as_str().expect("a token"))
        .await;
    assert_eq!(profile["login"], "alice-archer");
    let printed = run(&first, &["snapshot", "-"]).await.out;
    assert_eq!(printed, std::fs::read_to_string(file).expect("readable"));

    let foreign = printed.replacen("\"version\": 1", "\"version\": 9", 1);
    std::fs::write(file, foreign).expect("written");
    let refused = run(&second, &["restore", file]).await;
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.err.contains("version 9") && refused.err.contains("expected version 1"),
        "{refused:?}"
    );
    assert_eq!(run(&second, &["restore", "no-such-file"]).await.code, Some(3));
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test]
async fn whoever_talks_to_nobody_or_to_a_stranger_is_told_plainly() {
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let commands: [&[&str]; 8] = [
        &["clock", "show"],
        &["keys", "list"],
        &["flows", "--follow"],
        &["fault", "list"],
        &["reset"],
        &["snapshot", "-"],
        &["token", "--persona", "alice"],
        &["flows"],
    ];
    for arguments in commands {
        let Ended { code, out, err } = run_at(&url, arguments).await;
        assert_eq!((code, out.as_str()), (Some(3), ""), "{arguments:?}");
        let expected = format!(
            "error: nothing listens at {url}; expected a running mock-provider\n\nhint: start one with `mock-provider`, or name another with --url or MOCK_PROVIDER_URL\n"
        );
        assert_eq!(err, expected, "{arguments:?}");
    }
    let waited = run_at(&url, &["wait", "--timeout", "0"]).await;
    assert_eq!(waited.code, Some(1));
    assert!(
        waited
            .err
            .starts_with(&format!("error: not ready within 0 s: nothing listens at {url}")),
        "{waited:?}"
    );

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let stranger = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut request = [0; 1024];
        let _ = socket.read(&mut request).await.expect("a request");
        let answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
        socket.write_all(answer).await.expect("sent");
    });
    let Ended { code, err, .. } = run_at(&url, &["clock", "show"]).await;
    stranger.await.expect("ends");
    assert_eq!(code, Some(3));
    assert!(
        err.contains(&format!("another program answers at {url} (404 Not Found)")),
        "{err}"
    );
}

#[tokio::test]
async fn a_wait_ends_when_the_instance_answers() {
    let provider = start().await;
    let waited = run(&provider, &["wait"]).await;
    assert_eq!((waited.code, waited.out.as_str()), (Some(0), ""));
    assert!(waited.err.contains("is ready at"), "{waited:?}");
    // The flag counts before the variable.
    let url = provider.url().to_string();
    assert_eq!(
        run_at("http://127.0.0.1:1", &["wait", "--timeout", "0s", "--url", &url])
            .await
            .code,
        Some(0)
    );
}
