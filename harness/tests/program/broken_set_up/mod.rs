//! A harness whose set-up is broken on purpose judges nothing: it ends with the exit code of set-ups, and says what is
//! broken. Not one of these may ever be green.

use std::path::{Path, PathBuf};

use crate::support::{harness, said};
use tempfile::TempDir;

/// The manifest of the embedded target, with a short patience and each `(old, new)` replaced.
fn reference(folder: &Path, changes: &[(&str, &str)]) -> PathBuf {
    let text = include_str!("../../../../fixtures/targets/reference/target.toml");
    write(folder, text, changes)
}

/// The manifest of the scripted target of this folder, with the flaw `broken`, and each `(old, new)` replaced.
fn scripted(folder: &Path, broken: &str, changes: &[(&str, &str)]) -> PathBuf {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/broken_set_up/app.mjs");
    let text = r#"name = "scripted"
[start]
command = ["node", "APP"]
ready = "/health"
[start.env]
PORT = "{port}"
BROKEN = "FLAW"
GOOGLE_URL = "{google.url}"
GOOGLE_CLIENT_ID = "{google.client_id}"
GOOGLE_CLIENT_SECRET = "{google.client_secret}"
[app]
url = "http://localhost:{port}"
[providers.google]
redirect_uri = "{app.url}/callback"
[pages]
sign_in = "/"
[actions.sign_in]
click = { role = "link", name = "Sign in with {provider}" }
[whoami]
url = "/me"
email = "$.email"
"#;
    let text = text
        .replace("APP", &app.display().to_string())
        .replace("FLAW", broken);
    write(folder, &text, changes)
}

fn write(folder: &Path, text: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut text = text.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "the manifest has {old}");
        text = text.replace(old, new);
    }
    // Slow machines start slowly; one that never starts need not be waited for.
    let start_s = if text.contains("always-500") { 5 } else { 30 };
    let limits = format!("[timeouts]\npage_s = 2\nstart_s = {start_s}\n");
    if !text.contains("[timeouts]\n") {
        text += "\n[timeouts]\n";
    }
    text = text.replace("[timeouts]\n", &limits);
    let path = folder.join("target.toml");
    std::fs::write(&path, text).expect("a manifest");
    path
}

/// Runs one honest check and one that a set-up which refuses everybody would pass, and expects `causes` in the message.
fn refuses(manifest: &Path, settings: &[&str], causes: &[&str]) {
    let folder = manifest.parent().expect("a folder");
    let mut command = harness(folder);
    command
        .args(["run", "cb-happy-path/google", "cb-state-wrong/google", "--target"])
        .arg(manifest);
    for setting in settings {
        command.args(["--target-env", setting]);
    }
    let (code, text) = said(&mut command);
    assert_eq!(code, 3, "{text}");
    for cause in causes {
        assert!(text.contains(cause), "`{cause}` is missing:\n{text}");
    }
    assert!(
        text.contains("hint: ") && !text.contains("Conformant") && !text.contains("PASS"),
        "{text}"
    );
}

/// One test for each way of breaking the embedded target's set-up: changes of the manifest, settings, and the words
/// that name the cause.
macro_rules! reference {
    ($($name:ident: $changes:expr, $settings:expr => $causes:expr;)*) => {
        $(#[test]
        fn $name() {
            let folder = TempDir::new().expect("a folder");
            refuses(&reference(folder.path(), &$changes), &$settings, &$causes);
        })*
    };
}

