//! Whatever is wrong with what a person typed or set up ends in one clear message and its exit code.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use crate::support::{descendants, harness, is_running, manifest, said};
use tempfile::TempDir;

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

/// Writes an executable script.
fn script(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a script");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

#[test]
fn an_unknown_check_is_refused_with_the_nearest_name() {
    let (code, text) = said(harness(folder().path()).args(["run", "cb-state-wrng"]));
    assert_eq!(code, 4, "{text}");
    assert_eq!(
        text,
        "error: no check matches `cb-state-wrng`\n\nhint: did you mean `cb-state-wrong`?\n"
    );
}

#[test]
fn an_unknown_tag_is_refused_with_the_nearest_one() {
    let (code, text) = said(harness(folder().path()).args(["run", "--tags", "@must and not @mffa"]));
    assert_eq!(code, 4, "{text}");
    assert!(
        text.contains("no check has the tag `@mffa`") && text.contains("did you mean `@mfa`?"),
        "{text}"
    );
}

#[test]
fn an_unknown_option_is_wrong_usage() {
    let (code, text) = said(harness(folder().path()).args(["run", "--worker", "2"]));
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("--workers"), "{text}");
}

#[test]
fn a_broken_manifest_names_file_and_line() {
    let folder = folder();
    let path = folder.path().join("target.toml");
    std::fs::write(&path, "name = \"x\"\n[app\n").expect("a file");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 2, "{text}");
    assert!(text.contains(&format!("{}:2:", path.display())), "{text}");
}

#[test]
fn a_target_is_found_by_its_name() {
    let folder = folder();
    let target = folder.path().join("fixtures/targets/shop");
    std::fs::create_dir_all(&target).expect("a folder");
    std::fs::write(target.join("target.toml"), "name = \"x\"\n[app\n").expect("a file");
    let (code, text) = said(harness(folder.path()).args(["--target", "shop"]));
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("fixtures/targets/shop/target.toml:2:"), "{text}");
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_one() {
    let folder = folder();
    let path = manifest(folder.path(), "[strat]\ncommand = [\"true\"]");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains(":2:") && text.contains("did you mean `start`?"),
        "{text}"
    );
}

#[test]
fn a_host_that_is_not_loopback_is_refused_unless_it_is_named() {
    let folder = folder();
    let path = manifest(folder.path(), "");
    let text = std::fs::read_to_string(&path).expect("the manifest");
    std::fs::write(&path, text.replace("localhost:{port}", "app.example")).expect("a manifest");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("`app.example`, which is not loopback") && text.contains("allow_hosts"),
        "{text}"
    );
}

#[test]
fn a_missing_manifest_is_named() {
    let (code, text) = said(harness(folder().path()).args(["--target", "nowhere.toml"]));
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("cannot read nowhere.toml"), "{text}");
}

#[test]
fn a_browser_that_is_not_there_is_named() {
    let (code, text) = said(harness(folder().path()).env("HARNESS_CHROMIUM", "/nowhere/chromium"));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("no Chromium was found") && text.contains("HARNESS_CHROMIUM"),
        "{text}"
    );
}

#[test]
fn a_browser_that_does_not_start_shows_its_last_words() {
    let folder = folder();
    let browser = folder.path().join("chromium");
    script(&browser, "#!/bin/sh\necho no display >&2\nexit 1\n");
    let (code, text) = said(harness(folder.path()).env("HARNESS_CHROMIUM", &browser));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("did not start: it ended and said: no display"),
        "{text}"
    );
}

#[test]
fn a_driver_of_another_release_is_refused() {
    let folder = folder();
    let driver = folder.path().join("chromedriver");
    script(
        &driver,
        "#!/bin/sh\nchromedriver \"$@\" | sed -u 's/Starting ChromeDriver [0-9]*/Starting ChromeDriver 99/'\n",
    );
    let (code, text) = said(
        harness(folder.path())
            .args(["run", "--transport", "webdriver"])
            .env("HARNESS_CHROMEDRIVER", &driver),
    );
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("ChromeDriver 99") && text.contains("does not fit the browser"),
        "{text}"
    );
}

#[test]
fn a_driver_that_is_not_there_matters_only_to_webdriver() {
    let folder = folder();
    let run = |transport: &str| {
        said(
            harness(folder.path())
                .args(["run", "cb-state-wrong", "--transport", transport])
                .env("HARNESS_CHROMEDRIVER", "/nowhere/chromedriver"),
        )
    };
    let (code, text) = run("webdriver");
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("no ChromeDriver was found") && text.contains("HARNESS_CHROMEDRIVER"),
        "{text}"
    );
    let (code, text) = run("devtools");
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("DevTools protocol"), "{text}");
}

