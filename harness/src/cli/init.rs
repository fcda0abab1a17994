//! `harness init`: looks at an app as a stranger does, writes its manifest, and proves it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use mock_provider::Provider;
use url::Url;

use super::interrupt::interrupt;
use super::run::assignment;
use super::{doctor, say};
use crate::init::{self, InitError, Options, Written};
use crate::run::{Interrupt, Options as RunOptions};
use crate::shell::quoted;
use crate::target::Reach;
use crate::{exit, features};

const AFTER_HELP: &str = "\
Examples:
  harness init --url http://localhost:3000/sign-in -- npm start
  harness init --url http://localhost:3000/login --env GOOGLE_ISSUER={google.issuer} -- node server.js
  harness init --url http://localhost:3000/login --provider-port 4400      (the app runs already)

Values of --env may have the placeholders {port}, {app.url}, {google.issuer}, {google.url}, {google.api_url},
{google.client_id}, {google.client_secret}, and likewise for the other providers. Variables that the app's sources name
and that plainly are such (GOOGLE_CLIENT_ID) are set without being asked for.

Exit codes:
  0    the manifest is written, and every part of the set-up works with it
  2    wrong usage, or the file exists
  3    the app, the browser, or the provider is not usable, or the manifest is not whole; the last lines name the one
       thing to change";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// The page with the provider buttons, or one that leads to it
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// Where the manifest goes; commands run in its folder
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    out: PathBuf,
    /// Write over an existing file
    #[arg(long)]
    force: bool,
    /// Variable of the app; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    env: Vec<(String, String)>,
    /// Command to run once before the first start, for example "npm ci"
    #[arg(long, value_name = "COMMAND")]
    setup: Option<String>,
    /// Command that starts the app, in place of the words behind `--`
    #[arg(long = "command", value_name = "COMMAND", conflicts_with = "words")]
    command: Option<String>,
    /// Manifest, or its folder, whose [start] starts the app; its other parts may be missing
    #[arg(long, value_name = "PATH", conflicts_with_all = ["command", "words"])]
    start_from: Option<PathBuf>,
    /// Provider to look for; may be given several times, and all are looked for when left out
    #[arg(long, value_name = "NAME")]
    provider: Vec<Provider>,
    /// Port at which an app that already runs expects the mock provider [default: 4400]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    provider_port: u16,
    /// How the app finds the provider; found out when left out
    #[arg(long, value_name = "HOW", value_enum)]
    reach: Option<Reach>,
    /// Secret that the app has at a provider, where it cannot be told another one; it is written into the manifest
    #[arg(long, value_name = "PROVIDER=SECRET", value_parser = assignment)]
    client_secret: Vec<(String, String)>,
    /// Seconds until the app answers
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    start_timeout: u64,
    /// Show the browser
    #[arg(long)]
    headed: bool,
    /// Print a manifest in which every key is explained, and do nothing else
    #[arg(long)]
    example: bool,
    /// Command that starts the app and stays in the foreground
    #[arg(last = true, value_name = "COMMAND")]
    words: Vec<String>,
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    if arguments.example {
        say::data(features::EXAMPLE_MANIFEST.trim_end());
        return exit::CONFORMANT;
    }
    let options = match options(arguments) {
        Ok(options) => options,
        Err(error) => return failed(&error),
    };
    tokio::select! {
        code = write(&options) => code,
        how = interrupt() => match how {
            Interrupt::Interrupted => exit::INTERRUPTED,
            Interrupt::Terminated => exit::TERMINATED,
        },
    }
}

/// Looks, writes, and examines what was written.
async fn write(options: &Options) -> u8 {
    let Written { file, missing } = match init::init(options, say::note).await {
        Ok(written) => written,
        Err(error) => return failed(&error),
    };
    say::note(&format!("\nWrote {}", file.display()));
    let target = quoted(&file.display().to_string());
    if !missing.is_empty() {
        say::error(
            &format!("the manifest is not whole: it lacks {}", missing.join(" and ")),
            Some(&format!(
                "its comments say what to look for; then run `harness doctor --target {target}`"
            )),
        );
        return exit::NOT_JUDGED;
    }
    say::note("");
    let code = doctor::examine(&RunOptions {
        targets: vec![file],
        headed: options.headed,
        ..RunOptions::default()
    })
    .await;
    if code == exit::CONFORMANT {
        say::note(&format!("\nNext: harness run --target {target}"));
    }
    code
}

fn failed(error: &InitError) -> u8 {
    say::error(error, error.hint().as_deref());
    error.exit_code()
}

fn options(arguments: Arguments) -> Result<Options, InitError> {
    let command = match arguments.command {
        Some(line) => words(&line),
        None => arguments.words,
    };
    for (name, _) in &arguments.client_secret {
        init::is_provider(name)?;
    }
    Ok(Options {
        url: arguments.url,
        out: arguments.out,
        force: arguments.force,
        command,
        setup: arguments.setup.as_deref().map(words).unwrap_or_default(),
        env: BTreeMap::from_iter(arguments.env),
        start_from: arguments.start_from,
        providers: arguments.provider,
        provider_port: arguments.provider_port,
        reach: arguments.reach,
        client_secrets: BTreeMap::from_iter(arguments.client_secret),
        start_s: arguments.start_timeout,
        headed: arguments.headed,
    })
}

/// The words of a command line; what only a shell understands is left to one.
fn words(line: &str) -> Vec<String> {
    if line.contains([
        '"', '\'', '$', '&', '|', ';', '<', '>', '*', '?', '`', '\\', '(', '#', '~',
    ]) {
        return vec!["sh".to_owned(), "-c".to_owned(), line.to_owned()];
    }
    line.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_plain_command_is_split_and_any_other_goes_to_a_shell() {
        assert_eq!(
            words("npm  start -- --port {port}"),
            ["npm", "start", "--", "--port", "{port}"]
        );
        assert_eq!(words("cd app && npm start"), ["sh", "-c", "cd app && npm start"]);
    }
}
