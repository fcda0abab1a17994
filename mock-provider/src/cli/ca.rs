//! `mock-provider ca`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Exit, print};
use crate::tls::{self, DirectoryError, Tls};

/// What to do with the authority.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    folder: CaFolder,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the certificate as PEM, or write it to a file
    Export {
        /// Where to write it
        file: Option<PathBuf>,
    },
    /// Print the path of the certificate
    Path,
    /// Print the SHA-256 of the public key in base64, for Chromium's --ignore-certificate-errors-spki-list
    Fingerprint,
}

/// Where the authority is kept.
#[derive(Debug, Args)]
pub(super) struct CaFolder {
    /// The folder of the certificate authority [default: mock-provider/ca in the user's data directory]
    #[arg(
        long = "ca-dir",
        env = "MOCK_PROVIDER_CA_DIR",
        value_name = "FOLDER",
        global = true
    )]
    folder: Option<PathBuf>,
}

impl CaFolder {
    /// A listener with this authority.
    pub(super) fn tls(&self) -> Tls {
        self.folder.as_ref().map_or_else(Tls::of_user, Tls::in_dir)
    }

    /// The folder, whether it is there or not.
    pub(super) fn path(&self) -> Result<PathBuf, DirectoryError> {
        self.folder.clone().map_or_else(tls::of_user, Ok)
    }
}

pub(super) fn run(options: &Options) -> Exit {
    let authority = match options.folder.tls().open() {
        Ok(authority) => authority,
        Err(error) => {
            print::error(
                &error.to_string(),
                "name another folder with --ca-dir, or remove the files in it",
            );
            return Exit::Environment;
        }
    };
    match &options.command {
        Command::Export { file: None } => print::data(authority.pem().trim_end()),
        Command::Export { file: Some(file) } => {
            if let Err(error) = std::fs::write(file, authority.pem()) {
                print::error(
                    &format!("cannot write {}: {error}", file.display()),
                    "name another file",
                );
                return Exit::Environment;
            }
            print::note(&format!("wrote {}", file.display()));
        }
        Command::Path => print::data(&authority.path().unwrap_or_default().display().to_string()),
        Command::Fingerprint => print::data(&authority.spki_hash()),
    }
    Exit::Ok
}
