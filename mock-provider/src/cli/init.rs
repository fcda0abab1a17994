//! `mock-provider init`

use std::{fs::OpenOptions, io::Write as _, path::PathBuf};

use clap::Args;

use super::{Exit, print};
use crate::config::DEFAULT_TOML;

/// Where to write.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The file to write; one that exists is left alone
    #[arg(default_value = "mock-provider.toml")]
    file: PathBuf,
}

pub(super) fn run(options: &Options) -> Exit {
    let path = options.file.display();
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&options.file)
        .and_then(|mut file| file.write_all(DEFAULT_TOML.as_bytes()));
    match written {
        Ok(()) => {
            print::note(&format!(
                "wrote {path}; start with `mock-provider --config {path}`"
            ));
            Exit::Ok
        }
        Err(error) => {
            print::error(
                &format!("cannot write {path}: {error}"),
                "name another file: `mock-provider init FILE`",
            );
            Exit::Environment
        }
    }
}
