//! Installs what the lock files name, by the registries' own clients. Whatever is there from the last run stays as
//! long as the lock file does.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use tokio::process::Command;

/// The file that remembers what was installed.
const STAMP: &str = ".installed-from";

/// Installs into `node/node_modules`.
pub(crate) async fn node() {
    let folder = folder("node");
    let modules = folder.join("node_modules");
    let hash = hash(&folder.join("package-lock.json"));
    if installed(&modules, &hash) {
        return;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder);
    run(
        npm,
        "install Node 20 or later with npm (Debian: apt-get install -y nodejs npm)",
    )
    .await;
    remember(&modules, &hash);
}

/// Installs into a virtual environment and gives its interpreter.
pub(crate) async fn python() -> PathBuf {
    let requirements = folder("python").join("requirements.txt");
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients-venv");
    let interpreter = venv.join("bin/python");
    let hash = hash(&requirements);
    if installed(&venv, &hash) {
        return interpreter;
    }
    virtual_environment(&venv).await;
    let mut pip = Command::new(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--require-hashes", "--requirement"])
        .arg(&requirements);
    run(pip, "look at what pip says above").await;
    remember(&venv, &hash);
    interpreter
}

/// Debian keeps `ensurepip` in a package of its own.
async fn virtual_environment(venv: &Path) {
    const PACKAGE: [&str; 3] = ["install", "-y", "python3-venv"];
    let make = || {
        let mut python = Command::new("python3");
        python.args(["-m", "venv", "--clear"]).arg(venv);
        python
    };
    if succeeds(make()).await {
        return;
    }
    let mut root = Command::new("sh");
    root.args(["-c", "test \"$(id -u)\" = 0 && command -v apt-get"]);
    if succeeds(root).await {
        let mut apt = Command::new("apt-get");
        apt.args(PACKAGE);
        run(apt, "install Python 3.11 or later with its venv module").await;
    }
    run(
        make(),
        "install Python 3.11 or later with its venv module (Debian: apt-get install -y python3 python3-venv)",
    )
    .await;
}

/// The folder of a language's programs.
pub(crate) fn folder(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(language)
}

fn installed(place: &Path, hash: &str) -> bool {
    fs::read_to_string(place.join(STAMP)).is_ok_and(|found| found == hash)
}

fn remember(place: &Path, hash: &str) {
    fs::write(place.join(STAMP), hash).expect("what was just installed can be written to");
}

fn hash(file: &Path) -> String {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()));
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn succeeds(mut command: Command) -> bool {
    command.output().await.is_ok_and(|output| output.status.success())
}

async fn run(mut command: Command, hint: &str) {
    let shown = format!("{:?}", command.as_std());
    let output = match command.output().await {
        Ok(output) => output,
        Err(error) => panic!("cannot run {shown}: {error}\nhint: {hint}"),
    };
    assert!(
        output.status.success(),
        "{shown} ended with {}\n{}{}\nhint: {hint}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
