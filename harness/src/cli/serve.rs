//! `harness serve`: the provider and a target, without checks, until Ctrl-C: to work with by hand or with an app of
//! one's own.

use std::path::PathBuf;

use clap::Args;
use mock_provider::MockProvider;

use super::interrupt::interrupt;
use super::run::assignment;
use super::say;
use crate::exit;
use crate::run::RunError;
use crate::target::{self, Manifest, Target};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Manifest of the target, or its folder; the embedded reference target when left out
    #[arg(long, value_name = "PATH", env = "HARNESS_TARGET")]
    target: Option<PathBuf>,
    /// Variant of the target to start
    #[arg(long, value_name = "NAME", default_value = "default")]
    variant: String,
    /// Port of the target; any free one when left out
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Port of the provider; that of the manifest, or any free one, when left out
    #[arg(long, value_name = "PORT")]
    provider_port: Option<u16>,
    /// Setting of the target that overrides those of its manifest; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    target_env: Vec<(String, String)>,
}

pub(super) async fn main(arguments: Arguments) -> u8 {
    match serve(arguments).await {
        Ok(()) => 0,
        Err(error) => {
            say::error(&error, error.hint().as_deref());
            error.exit_code()
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), RunError> {
    let mut manifest = Manifest::at(arguments.target.as_deref())?;
    manifest.port = arguments.port;
    manifest.override_env(&arguments.variant, arguments.target_env);
    let provider_port = arguments.provider_port.unwrap_or(manifest.provider.port);
    let provider = MockProvider::builder().port(provider_port).start().await?;
    let started = tokio::select! {
        target = start(&manifest, &arguments.variant, &provider) => Some(target),
        _ = interrupt() => None,
    };
    let outcome = match started {
        Some(Ok(target)) => {
            show(&manifest, &target, &provider);
            let death = tokio::select! {
                _ = interrupt() => None,
                death = target.ended() => Some(death),
            };
            target.stop().await;
            death.map_or(Ok(()), |death| Err(RunError::Ended(death)))
        }
        Some(Err(error)) => Err(error),
        None => Ok(()),
    };
    provider.shutdown().await;
    outcome
}

async fn start(manifest: &Manifest, variant: &str, provider: &MockProvider) -> Result<Target, RunError> {
    target::set_up(manifest).await?;
    Ok(Target::start(manifest, variant, provider).await?)
}

fn show(manifest: &Manifest, target: &Target, provider: &MockProvider) {
    let pages = &manifest.pages;
    anstream::println!("harness {}\n", env!("CARGO_PKG_VERSION"));
    anstream::println!("  target     {} ({})", target.page(&pages.sign_in), target.how);
    anstream::println!("  provider   {}", provider.url());
    anstream::println!("  inspector  {}_mock/", provider.url());
    let people = provider.personas();
    let names: Vec<&str> = people.iter().map(|persona| persona.id.as_str()).collect();
    anstream::println!("  people     {}", names.join(", "));
    if !manifest.serve.env.is_empty() {
        anstream::println!("\nAn app beside it needs:\n");
        for (name, value) in &manifest.serve.env {
            match target.values.fill(value) {
                Ok(value) => anstream::println!("{name}={value}"),
                Err(error) => say::error(&error, Some("correct [serve.env] in the manifest")),
            }
        }
    }
    anstream::println!("\nReady. Press Ctrl-C to stop.");
}