reference! {
    a_wrong_client_secret: [], ["GOOGLE_CLIENT_SECRET=wrong"]
        => ["client-secret-correct", "{google.client_secret}"];
    a_client_id_that_nobody_registered: [], ["GOOGLE_CLIENT_ID=somebody-else"]
        => ["calls itself somebody-else at Google", "{google.client_id}"];
    a_redirect_uri_that_is_not_registered:
        [("[providers.google]\nredirect_uri = \"{app.url}/v1/oauth_callback\"", "[providers.google]\nredirect_uri = \"{app.url}/callback\"")], []
        => ["/v1/oauth_callback, and the manifest registers http://localhost:", "correct providers.google.redirect_uri"];
    a_provider_that_nobody_serves: [], ["GOOGLE_ISSUER=http://127.0.0.1:9"]
        => ["does not send the browser to Google", "which shows: ", "its issuer is {google.issuer} (http://127.0.0.1:"];
    an_issuer_that_the_provider_is_not: [], ["GOOGLE_ISSUER={google.issuer}/elsewhere"]
        => ["/google/elsewhere/.well-known/openid-configuration, which it does not serve", "{google.issuer}"];
    a_button_that_is_not_there: [("name = \"Continue with {provider}\"", "name = \"Log on with {provider}\"")], []
        => ["has no button \"Log on with Google\"", "correct actions.sign_in.click"];
    a_label_that_fits_two_buttons: [("[providers.google]", "[providers.google]\nlabel = \"G\"")], []
        => ["2 things on", "providers.google.label"];
    a_whoami_that_never_names_anybody: [("email = \"$.user.email\"", "email = \"$.user.mail\"")], []
        => ["matches no text", "set whoami.email = \"$.user.email\""];
    a_whoami_that_is_not_there: [("url = \"/api/me\"", "url = \"/api/you\"")], []
        => ["/api/you) does not answer: HTTP status 404", "correct whoami.url"];
    a_hook_that_finds_nobody: [("each = \"$.users[*]\"", "each = \"$.people[*]\"")], []
        => ["hooks.accounts counts 0 accounts", "hooks.accounts.each"];
    a_sign_in_page_that_is_not_there: [("sign_in = \"/sign-in\"", "sign_in = \"/log-in\"")], []
        => ["/log-in answers 404", "correct pages.sign_in"];
}

/// The same with the scripted target: the flaw, changes of the manifest, and the words that name the cause.
macro_rules! scripted {
    ($($name:ident: $broken:literal, $changes:expr => $causes:expr;)*) => {
        $(#[test]
        fn $name() {
            let folder = TempDir::new().expect("a folder");
            refuses(&scripted(folder.path(), $broken, &$changes), &[], &$causes);
        })*
    };
}

scripted! {
    a_whoami_that_always_names_somebody: "whoami-constant", []
        => ["names `\"admin@example.com\"` to a browser without cookies", "correct whoami.email"];
    a_whoami_that_names_who_came_last: "whoami-last", []
        => ["whoami", "who this browser is"];
    a_target_that_signs_nobody_in: "nobody-signed-in", []
        => ["the target got tokens, and whoami names nobody", "sign in by hand"];
    a_cookie_for_another_site_without_secure: "cookie-same-site", []
        => ["refused every cookie of the target", "session (SameSiteNoneInsecure"];
    a_cookie_for_another_domain: "cookie-other-domain", []
        => ["refused every cookie of the target", "session (InvalidDomain"];
    a_hook_that_fails: "none", [("[whoami]", "[hooks.accounts]\nget = \"/test/users?email={email}\"\neach = \"$[*]\"\n[whoami]")]
        => ["hooks.accounts failed", "answered 500", "correct [hooks.accounts]"];
    a_target_that_fails_everywhere: "always-500", [("ready = \"/health\"", "ready = \"/\"")]
        => ["did not answer at", "HTTP status 500"];
    a_ready_page_that_lies: "ready-lies", []
        => ["HTTP status 500", "no database", "the target itself fails"];
    a_callback_that_is_not_there: "no-callback", []
        => ["the target answers 404 at", "providers.google.redirect_uri"];
    a_clock_that_is_wrong: "clock", []
        => ["s ahead of the provider's", "set the clock"];
}

/// A scripted target whose hooks are `hooks`, beside one that tells its accounts.
fn hooked(folder: &Path, hooks: &str) -> PathBuf {
    let accounts = "[hooks.accounts]\nget = \"/test/accounts?email={email}\"\neach = \"$[*]\"\n";
    scripted(
        folder,
        "none",
        &[("[whoami]", &format!("{accounts}{hooks}\n[whoami]"))],
    )
}

/// One test for each way in which a hook does not do what it says: the hooks, and the words that name the cause.
macro_rules! hooks {
    ($($name:ident: $hooks:literal => $causes:expr;)*) => {
        $(#[test]
        fn $name() {
            let folder = TempDir::new().expect("a folder");
            refuses(&hooked(folder.path(), $hooks), &[], &$causes);
        })*
    };
}

