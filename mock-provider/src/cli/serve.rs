//! `mock-provider serve`

use std::{
    io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    Banner, Exit, app_variables, banner, ca::CaFolder, log_line, log_record, print, ready_file::ReadyFile,
    signals::Signals, warnings,
};
use crate::{
    MockProvider, StartError,
    clock::Stopwatch,
    config::{ClockSetting, Config, TlsSetting},
    journal::Exchange,
};

/// How to start. Flags count before environment variables, these before the file.
#[derive(Debug, Args)]
pub(super) struct Start {
    /// The configuration file; without it the built-in configuration counts
    #[arg(long, env = "MOCK_PROVIDER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The port; 0 takes any free one
    #[arg(long, env = "MOCK_PROVIDER_PORT")]
    port: Option<u16>,
    /// The address to listen on; one that other machines can reach must be named here
    #[arg(long, env = "MOCK_PROVIDER_BIND", value_name = "ADDRESS")]
    bind: Option<IpAddr>,
    /// Serve the providers over TLS under their real names too (`auto`), with certificates of the local authority
    #[arg(
        long,
        env = "MOCK_PROVIDER_TLS",
        value_enum,
        value_name = "auto|off",
        hide_possible_values = true
    )]
    tls: Option<TlsSetting>,
    /// The port of the TLS listener; 0 takes any free one [default with --tls auto: 4443]
    #[arg(long, env = "MOCK_PROVIDER_TLS_PORT", value_name = "PORT")]
    tls_port: Option<u16>,
    /// The port of a proxy for programs that honour HTTPS_PROXY; nothing that uses it leaves this machine
    #[arg(long, env = "MOCK_PROVIDER_PROXY_PORT", value_name = "PORT")]
    proxy_port: Option<u16>,
    #[command(flatten)]
    ca: CaFolder,
    /// The same codes and tokens each time
    #[arg(long, env = "MOCK_PROVIDER_SEED")]
    seed: Option<u64>,
    /// `now` or `frozen:<RFC 3339>`
    #[arg(long, env = "MOCK_PROVIDER_CLOCK")]
    clock: Option<ClockSetting>,
}

/// How to serve, and what to say about it.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    start: Start,
    /// Print neither banner nor requests
    #[arg(long, short)]
    quiet: bool,
    /// Print only this, on standard output, once everything is ready
    #[arg(long, value_enum, conflicts_with = "quiet")]
    print: Option<Wanted>,
    /// How to print requests
    #[arg(long, env = "MOCK_PROVIDER_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// Write the URL to this file once everything is ready; it is removed at the end
    #[arg(long, env = "MOCK_PROVIDER_READY_FILE", value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// What may be printed in place of the banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    /// The URL
    Url,
    /// Each client: provider, id, and secret
    Client,
    /// Variables: the URL, and for each provider its base, issuer, and first client
    Env,
}

/// How requests are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// A line for people, with a hint where something was refused
    Text,
    /// A JSON object a line
    Json,
}

pub(super) async fn run(options: &Options) -> Exit {
    let stopwatch = Stopwatch::start();
    if let Some(path) = &options.ready_file
        && let Err(error) = ReadyFile::forget(path)
    {
        return no_ready_file(path, &error);
    }
    let provider = match start(&options.start, None).await {
        Ok(provider) => provider,
        Err(exit) => return exit,
    };
    // Both before anybody is told that the server is ready.
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            let hint = "end the server with a signal that cannot be caught, or run it under a supervisor";
            print::error(&format!("requests to end cannot be listened for: {error}"), hint);
            return Exit::Environment;
        }
    };
    let exchanges = (!options.silent()).then(|| provider.journal().subscribe());
    announce(&provider, options, &stopwatch);
    let url = provider.url().as_str().trim_end_matches('/');
    let ready = options
        .ready_file
        .as_ref()
        .map(|path| (path, ReadyFile::write(path, url)));
    if let Some((path, Err(error))) = &ready {
        return no_ready_file(path, error);
    }
    match exchanges {
        Some(exchanges) => watch(&provider, options.log_format, exchanges, signals).await,
        None => {
            signals.next().await;
        }
    }
    drop(ready);
    provider.shutdown().await;
    Exit::Ok
}

