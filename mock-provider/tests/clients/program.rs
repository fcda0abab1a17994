//! Runs a library's program, and reads what it says of its cases.

use std::{path::Path, process::Stdio, time::Duration};

use mock_provider::Variable;
use serde::Deserialize;
use serde_json::Value;
use tokio::process::Command;

/// Longer than any program takes on a slow machine.
const DEADLINE: Duration = Duration::from_secs(300);

/// Variables that would lead a program elsewhere, or trust somebody else.
const FOREIGN: &[&str] = &[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "NODE_OPTIONS",
    "NODE_EXTRA_CA_CERTS",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "PYTHONPATH",
    "OAUTHLIB_INSECURE_TRANSPORT",
    "OAUTHLIB_RELAX_TOKEN_SCOPE",
];

/// What a program says of one case, on a line of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) library: String,
    pub(crate) version: String,
    pub(crate) provider: String,
    pub(crate) case: String,
    pub(crate) ok: bool,
    pub(crate) detail: String,
}

/// What came of a program.
pub(crate) struct Run {
    pub(crate) lines: Vec<Line>,
    /// What it said besides, and how it ended, where that is of interest.
    pub(crate) trouble: Option<String>,
}

/// Runs `program` with the interpreter, the variables, and the library's brief.
pub(crate) async fn run(interpreter: &Path, program: &Path, variables: &[Variable], brief: &Value) -> Run {
    let mut command = Command::new(interpreter);
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
        .arg(program)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .env("CLIENT_SUITE", brief.to_string())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = match tokio::time::timeout(DEADLINE, command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return trouble(format!("cannot run {}: {error}", interpreter.display())),
        Err(_) => return trouble(format!("not done after {} seconds", DEADLINE.as_secs())),
    };
    let mut lines = Vec::new();
    let mut other = String::new();
    for text in String::from_utf8_lossy(&output.stdout).lines() {
        match serde_json::from_str(text) {
            Ok(line) => lines.push(line),
            Err(_) => other.push_str(&format!("{text}\n")),
        }
    }
    let failed = !output.status.success();
    let trouble = (failed || !other.is_empty()).then(|| {
        let stderr = String::from_utf8_lossy(&output.stderr);
        format!("ended with {}\n{other}{stderr}", output.status)
    });
    Run { lines, trouble }
}

fn trouble(text: String) -> Run {
    Run {
        lines: Vec::new(),
        trouble: Some(text),
    }
}