hooks! {
    an_id_that_is_not_there: "id = \"$[*].uid\""
        => ["hooks.accounts.id `$[*].uid` matches no text", "correct hooks.accounts.id"];
    a_user_that_nobody_makes: "[hooks.create_user]\npost = \"/test/nothing\""
        => ["hooks.create_user says that it made an account", "hooks.accounts counts 0", "correct [hooks.create_user]"];
    a_user_whose_making_fails: "[hooks.create_user]\npost = \"/test/users\""
        => ["hooks.create_user failed", "answered 500", "correct [hooks.create_user]"];
    a_code_for_everybody: "[hooks.messages]\nget = \"/test/constant\"\ncode = \"$.code\""
        => ["hooks.messages has the code `123456`", "to whom nothing was sent", "to {to} alone"];
    messages_that_cannot_be_read: "[hooks.messages]\nget = \"/test/users?to={to}\"\ncode = \"$.code\""
        => ["hooks.messages failed", "answered 500", "correct [hooks.messages]"];
    a_token_that_is_not_kept: "[hooks.provider_token]\nget = \"/test/nothing\"\ntoken = \"$.token\""
        => ["hooks.provider_token gives no token of Google", "/test/nothing answered 200", "keeps no tokens"];
    a_token_that_the_provider_did_not_issue: "[hooks.provider_token]\nget = \"/test/constant\"\ntoken = \"$.token\""
        => ["that Google did not issue to", "correct hooks.provider_token.token"];
    a_token_of_whoever_came_last: "[hooks.provider_token]\nget = \"/test/one-token\"\ntoken = \"$.token\""
        => ["hooks.provider_token gives a token for nobody-at-all@people.example", "name the person"];
    scopes_that_are_not_kept: "[hooks.provider_token]\nget = \"/test/token?email={email}\"\ntoken = \"$.token\"\nscopes = \"$.scopes[*]\""
        => ["hooks.provider_token.scopes `$.scopes[*]` matches no text", "correct hooks.provider_token.scopes"];
    a_lock_that_cannot_be_opened: "[hooks.lock_user]\npost = \"/test/nothing\"\njson = { email = \"{email}\" }"
        => ["hooks.lock_user has no {locked}", "send {locked}"];
    a_lock_that_fails: "[hooks.lock_user]\npost = \"/test/users\"\njson = { locked = \"{locked}\" }"
        => ["hooks.lock_user failed", "answered 500", "correct [hooks.lock_user]"];
    a_secret_that_is_not_there: "[hooks.enable_mfa]\npost = \"/test/nothing\"\ntotp_secret = \"$.secret\""
        => ["hooks.enable_mfa failed", "totp_secret `$.secret` matches no text", "correct [hooks.enable_mfa]"];
    a_secret_of_no_authenticator: "[hooks.enable_mfa]\npost = \"/test/constant\"\ntotp_secret = \"$.secret\""
        => ["hooks.enable_mfa.totp_secret `$.secret` finds no TOTP secret in base32", "correct hooks.enable_mfa.totp_secret"];
    backup_codes_that_are_not_there: "[hooks.enable_mfa]\npost = \"/test/secret\"\ntotp_secret = \"$.secret\"\nbackup_codes = \"$.codes[*]\""
        => ["hooks.enable_mfa.backup_codes `$.codes[*]` matches no text", "correct hooks.enable_mfa.backup_codes"];
    an_invitation_that_leads_nowhere: "[hooks.invite]\npost = \"/test/nothing\"\nlink = \"$.url\""
        => ["hooks.invite failed", "link `$.url` matches no text", "correct [hooks.invite]"];
    an_invitation_that_fails: "[hooks.invite]\npost = \"/test/users\"\nlink = \"$.url\""
        => ["hooks.invite failed", "answered 500", "correct [hooks.invite]"];
    a_new_password_that_fails: "[hooks.require_new_password]\npost = \"/test/users\""
        => ["hooks.require_new_password failed", "answered 500", "correct [hooks.require_new_password]"];
    a_task_that_fails: "[hooks.new_password_task]\npost = \"/test/users\""
        => ["hooks.new_password_task failed", "answered 500", "correct [hooks.new_password_task]"];
}

