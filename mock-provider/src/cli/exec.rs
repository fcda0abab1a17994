//! `mock-provider exec`

use std::{
    ffi::OsString,
    io,
    process::{ExitStatus, Stdio},
};

use clap::Args;
use tokio::process::{Child, Command};

use super::{
    Exit, app_variables, print, serve,
    signals::{Request, Signals},
};

/// What to run, and how to serve meanwhile.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    start: serve::Start,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// Without `--port` any free one is taken. The command finds it in `MOCK_PROVIDER_URL`.
pub(super) async fn run(options: &Options) -> Exit {
    let provider = match serve::start(&options.start, Some(0)).await {
        Ok(provider) => provider,
        Err(exit) => return exit,
    };
    // Before the command runs: whoever sees it run may ask us to end.
    let signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => return lost(&error),
    };
    // The command line refuses an empty command.
    let Some((program, arguments)) = options.command.split_first() else {
        return Exit::Usage;
    };
    let child = Command::new(program)
        .args(arguments)
        .envs(app_variables::variables(&provider))
        .stdin(Stdio::inherit())
        .kill_on_drop(true)
        .spawn();
    let exit = match child {
        Ok(child) => ended(child, signals).await,
        Err(error) => not_started(program, &error),
    };
    provider.shutdown().await;
    exit
}

/// Waits for the command. Ctrl-C reaches it as well as us: it decides what to do. A request to end is passed on.
async fn ended(mut child: Child, mut signals: Signals) -> Exit {
    loop {
        tokio::select! {
            status = child.wait() => return status.map_or_else(|error| lost(&error), code),
            request = signals.next() => match request {
                Request::Interrupt => {}
                Request::Terminate => terminate(&child),
            },
        }
    }
}

#[cfg(not(unix))]
fn terminate(_child: &Child) {}

#[cfg(unix)]
fn terminate(child: &Child) {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    if let Some(id) = child.id().and_then(|id| i32::try_from(id).ok()) {
        // It may have ended this moment; `wait` tells.
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
}

fn code(status: ExitStatus) -> Exit {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Exit::Of(u8::try_from(128 + signal).unwrap_or(u8::MAX));
    }
    // Codes beyond a byte exist on other systems only.
    Exit::Of(
        status
            .code()
            .map_or(1, |code| u8::try_from(code).unwrap_or(u8::MAX)),
    )
}

fn not_started(program: &OsString, error: &io::Error) -> Exit {
    let name = program.display();
    print::error(
        &format!("the command {name} cannot be run: {error}"),
        "give the path of a program, and its arguments after it: `mock-provider exec -- npm test`",
    );
    Exit::Of(if error.kind() == io::ErrorKind::NotFound {
        127
    } else {
        126
    })
}

fn lost(error: &io::Error) -> Exit {
    print::error(
        &format!("the command was lost sight of: {error}"),
        "this is a fault of mock-provider; please report it",
    );
    Exit::Environment
}
