//! `harness serve`: a target with its provider, without checks, until Ctrl-C: to use by hand, or from an app of one's
//! own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use mock_provider::MockProvider;
use mock_provider::config::Config;

use super::interrupt::interrupt;
use super::run::assignment;
use super::say;
use crate::exit;
use crate::plan;
use crate::run::RunError;
use crate::target::{self, Access, Manifest, Target, TargetError};

/// Setting of the embedded target: where its accounts are.
const DATABASE: &str = "REFERENCE_DATABASE";

const AFTER_HELP: &str = "\
The embedded target keeps its accounts in a file, whose path is printed, from one start to the next;
`--target-env REFERENCE_DATABASE=memory` keeps nothing. With `--port` and `--provider-port` browsers
stay signed in, too.

Exit codes:
  0    ended by Ctrl-C or a termination signal
  2    wrong usage, or an invalid manifest
  3    the target or the provider did not start, or the target ended";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Manifest of the target, its folder, or its name in fixtures/targets; the embedded reference target when left out
    #[arg(long, value_name = "PATH", env = "HARNESS_TARGET")]
    target: Option<PathBuf>,
    /// Settings of the manifest to start it with
    #[arg(long, value_name = "NAME", default_value = "default")]
    variant: String,
    /// Port of the target; any free one when left out
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Port of the provider; that of the manifest, or any free one, when left out
    #[arg(long, value_name = "PORT")]
    provider_port: Option<u16>,
    /// Setting of the target that overrides [start.env] of its manifest; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    target_env: Vec<(String, String)>,
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    match serve(arguments).await {
        Ok(None) => exit::CONFORMANT,
        Ok(Some(death)) => {
            say::error(&death, Some("its last words are above"));
            exit::NOT_JUDGED
        }
        Err(error) => {
            say::error(&error, error.hint().as_deref());
            error.exit_code()
        }
    }
}

/// Serves until a signal comes, or until the target ends by itself, and says how.
async fn serve(arguments: Arguments) -> Result<Option<String>, RunError> {
    let overrides = BTreeMap::from_iter(arguments.target_env);
    let mut manifest = plan::manifest(arguments.target.as_deref(), &overrides)?;
    manifest.port = arguments.port;
    if !overrides.contains_key(DATABASE) {
        keep_accounts(&mut manifest);
    }
    let port = arguments.provider_port.unwrap_or(manifest.provider.port);
    let reach = manifest.provider.reach;
    let builder = MockProvider::builder().port(port);
    let builder = target::listeners(builder, reach).map_err(TargetError::from)?;
    let provider = builder.start().await?;
    let outcome = tokio::select! {
        outcome = attend(&manifest, &arguments.variant, &provider) => outcome.map(Some),
        _ = interrupt() => Ok(None),
    };
    provider.shutdown().await;
    outcome.map(Option::flatten)
}

/// Whoever develops against the embedded target wants to find their accounts again after a restart.
fn keep_accounts(manifest: &mut Manifest) {
    let Some(start) = manifest.start.as_mut().filter(|start| start.embedded.is_some()) else {
        return;
    };
    // A seed repeats the ids that the file has already.
    if start.env.contains_key("REFERENCE_SEED") {
        return;
    }
    if let Some(file) = reference_target::default_database(|name| std::env::var(name).ok()) {
        start.env.insert(DATABASE.to_owned(), file.display().to_string());
    }
}

/// Starts the target, tells how to use it, and stays until it ends or a signal comes.
async fn attend(
    manifest: &Manifest,
    variant: &str,
    provider: &MockProvider,
) -> Result<Option<String>, RunError> {
    target::set_up(manifest).await?;
    let access = Access::prepare(manifest.provider.reach, provider)
        .await
        .map_err(TargetError::from)?;
    let target = Target::start(manifest, variant, provider, &access).await?;
    say::data(&description(manifest, &target, provider));
    let death = tokio::select! {
        death = target.ended() => Some(death),
        _ = interrupt() => None,
    };
    target.stop().await;
    Ok(death)
}

fn description(manifest: &Manifest, target: &Target, provider: &MockProvider) -> String {
    let people = Config::default().personas;
    let people: Vec<&str> = people.iter().map(|persona| persona.id.as_str()).collect();
    let mut lines = vec![
        format!("harness {}", env!("CARGO_PKG_VERSION")),
        format!(
            "  target     {} ({})",
            target.page(&manifest.pages.sign_in),
            target.how
        ),
        format!("  provider   {}", provider.url()),
        format!("  inspector  {}_mock/", provider.url()),
        format!("  people     {}", people.join(", ")),
    ];
    let database = manifest.start.as_ref().and_then(|start| start.env.get(DATABASE));
    lines.extend(database.map(|database| format!("  accounts   {database}")));
    if !manifest.serve.env.is_empty() {
        lines.push("\nAn app that uses this target needs:\n".to_owned());
    }
    for (name, value) in &manifest.serve.env {
        let value = target
            .values
            .fill(value)
            .unwrap_or_else(|error| format!("({error})"));
        lines.push(format!("{name}={value}"));
    }
    lines.push("\nReady. Press Ctrl-C to stop.".to_owned());
    lines.join("\n")
}