/// The same hooks, all of them true, let the doctor pass: what fails above fails for its one flaw.
#[test]
fn hooks_that_do_what_they_say_are_fine() {
    let folder = TempDir::new().expect("a folder");
    let hooks = "id = \"$[*].id\"\n\
        [hooks.messages]\nget = \"/test/nothing?to={to}\"\ncode = \"$.code\"\n\
        [hooks.provider_token]\nget = \"/test/token?email={email}\"\ntoken = \"$.token\"\n\
        [hooks.lock_user]\npost = \"/test/nothing\"\njson = { locked = \"{locked}\" }\n\
        [hooks.enable_mfa]\npost = \"/test/secret\"\ntotp_secret = \"$.secret\"\n\
        [hooks.invite]\npost = \"/test/secret\"\nlink = \"$.secret\"\n\
        [hooks.require_new_password]\npost = \"/test/nothing\"\n\
        [hooks.new_password_task]\npost = \"/test/nothing\"";
    let path = hooked(folder.path(), hooks);
    let output = harness(folder.path())
        .args(["doctor", "--target"])
        .arg(&path)
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for hook in [
        "accounts",
        "messages",
        "provider_token",
        "lock_user",
        "enable_mfa",
        "invite",
        "require_new_password",
        "new_password_task",
    ] {
        assert!(text.contains(&format!("ok       hooks.{hook}")), "{hook}: {text}");
    }
}

/// Without a flaw the same set-up is judged: what fails above fails for its one flaw.
#[test]
fn the_scripted_target_without_a_flaw_is_judged() {
    let folder = TempDir::new().expect("a folder");
    let path = scripted(folder.path(), "none", &[]);
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "cb-state-wrong/google", "--target"])
            .arg(&path),
    );
    assert_eq!(code, 0, "{text}");
}

/// Nobody who is signed in gets to the button of an app that leads them on, and nobody need.
#[test]
fn a_sign_in_page_that_leads_on_whoever_is_signed_in_is_no_failure() {
    let folder = TempDir::new().expect("a folder");
    let profiles = "[capabilities]\nprofiles = [\"core\", \"session\"]\n[whoami]";
    let path = scripted(folder.path(), "leads-on", &[("[whoami]", profiles)]);
    let checks = ["ses-existing-session-same-user/google", "cb-happy-path/google"];
    let (code, text) = said(
        harness(folder.path())
            .arg("run")
            .args(checks)
            .arg("--target")
            .arg(&path),
    );
    assert_eq!(code, 0, "{text}");
    let line = |id: &str| text.lines().find(|line| line.contains(id)).unwrap_or_default();
    assert!(line(checks[0]).contains("N/A"), "{text}");
    assert!(
        line(checks[0]).contains("leads whoever is signed in from") && line(checks[0]).contains("/home"),
        "{text}"
    );
    assert!(line(checks[1]).contains("PASS"), "{text}");
}

/// A program that has ended is not the one that answers.
#[test]
fn a_command_that_ends_while_somebody_else_answers() {
    let folder = TempDir::new().expect("a folder");
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("an address").port().to_string();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for mut stream in other.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
        }
    });
    let address = format!("url = \"http://127.0.0.1:{port}\"");
    let path = scripted(
        folder.path(),
        "none",
        &[("url = \"http://localhost:{port}\"", &address)],
    );
    let text = std::fs::read_to_string(&path).expect("the manifest");
    let (before, rest) = text.split_once("command = ").expect("a command");
    let (_, after) = rest.split_once('\n').expect("a line");
    std::fs::write(&path, format!("{before}command = [\"true\"]\n{after}")).expect("a manifest");
    refuses(&path, &[], &["ended (exit status: 0)", "foreground"]);
}

/// The doctor says the same, part by part, and names the first cause alone.
#[test]
fn the_doctor_names_each_part_and_the_one_thing_to_change() {
    let folder = TempDir::new().expect("a folder");
    let path = reference(folder.path(), &[]);
    let examine = |setting: &str| {
        let output = harness(folder.path())
            .args(["doctor", "--target-env", setting, "--target"])
            .arg(&path)
            .output()
            .expect("the program runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, out, err) = examine("GOOGLE_CLIENT_SECRET=wrong");
    assert_eq!(code, Some(3), "{out}{err}");
    let line = |start: &str| {
        out.lines()
            .find(|line| line.starts_with(start))
            .map(str::to_owned)
    };
    assert!(line("ok       Google authorization request").is_some(), "{out}");
    assert!(line("problem  Google back channel").is_some(), "{out}");
    assert!(line("skipped  Google sign-in").is_some(), "{out}");
    assert!(line("ok       GitHub sign-in").is_some(), "{out}");
    assert_eq!(err.matches("hint: ").count(), 1, "{err}");

    let (code, out, err) = examine("REFERENCE_TEST_HOOKS=on");
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.lines().all(|line| line.starts_with("ok ")), "{out}");
}
