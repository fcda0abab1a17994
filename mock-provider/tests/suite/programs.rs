//! Programs that know only the real URLs reach the provider, changed by nothing but their environment.

use std::{ffi::OsStr, path::Path, time::Duration};

use mock_provider::{Environment, MockProvider, Variable};
use serde_json::Value;
use tokio::process::Command;

use crate::virtual_hosts::start;

/// Long enough for a loaded machine; nothing here waits by design.
const PATIENCE: Duration = Duration::from_secs(120);

/// A provider, and the environment of programs with its files in a folder whose name has a space.
async fn prepared() -> (MockProvider, tempfile::TempDir, Environment) {
    let provider = start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let environment = provider
        .environment(folder.path().join("with space"))
        .expect("written")
        .expect("TLS");
    (provider, folder, environment)
}

/// What a program prints. It has to be there, and to end well.
async fn run(
    program: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    variables: Vec<Variable>,
) -> String {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(variables)
        .kill_on_drop(true);
    for inherited in ["PATH", "HOME"] {
        if let Some(value) = std::env::var_os(inherited) {
            command.env(inherited, value);
        }
    }
    let output = tokio::time::timeout(PATIENCE, command.output())
        .await
        .unwrap_or_else(|_| panic!("{program} does not end"))
        .unwrap_or_else(|error| panic!("this test needs {program} on the PATH: {error}"));
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{program}: {out}\n{err}");
    out.into_owned()
}

/// Every way in which Node opens a connection; the last ones must be left alone.
const NODE: &str = r#"
const [plain, tlsPort] = process.argv.slice(1).map(Number);
const https = require('node:https'), http = require('node:http'), tls = require('node:tls'), net = require('node:net');
const fs = require('node:fs');
const url = 'https://accounts.google.com/.well-known/openid-configuration';
const drained = (response, done) => { response.resume(); response.on('end', () => done(response.statusCode)); };
const failed = (error) => error.code || String(error);
const ways = {
  fetch: async () => (await (await fetch(url)).json()).issuer,
  https: () => new Promise((done, fail) => https.get('https://api.github.com/user', { headers: { 'user-agent': 'suite' } }, (r) => drained(r, done)).on('error', fail)),
  tls: () => new Promise((done, fail) => { const s = tls.connect(443, 'github.com', { servername: 'github.com' }, () => { done(`${s.authorized} ${s.getPeerCertificate().subjectaltname.includes('github.com')}`); s.destroy(); }).on('error', fail); }),
  http2: () => new Promise((done, fail) => { const s = require('node:http2').connect('https://accounts.google.com'); s.on('error', fail); const r = s.request({ ':path': '/.well-known/openid-configuration' }); r.on('response', (h) => { done(h[':status']); s.destroy(); }); }),
  wrongName: () => new Promise((done) => tls.connect(443, 'github.com', { servername: 'example.com' }, () => done('accepted')).on('error', (e) => done(failed(e)))),
  otherPort: () => new Promise((done) => { const s = net.connect({ port: plain, host: '127.0.0.1' }, () => { done(s.remotePort === plain); s.destroy(); }).on('error', (e) => done(failed(e))); }),
  plainHttp: () => new Promise((done, fail) => http.get(`http://localhost:${plain}/_mock/api/health`, (r) => drained(r, done)).on('error', fail)),
};
(async () => {
  const found = {};
  for (const [name, way] of Object.entries(ways)) found[name] = await way().catch(failed);
  console.log(JSON.stringify(found));
  process.exit(0);
})();
"#;

#[tokio::test]
async fn node_reaches_the_providers_in_every_way_and_everything_else_as_before() {
    let (provider, _folder, environment) = prepared().await;
    let port = provider.local_addr().port().to_string();
    let out = run("node", ["-e", NODE, &port], environment.node()).await;
    let found: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    assert_eq!(
        found,
        serde_json::json!({
            "fetch": "https://accounts.google.com",
            "https": 401,
            "tls": "true true",
            "http2": 200,
            "wrongName": "ERR_TLS_CERT_ALTNAME_INVALID",
            "otherPort": true,
            "plainHttp": 200,
        })
    );
}

#[tokio::test]
async fn node_with_es_modules_and_a_worker_is_redirected_too() {
    let (_provider, folder, environment) = prepared().await;
    let module = folder.path().join("app.mjs");
    let script = "
        import { Worker, isMainThread } from 'node:worker_threads';
        const { issuer } = await (await fetch('https://accounts.google.com/.well-known/openid-configuration')).json();
        console.log(isMainThread, issuer);
        if (isMainThread) new Worker(new URL(import.meta.url));
    ";
    std::fs::write(&module, script).expect("written");
    let out = run("node", [&module], environment.node()).await;
    assert_eq!(
        out,
        "true https://accounts.google.com\nfalse https://accounts.google.com\n"
    );
}

