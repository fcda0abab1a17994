//! `harness schema`: JSON Schemas of the files that people write and programs read.

use clap::{Args, ValueEnum};

use super::say;
use crate::baseline::BaselineFile;
use crate::exit;
use crate::report::json::Results;
use crate::target::Manifest;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which file
    #[arg(value_enum)]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// results.json of a report
    Results,
    /// target.toml
    Target,
    /// baseline.toml
    Baseline,
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    let schema = match arguments.of {
        Of::Results => schemars::schema_for!(Results),
        Of::Target => schemars::schema_for!(Manifest),
        Of::Baseline => schemars::schema_for!(BaselineFile),
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => {
            say::data(&text);
            exit::CONFORMANT
        }
        Err(error) => {
            say::error(&error, None);
            exit::INTERNAL
        }
    }
}