/// Starts a provider; what goes wrong is printed. `port` counts where none is named.
pub(super) async fn start(options: &Start, port: Option<u16>) -> Result<MockProvider, Exit> {
    let mut config = match options.config.as_deref().map(Config::from_file).transpose() {
        Ok(config) => config.unwrap_or_default(),
        Err(error) => {
            print::error(
                &error.to_string(),
                "`mock-provider init` writes a file with every key there is",
            );
            return Err(Exit::Usage);
        }
    };
    config.server.port = options.port.or(port).unwrap_or(config.server.port);
    config.server.seed = options.seed.or(config.server.seed);
    config.server.clock = options.clock.unwrap_or(config.server.clock);
    config.server.bind = options.bind.unwrap_or(config.server.bind);
    config.server.tls = options.tls.or(config.server.tls);
    config.server.tls_port = options.tls_port.or(config.server.tls_port);
    config.server.proxy_port = options.proxy_port.or(config.server.proxy_port);
    let tls = config
        .server
        .wanted_tls_port()
        .map(|port| options.ca.tls().port(port));

    let ports = [
        ("--tls-port", config.server.wanted_tls_port()),
        ("--proxy-port", config.server.proxy_port),
    ];

    let mut builder = MockProvider::builder().config(config);
    if let Some(tls) = tls {
        builder = builder.tls(tls);
    }
    if let Some(address) = options.bind.filter(|address| !address.is_loopback()) {
        print::warning(&format!(
            "other machines can reach {address}, sign in as any persona, and read the journal"
        ));
        builder = builder.allow_other_machines();
    }
    builder.start().await.map_err(|error| refuse(&error, &ports))
}

/// Says that everything is ready, and what is more lenient than it should be.
fn announce(provider: &MockProvider, options: &Options, stopwatch: &Stopwatch) {
    let config = provider.config();
    match options.print {
        Some(Wanted::Url) => print::data(provider.url().as_str().trim_end_matches('/')),
        Some(Wanted::Client) => {
            for client in &config.clients {
                print::data(&format!(
                    "{} {} {}",
                    client.provider, client.client_id, client.client_secret
                ));
            }
        }
        Some(Wanted::Env) => {
            for (name, value) in app_variables::variables(provider) {
                print::data(&format!("{name}={value}"));
            }
        }
        None => {}
    }
    if options.silent() {
        return;
    }
    if options.log_format == LogFormat::Json {
        let took = u64::try_from(stopwatch.elapsed().as_millis()).unwrap_or(u64::MAX);
        print::note(&json!({"event": "ready", "url": provider.url(), "took_ms": took}).to_string());
    } else {
        let file = options
            .start
            .config
            .as_ref()
            .map(|path| path.display().to_string());
        let facts = Banner {
            config,
            url: provider.url(),
            tls: provider.tls_addr(),
            ca: provider.ca_path(),
            proxy: provider.proxy_addr(),
            file: file.as_deref(),
            took: stopwatch.elapsed(),
        };
        print::note(&banner(&facts));
    }
    for message in warnings(config) {
        match options.log_format {
            LogFormat::Text => print::warning(&message),
            LogFormat::Json => print::note(&json!({"event": "warning", "message": message}).to_string()),
        }
    }
}

impl Options {
    /// Whether nothing is said but what was asked for.
    fn silent(&self) -> bool {
        self.quiet || self.print.is_some()
    }
}

fn no_ready_file(path: &Path, error: &io::Error) -> Exit {
    print::error(
        &format!("cannot write the ready file {}: {error}", path.display()),
        "name a file in a folder that exists: `mock-provider --ready-file FILE`",
    );
    Exit::Environment
}

/// Prints exchanges until a stop is requested.
async fn watch(
    provider: &MockProvider,
    format: LogFormat,
    mut exchanges: Receiver<Arc<Exchange>>,
    mut signals: Signals,
) {
    loop {
        tokio::select! {
            _ = signals.next() => return,
            received = exchanges.recv() => match received {
                Err(RecvError::Closed) => return,
                Ok(exchange) => show(provider, &exchange, format),
                Err(RecvError::Lagged(missed)) => match format {
                    LogFormat::Text => print::note(&format!("… {missed} requests not shown")),
                    LogFormat::Json => print::note(&json!({"event": "lost", "exchanges": missed}).to_string()),
                },
            },
        }
    }
}

fn show(provider: &MockProvider, exchange: &Arc<Exchange>, format: LogFormat) {
    let flow = exchange.flow.and_then(|id| provider.journal().flow(id));
    print::note(&match format {
        LogFormat::Text => log_line(exchange, flow.as_ref()),
        LogFormat::Json => log_record(exchange, flow.as_ref()),
    });
}

/// Says why nothing is served. `ports` are the flags of the other ports than `--port`, with what they ask for.
fn refuse(error: &StartError, ports: &[(&str, Option<u16>)]) -> Exit {
    match error {
        StartError::Bind { address, source } if source.kind() == io::ErrorKind::AddrInUse => {
            let flag = ports
                .iter()
                .find(|(_, port)| *port == Some(address.port()))
                .map_or("--port", |(flag, _)| flag);
            print::error(
                &format!("port {} is in use on {}", address.port(), address.ip()),
                &format!(
                    "stop the other program, or take another port: `mock-provider {flag} {}`",
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
        StartError::ProxyWithoutTls => {
            print::error(
                &error.to_string(),
                "serve TLS as well: `mock-provider --tls auto`",
            );
            Exit::Usage
        }
        StartError::Tls(_) => {
            print::error(
                &error.to_string(),
                "name another folder with --ca-dir, or remove the files in it; a new authority is made",
            );
            Exit::Environment
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
