//! `mock-provider check`

use std::path::PathBuf;

use clap::Args;

use super::{Exit, print};
use crate::config::Config;

/// What to check.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The configuration file
    #[arg(default_value = "mock-provider.toml")]
    file: PathBuf,
}

pub(super) fn run(options: &Options) -> Exit {
    match Config::from_file(&options.file) {
        Ok(config) => {
            let (clients, personas) = (config.clients.len(), config.personas.len());
            print::data(&format!(
                "{}: valid, {clients} clients, {personas} personas",
                options.file.display()
            ));
            Exit::Ok
        }
        Err(error) => {
            print::error(
                &error.to_string(),
                "`mock-provider init` writes a file with every key there is",
            );
            Exit::No
        }
    }
}