#[test]
fn a_target_that_exits_shows_its_last_words() {
    let folder = folder();
    let path = manifest(
        folder.path(),
        "[start]\ncommand = [\"sh\", \"-c\", \"echo GOOGLE_ID is not set >&2; exit 7\"]",
    );
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("could not judge") && text.contains("GOOGLE_ID is not set"),
        "{text}"
    );
    assert!(text.contains("exit status: 7"), "{text}");
}

#[test]
fn a_target_that_cannot_be_run_is_named() {
    let folder = folder();
    let path = manifest(folder.path(), "[start]\ncommand = [\"no-such-program\"]");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("`no-such-program` cannot be run"), "{text}");
}

#[test]
fn a_target_that_hangs_is_given_up_and_ended_with_its_children() {
    let folder = folder();
    let start =
        "[start]\ncommand = [\"sh\", \"-c\", \"sleep 600 & echo $! > child; echo $$ > parent; wait\"]";
    let path = manifest(folder.path(), start);
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("did not answer at") && text.contains("within 2 s"),
        "{text}"
    );
    for name in ["child", "parent"] {
        let pid = std::fs::read_to_string(folder.path().join(name)).expect("a pid");
        assert!(
            !is_running(pid.trim().parse().expect("a number")),
            "the {name} still runs"
        );
    }
}

#[test]
fn a_dead_port_is_named() {
    let folder = folder();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let path = manifest(folder.path(), "");
    let text = std::fs::read_to_string(&path).expect("the manifest");
    std::fs::write(&path, text.replace("{port}", &port.to_string())).expect("a manifest");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains(&format!("did not answer at http://localhost:{port}/")),
        "{text}"
    );
    assert!(text.to_lowercase().contains("connection refused"), "{text}");
}

#[test]
fn a_provider_port_in_use_is_named() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let path = manifest(folder.path(), &format!("[provider]\nport = {port}"));
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains(&port.to_string()) && text.contains("in use"),
        "{text}"
    );
}

#[test]
fn whoami_that_names_a_stranger_is_found_before_the_first_check() {
    let folder = folder();
    let server = "import http.server,os\n\
        class H(http.server.BaseHTTPRequestHandler):\n\
        \x20   def do_GET(self):\n\
        \x20       self.send_response(200); self.end_headers(); self.wfile.write(b'{\"user\":{\"email\":\"ghost@example.com\"}}')\n\
        \x20   def log_message(self, *a): pass\n\
        http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), H).serve_forever()\n";
    std::fs::write(folder.path().join("server.py"), server).expect("a server");
    let path = manifest(
        folder.path(),
        "[start]\ncommand = [\"python3\", \"server.py\"]\nenv = { PORT = \"{port}\" }",
    );
    let text = std::fs::read_to_string(&path).expect("the manifest");
    std::fs::write(&path, text.replace("start_s = 2", "start_s = 30")).expect("a manifest");
    let (code, text) = said(harness(folder.path()).arg("--target").arg(&path));
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("names `\"ghost@example.com\"` to a browser without cookies"),
        "{text}"
    );
}

#[test]
fn ctrl_c_ends_everything_and_still_writes_the_report() {
    use std::io::{BufRead as _, BufReader};
    let folder = folder();
    let mut child = harness(folder.path())
        .args(["run", "--transport", "webdriver"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut lines = BufReader::new(child.stderr.take().expect("its messages")).lines();
    let first_verdict = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains("PASS"));
    assert!(first_verdict.is_some(), "the run began");
    let children = descendants(child.id());
    for program in ["chromedriver", "--remote-debugging-port"] {
        assert!(
            children.iter().any(|(_, line)| line.contains(program)),
            "{program}: {children:?}"
        );
    }
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a signal");
    for _ in lines {}
    assert_eq!(child.wait().expect("its end").code(), Some(130));
    // They have been killed; the system may take a moment to carry it out.
    let deadline = ::harness::clock::Deadline::after(Duration::from_secs(10));
    let still = || -> Vec<_> { children.iter().filter(|(pid, _)| is_running(*pid)).collect() };
    while !still().is_empty() && deadline.left().is_some() {
        std::thread::yield_now();
    }
    assert!(still().is_empty(), "still running: {:?}", still());
    let results =
        std::fs::read_to_string(folder.path().join("harness-report/results.json")).expect("the report");
    let results: serde_json::Value = serde_json::from_str(&results).expect("JSON");
    assert_eq!(results["end"]["interrupted"], true);
}
