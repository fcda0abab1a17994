//! `mock-provider env`

mod libraries;
mod programs;
mod running;
mod shell;

use std::path::Path;

use clap::{Args, ValueEnum};

use super::{Exit, ca::CaFolder, print};
use running::Running;
use shell::{Line, Shell};

/// What to print, and of which provider.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The URL of the running provider
    #[arg(long, env = "MOCK_PROVIDER_URL", default_value = "http://127.0.0.1:4400")]
    url: String,
    /// What the variables are for: a program that keeps the real providers' URLs, or a library whose URLs can be set;
    /// without it, what suits most programs
    #[arg(long = "for", value_enum, value_name = "WHAT")]
    purpose: Option<Purpose>,
    /// The form in which to print
    #[arg(long, value_enum, default_value_t = Shell::Sh)]
    shell: Shell,
    #[command(flatten)]
    ca: CaFolder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Purpose {
    /// Node 18 and later: a preloaded script, no change to the app
    Node,
    /// Python: requests, httpx, urllib, aiohttp with trust_env
    Python,
    /// curl
    Curl,
    /// Go, as far as it uses the default transport
    Go,
    /// Java 11 and later
    Java,
    /// Flags for Chromium
    Chromium,
    /// A block for /etc/hosts; needs the TLS listener on port 443
    Hosts,
    /// Auth.js (NextAuth v5)
    Authjs,
    /// passport-google-oauth20 and passport-github2
    Passport,
    /// Spring Security's OAuth 2.0 client
    Spring,
    /// oidc-client-ts
    OidcClient,
    /// django-allauth
    DjangoAllauth,
    /// Better Auth
    BetterAuth,
}

pub(super) async fn run(options: &Options) -> Exit {
    let lines = match Running::ask(&options.url).await {
        Ok(running) => lines(options.purpose, &running, &options.ca),
        Err(problem) => Err(problem),
    };
    match lines {
        Ok(lines) => {
            print::data(&options.shell.print(&lines));
            Exit::Ok
        }
        Err(Problem { what, hint }) => {
            print::error(&what, &hint);
            Exit::Environment
        }
    }
}

fn lines(purpose: Option<Purpose>, running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    match purpose {
        None => programs::usual(running, ca),
        Some(Purpose::Node) => programs::node(running, ca),
        Some(Purpose::Python) => programs::python(running, ca),
        Some(Purpose::Curl) => programs::curl(running, ca),
        Some(Purpose::Go) => programs::go(running, ca),
        Some(Purpose::Java) => programs::java(running, ca),
        Some(Purpose::Chromium) => programs::chromium(running),
        Some(Purpose::Hosts) => programs::hosts(running),
        Some(Purpose::Authjs) => libraries::authjs(running),
        Some(Purpose::Passport) => libraries::passport(running),
        Some(Purpose::Spring) => libraries::spring(running),
        Some(Purpose::OidcClient) => libraries::oidc_client(running),
        Some(Purpose::DjangoAllauth) => libraries::django_allauth(running),
        Some(Purpose::BetterAuth) => libraries::better_auth(running),
    }
}

/// What stands in the way, and what to do.
#[derive(Debug)]
struct Problem {
    what: String,
    hint: String,
}

impl Problem {
    fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// A file that cannot be written.
    fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::new(
            format!(
                "files for programs cannot be written beside {}: {error}",
                path.display()
            ),
            "name another folder with --ca-dir",
        )
    }
}
