//! `mock-provider clock`

use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{
    Exit,
    duration::duration,
    instance::{Instance, end},
    print,
};
use crate::{clock::ClockReading, inspector::api::Move};

/// What to do with the clock.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what time it is there
    Show {
        #[command(flatten)]
        instance: Instance,
    },
    /// Let it stand still
    Freeze {
        #[command(flatten)]
        instance: Instance,
    },
    /// Let it run on from where it stands
    Unfreeze {
        #[command(flatten)]
        instance: Instance,
    },
    /// Move it forwards by a duration
    Advance {
        #[command(flatten)]
        instance: Instance,
        /// How far: 30s, 1h30m, 7d
        #[arg(value_parser = duration)]
        by: Duration,
    },
    /// Move it forwards to a moment
    Set {
        #[command(flatten)]
        instance: Instance,
        /// The moment: 2026-01-31T12:00:00Z
        to: Timestamp,
    },
}

pub(super) async fn run(options: Options) -> Exit {
    let (instance, change) = match options.command {
        Command::Show { instance } => {
            return end(instance.get("/clock").await, show);
        }
        Command::Freeze { instance } => (instance, frozen(true)),
        Command::Unfreeze { instance } => (instance, frozen(false)),
        Command::Advance { instance, by } => {
            let seconds = Some(by.as_secs());
            (
                instance,
                Move {
                    seconds,
                    ..Move::default()
                },
            )
        }
        Command::Set { instance, to } => {
            let now = Some(to);
            (
                instance,
                Move {
                    now,
                    ..Move::default()
                },
            )
        }
    };
    end(instance.post("/clock", Some(&change)).await, show)
}

fn frozen(frozen: bool) -> Move {
    Move {
        frozen: Some(frozen),
        ..Move::default()
    }
}

fn show(reading: ClockReading) {
    let state = if reading.frozen { "frozen" } else { "running" };
    print::data(&format!("{}  {state}", reading.now));
}
