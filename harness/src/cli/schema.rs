//! `harness schema`: JSON Schemas of the files that people write and programs read.

use clap::{Args, ValueEnum};

use super::say;
use crate::baseline::BaselineFile;
use crate::report::json::Results;
use crate::target::Manifest;
use crate::{exit, features};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which file
    #[arg(value_enum)]
    of: Of,
    /// Print a file in which every key is explained, in place of its schema; there is one of target.toml
    #[arg(long)]
    example: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// results.json of a report
    Results,
    /// target.toml
    Target,
    /// baseline.toml
    Baseline,
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    if arguments.example {
        if arguments.of != Of::Target {
            let hint = "leave --example out, or ask for `harness schema target --example`";
            say::error(&"there is an example of target.toml alone", Some(hint));
            return exit::USAGE;
        }
        say::data(features::EXAMPLE_MANIFEST.trim_end());
        return exit::CONFORMANT;
    }
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
