//! `mock-provider wait`

use std::time::Duration;

use clap::Args;

use super::{Exit, duration::duration, instance::Instance, print};

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(50);

/// How long to wait, and for what.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
    /// For how long; 0 asks once
    #[arg(long, default_value = "30s", value_parser = duration)]
    timeout: Duration,
}

pub(super) async fn run(options: &Options) -> Exit {
    let mut reason = String::new();
    let ready = async {
        let mut ticks = tokio::time::interval(PAUSE);
        loop {
            ticks.tick().await;
            match options.instance.health().await {
                Ok(health) => return Some(health),
                Err(failure) => failure.message().clone_into(&mut reason),
            }
            if options.timeout.is_zero() {
                return None;
            }
        }
    };
    let deadline = if options.timeout.is_zero() {
        Duration::MAX
    } else {
        options.timeout
    };
    match tokio::time::timeout(deadline, ready).await {
        Ok(Some(health)) => {
            print::note(&format!(
                "mock-provider {} is ready at {}",
                health.version,
                options.instance.url()
            ));
            Exit::Ok
        }
        Ok(None) | Err(_) => {
            let within = options.timeout.as_secs_f64();
            print::error(
                &format!("not ready within {within} s: {reason}"),
                "look at what the instance printed when it was started, or give it more time with --timeout",
            );
            Exit::No
        }
    }
}
