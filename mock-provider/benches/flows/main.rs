//! How fast the provider is, beside what the machine's RSA allows: `cargo bench -p mock-provider`.
//!
//! The server runs as a program of its own on one core, the load on another, so that neither takes time from the
//! other. Every figure is printed with the raw RS256 signatures a second of the same core, because only their ratio
//! means anything on another machine. A sign-in is authorization request, sign-in form, code exchange, and UserInfo;
//! each of them is checked, so a wrong answer ends the benchmark in place of making it faster.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark measures real time and prints what it found"
)]

mod connection;
mod flow;
mod measure;
mod server;
mod signatures;

use std::time::Duration;

use measure::{Figure, rate};
use server::Server;

/// How long each figure is measured.
const TIME: Duration = Duration::from_secs(5);
/// Connections that are busy at once.
const CONNECTIONS: usize = 8;
/// Recorded requests after which memory is measured again.
const EXCHANGES: usize = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` and `cargo nextest` ask in this way; there is nothing to list.
    if arguments
        .iter()
        .any(|argument| argument == "--list" || argument == "--test")
    {
        return;
    }
    let brief = arguments.iter().any(|argument| argument == "--brief");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(run(brief));
}

async fn run(brief: bool) {
    let cores = server::pin_to_second_core();
    println!("{cores}");
    let signatures = signatures::per_second(Duration::from_secs(2));
    let print = |figure: Figure| println!("{}", figure.line(signatures));
    print(Figure::new("RS256-2048 signatures/s, no server", signatures));

    println!(
        "cold start to first answered request: {:.1} ms",
        server::cold_start(20).await
    );
    let server = Server::start().await;
    println!("memory at start: {:.1} MiB", server.memory());

    let load = flow::Load::new(&server);
    load.consent().await;
    print(Figure::new(
        "Google sign-ins/s (4 requests)",
        rate(CONNECTIONS, TIME, |connection| load.sign_ins(connection, false)).await,
    ));
    print(Figure::new(
        "Google sign-ins/s (and the sign-in page, 5 requests)",
        rate(CONNECTIONS, TIME, |connection| load.sign_ins(connection, true)).await,
    ));
    print(Figure::new(
        "code exchanges/s",
        load.exchanges(CONNECTIONS, TIME).await,
    ));
    for (name, path) in [
        ("discovery GET/s", "/google/.well-known/openid-configuration"),
        ("JWKS GET/s", "/google/oauth2/v3/certs"),
    ] {
        let figure = rate(CONNECTIONS, TIME, |connection| load.gets(connection, path)).await;
        print(Figure::new(name, figure));
    }
    println!("memory after load: {:.1} MiB", server.memory());
    if !brief {
        load.many(CONNECTIONS, EXCHANGES).await;
        println!(
            "memory after {EXCHANGES} more exchanges: {:.1} MiB",
            server.memory()
        );
    }
}
