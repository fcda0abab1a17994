//! `mock-provider serve`

use std::{net::IpAddr, path::PathBuf, sync::Arc};

use clap::Args;
use tokio::sync::broadcast::error::RecvError;

use super::{Banner, Exit, banner, log_line, print};
use crate::{
    MockProvider, StartError,
    clock::Stopwatch,
    config::{ClockSetting, Config},
    journal::{Exchange, Filter},
};

/// How to serve. Flags count before environment variables, these before the file.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The configuration file; without it the built-in configuration counts
    #[arg(long, env = "MOCK_PROVIDER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The port; 0 takes any free one
    #[arg(long, env = "MOCK_PROVIDER_PORT")]
    port: Option<u16>,
    /// The address to listen on; one that other machines can reach must be named here
    #[arg(long, env = "MOCK_PROVIDER_BIND", value_name = "ADDRESS")]
    bind: Option<IpAddr>,
    /// The same codes and tokens each time
    #[arg(long, env = "MOCK_PROVIDER_SEED")]
    seed: Option<u64>,
    /// `now` or `frozen:<RFC 3339>`
    #[arg(long, env = "MOCK_PROVIDER_CLOCK")]
    clock: Option<ClockSetting>,
    /// Print neither banner nor requests
    #[arg(long, short)]
    quiet: bool,
}

pub(super) async fn run(options: &Options) -> Exit {
    let stopwatch = Stopwatch::start();
    let mut config = match options.config.as_deref().map(Config::from_file).transpose() {
        Ok(config) => config.unwrap_or_default(),
        Err(error) => {
            print::error(
                &error.to_string(),
                "`mock-provider init` writes a file with every key there is",
            );
            return Exit::Usage;
        }
    };
    config.server.port = options.port.unwrap_or(config.server.port);
    config.server.seed = options.seed.or(config.server.seed);
    config.server.clock = options.clock.unwrap_or(config.server.clock);
    config.server.bind = options.bind.unwrap_or(config.server.bind);

    let mut builder = MockProvider::builder().config(config);
    if let Some(address) = options.bind.filter(|address| !address.is_loopback()) {
        print::warning(&format!(
            "other machines can reach {address}, sign in as any persona, and read the journal"
        ));
        builder = builder.allow_other_machines();
    }
    let provider = match builder.start().await {
        Ok(provider) => provider,
        Err(error) => return refuse(&error),
    };
    if !options.quiet {
        let file = options.config.as_ref().map(|path| path.display().to_string());
        let facts = Banner {
            config: provider.config(),
            url: provider.url(),
            file: file.as_deref(),
            took: stopwatch.elapsed(),
        };
        print::note(&banner(&facts));
        for client in &provider.config().clients {
            for switch in client.leniencies() {
                print::warning(&format!(
                    "{} client \"{}\" has {switch} = false, which is more lenient than {} is",
                    client.provider, client.client_id, client.provider
                ));
            }
        }
    }
    watch(&provider, options.quiet).await;
    provider.shutdown().await;
    Exit::Ok
}

/// Ctrl-C, or the polite request to end that containers send.
async fn stop_requested() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                // Where the signal cannot be listened for, the process ends with it anyway.
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Prints exchanges until a stop is requested.
async fn watch(provider: &MockProvider, quiet: bool) {
    let mut exchanges = provider.journal().subscribe();
    let stop = stop_requested();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            received = exchanges.recv() => match received {
                Ok(exchange) if !quiet => show(provider, &exchange),
                Ok(_) => {}
                Err(RecvError::Lagged(missed)) if !quiet => print::note(&format!("… {missed} requests not shown")),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}

fn show(provider: &MockProvider, exchange: &Arc<Exchange>) {
    let flow = exchange.flow.and_then(|id| {
        provider
            .journal()
            .flows(&Filter {
                flow: Some(id),
                ..Filter::default()
            })
            .into_iter()
            .next()
    });
    print::note(&log_line(exchange, flow.as_ref()));
}

fn refuse(error: &StartError) -> Exit {
    match error {
        StartError::Bind { address, source } if source.kind() == std::io::ErrorKind::AddrInUse => {
            print::error(
                &format!("port {} is in use on {}", address.port(), address.ip()),
                &format!(
                    "stop the other program, or take another port: `mock-provider --port {}`",
                    next(address.port())
                ),
            );
            Exit::Environment
        }
        StartError::Bind { .. } => {
            print::error(
                &error.to_string(),
                "take an address of this machine and a port above 1023",
            );
            Exit::Environment
        }
        StartError::NotLoopback { address } => {
            print::error(
                &error.to_string(),
                &format!("if you mean it, say so: `mock-provider --bind {address}`"),
            );
            Exit::Usage
        }
        StartError::Keys(_) => {
            print::error(
                &error.to_string(),
                "this is a fault of mock-provider; please report it",
            );
            Exit::Environment
        }
    }
}

fn next(port: u16) -> u16 {
    port.checked_add(1).unwrap_or(4400)
}
