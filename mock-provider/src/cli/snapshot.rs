//! `mock-provider snapshot`

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::{Exit, instance::Instance, print};

/// Where to write.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
    /// The file to write, replaced where it exists; - for standard output. It will hold credentials
    file: PathBuf,
}

pub(super) async fn run(options: &Options) -> Exit {
    let snapshot: Value = match options.instance.get("/snapshot").await {
        Ok(snapshot) => snapshot,
        Err(failure) => return failure.report(),
    };
    let text = serde_json::to_string_pretty(&snapshot).unwrap_or_default();
    if options.file.as_os_str() == "-" {
        print::data(&text);
        return Exit::Ok;
    }
    let path = options.file.display();
    match std::fs::write(&options.file, text + "\n") {
        Ok(()) => {
            print::note(&format!(
                "wrote {path}; put it back with `mock-provider restore {path}`"
            ));
            Exit::Ok
        }
        Err(error) => {
            print::error(
                &format!("cannot write {path}: {error}"),
                "name another file: `mock-provider snapshot FILE`",
            );
            Exit::Environment
        }
    }
}
