//! `mock-provider keys`

use clap::{Args, Subcommand};

use super::{Exit, print};
use crate::{keys::generate_pem, rng::Rng};

/// What to do with keys.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a new RSA private key as PKCS#8 PEM
    Generate {
        /// The length in bits, 1024 to 8192
        #[arg(long, default_value_t = 2048)]
        bits: usize,
        /// Make the same key each time
        #[arg(long)]
        seed: Option<u64>,
    },
}

pub(super) fn run(options: &Options) -> Exit {
    let Command::Generate { bits, seed } = &options.command;
    let rng = seed.map_or_else(Rng::from_system, Rng::seeded);
    match generate_pem(*bits, &rng) {
        Ok(pem) => {
            print::data(pem.trim_end());
            Exit::Ok
        }
        Err(error) => {
            print::error(&error.to_string(), "2048 bits are what the real providers use");
            Exit::Usage
        }
    }
}
