//! `mock-provider env`: what is printed, and that it works when it is pasted.

use std::path::Path;

use mock_provider::{MockProvider, Tls, config::Config};
use tokio::process::Command;

/// What the program prints, and how it ends.
async fn env(url: &str, arguments: &[&str], ca_dir: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-provider"));
    command.arg("env").args(arguments).env_clear();
    command
        .env("MOCK_PROVIDER_URL", url)
        .env("MOCK_PROVIDER_CA_DIR", ca_dir);
    let output = command.output().await.expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

async fn start(tls: Tls) -> MockProvider {
    MockProvider::builder()
        .config(Config::default())
        .port(0)
        .tls(tls)
        .proxy()
        .start()
        .await
        .expect("starts")
}

/// Replaces what differs from run to run.
fn settled(text: &str, provider: &MockProvider, folder: &Path) -> String {
    let mut text = text.replace(folder.to_str().expect("UTF-8"), "/ca");
    let tls = provider.tls_addr().expect("TLS");
    let proxy = provider.proxy_addr().expect("a proxy");
    for (found, instead) in [(provider.local_addr(), "4400"), (tls, "4443"), (proxy, "4480")] {
        text = text.replace(&found.to_string(), &format!("127.0.0.1:{instead}"));
    }
    text.replace(&format!("proxyPort={}", proxy.port()), "proxyPort=4480")
        .replace(provider.ca_spki_hash().expect("TLS"), "SPKI-HASH")
}

#[tokio::test]
async fn each_program_and_library_is_told_in_its_own_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = start(Tls::in_dir(folder.path())).await;
    let mut all = String::new();
    for purpose in [
        "",
        "node",
        "python",
        "curl",
        "go",
        "java",
        "chromium",
        "authjs",
        "passport",
        "spring",
        "oidc-client",
        "django-allauth",
        "better-auth",
    ] {
        let arguments = if purpose.is_empty() {
            vec![]
        } else {
            vec!["--for", purpose]
        };
        let (code, out, err) = env(provider.url().as_str(), &arguments, folder.path()).await;
        assert_eq!(code, Some(0), "{purpose}: {err}");
        all += &format!("== {purpose}\n{}\n", settled(&out, &provider, folder.path()));
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn what_is_printed_works_when_it_is_pasted() {
    const SCRIPT: &str = r#"
eval "$("$0" env)"
curl --silent --show-error https://accounts.google.com/.well-known/openid-configuration | head -n 2 | tail -n 1
node -e 'fetch("https://api.github.com/user").then((r) => console.log(r.status))'
"#;
    // The authority is nowhere on the disk until `env` puts it there.
    let provider = start(Tls::ephemeral()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new("sh")
        .args(["-c", SCRIPT, env!("CARGO_BIN_EXE_mock-provider")])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("MOCK_PROVIDER_URL", provider.url().as_str())
        .env("MOCK_PROVIDER_CA_DIR", folder.path())
        .output()
        .await
        .expect("runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "  \"issuer\": \"https://accounts.google.com\",\n401\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn what_is_missing_is_named_with_the_way_to_get_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = crate::setup::start().await;
    let (code, out, _) = env(plain.url().as_str(), &[], folder.path()).await;
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("export MOCK_PROVIDER_URL=http://127.0.0.1:") && out.contains("--tls auto"),
        "{out}"
    );
    let (code, _, err) = env(plain.url().as_str(), &["--for", "node"], folder.path()).await;
    assert_eq!(code, Some(3));
    assert!(
        err.contains("does not serve the real host names") && err.contains("hint:"),
        "{err}"
    );

    let no_proxy = MockProvider::builder()
        .port(0)
        .tls(Tls::ephemeral())
        .start()
        .await
        .expect("starts");
    let (code, _, err) = env(no_proxy.url().as_str(), &["--for", "python"], folder.path()).await;
    assert_eq!(code, Some(3));
    assert!(
        err.contains("has no proxy") && err.contains("--proxy-port"),
        "{err}"
    );
    let (code, _, err) = env(no_proxy.url().as_str(), &["--for", "hosts"], folder.path()).await;
    assert_eq!(code, Some(3));
    assert!(err.contains("lead to port 443"), "{err}");

    let gone = plain.url().to_string();
    plain.shutdown().await;
    let (code, _, err) = env(&gone, &[], folder.path()).await;
    assert_eq!(code, Some(3));
    assert!(
        err.contains("nothing listens there") && err.contains("--url"),
        "{err}"
    );
    assert_eq!(env("not a url", &[], folder.path()).await.0, Some(3));
}