#[tokio::test]
async fn python_accepts_the_chain_and_goes_nowhere_else() {
    const SCRIPT: &str = "
import json, sys, urllib.error, urllib.request
fetch = lambda url: urllib.request.urlopen(url, timeout=60)
print(json.load(fetch('https://accounts.google.com/.well-known/openid-configuration'))['issuer'])
try:
    fetch('https://api.github.com/user')
except urllib.error.HTTPError as error:
    print(error.code)
print(fetch(sys.argv[1] + '_mock/api/health').status)
try:
    fetch('https://example.com/')
except OSError as error:
    print(error)
";
    let (provider, _folder, environment) = prepared().await;
    let out = run(
        "python3",
        ["-c", SCRIPT, provider.url().as_str()],
        environment.python(),
    )
    .await;
    assert_eq!(
        out,
        "https://accounts.google.com\n401\n200\n<urlopen error Tunnel connection failed: 403 Forbidden>\n"
    );
}

/// RFC 5280 to the letter, as Python 3.13 checks by default: key identifiers, critical extensions, and so on.
#[tokio::test]
async fn a_strict_check_of_the_chain_finds_nothing() {
    const SCRIPT: &str = "
import os, socket, ssl, sys
context = ssl.create_default_context(cafile=os.environ['SSL_CERT_FILE'])
context.verify_flags |= ssl.VERIFY_X509_STRICT
for name in sys.argv[2:]:
    with context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))), server_hostname=name) as s:
        print(name, s.version())
";
    let (provider, _folder, environment) = prepared().await;
    let port = provider.tls_addr().expect("TLS").port().to_string();
    let mut arguments = vec!["-c", SCRIPT, &port];
    arguments.extend(provider.virtual_hosts());
    arguments.extend(["localhost", "127.0.0.1", "::1"]);
    let out = run("python3", &arguments, environment.python()).await;
    assert_eq!(
        out.lines().filter(|line| line.ends_with(" TLSv1.3")).count(),
        arguments.len() - 3,
        "{out}"
    );
}

#[tokio::test]
async fn one_environment_suits_every_program() {
    let (_provider, _folder, environment) = prepared().await;
    let url = "https://accounts.google.com/.well-known/openid-configuration";
    let node = format!("fetch('{url}').then((r) => r.text()).then((text) => console.log(text))");
    let python = format!("import urllib.request; print(urllib.request.urlopen('{url}').read().decode())");
    for (program, arguments) in [
        ("node", vec!["-e", &node]),
        ("python3", vec!["-c", &python]),
        ("curl", vec!["--silent", "--show-error", url]),
    ] {
        let out = run(program, arguments, environment.any()).await;
        assert!(
            out.contains("https://oauth2.googleapis.com/token"),
            "{program}: {out}"
        );
    }
}

#[tokio::test]
async fn curl_finds_the_way_by_its_environment() {
    let (_provider, _folder, environment) = prepared().await;
    let url = "https://accounts.google.com/.well-known/openid-configuration";
    let out = run("curl", ["--silent", "--show-error", url], environment.curl()).await;
    assert!(out.contains("https://oauth2.googleapis.com/token"), "{out}");
}

#[tokio::test]
async fn chromium_opens_the_real_url_with_two_flags_and_no_trust() {
    let (provider, folder, _) = prepared().await;
    let browser = chromium();
    let mut arguments: Vec<String> = provider.chromium_flags().expect("TLS").into();
    arguments.extend(
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--dump-dom",
        ]
        .map(ToOwned::to_owned),
    );
    arguments.push(format!(
        "--user-data-dir={}",
        folder.path().join("profile").display()
    ));
    arguments.push("https://accounts.google.com/.well-known/openid-configuration".to_owned());
    let page = run(&browser, &arguments, Vec::new()).await;
    assert!(
        page.contains("\"issuer\": \"https://accounts.google.com\""),
        "{page}"
    );
}

/// The first Chromium on the PATH; `HARNESS_CHROMIUM` names another.
fn chromium() -> String {
    const NAMES: [&str; 6] = [
        "chromium-headless-shell",
        "chrome-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    if let Ok(named) = std::env::var("HARNESS_CHROMIUM") {
        return named;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let there = |name: &&str| folders.iter().any(|folder| Path::new(folder).join(name).exists());
    NAMES
        .into_iter()
        .find(there)
        .expect("this test needs Chromium: `apt-get install -y chromium-headless-shell`")
        .to_owned()
}
