//! `mock-provider restore`

use std::path::PathBuf;

use clap::Args;
use reqwest::Method;
use serde_json::Value;

use super::{
    Exit,
    instance::{Instance, end},
    print,
};

/// What to put back.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
    /// A file that `mock-provider snapshot` wrote
    file: PathBuf,
}

pub(super) async fn run(options: &Options) -> Exit {
    let path = options.file.display();
    let hint = "name a file that `mock-provider snapshot` wrote";
    let text = match std::fs::read_to_string(&options.file) {
        Ok(text) => text,
        Err(error) => {
            print::error(&format!("cannot read {path}: {error}"), hint);
            return Exit::Environment;
        }
    };
    let snapshot: Value = match serde_json::from_str(&text) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            print::error(&format!("{path} is no JSON: {error}; expected a snapshot"), hint);
            return Exit::Usage;
        }
    };
    let restored = options
        .instance
        .order(Method::POST, "/restore", Some(&snapshot))
        .await;
    end(restored, |()| {
        print::note(&format!("{} goes on from {path}", options.instance.url()));
    })
}
