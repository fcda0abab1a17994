//! `mock-provider fault`

use std::{io::Read as _, path::Path};

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::Value;

use super::{
    Exit,
    instance::{Instance, end},
    keys::encoded,
    print,
};
use crate::{faults::Armed, inspector::api::FaultId};

/// What to do with faults.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what is armed, one JSON object a line
    List {
        #[command(flatten)]
        instance: Instance,
    },
    /// Arm a fault and print its id
    Add {
        #[command(flatten)]
        instance: Instance,
        /// The fault: a JSON object, the path of a TOML or JSON file, or - for JSON on standard input
        fault: String,
    },
    /// Disarm a fault
    Remove {
        #[command(flatten)]
        instance: Instance,
        /// Its id, as `add` and `list` print it
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// Every fault
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

pub(super) async fn run(options: Options) -> Exit {
    match options.command {
        Command::List { instance } => {
            let armed: Result<Vec<Armed>, _> = instance.get("/faults").await;
            end(armed, |armed| {
                for fault in &armed {
                    print::data(&serde_json::to_string(fault).unwrap_or_default());
                }
            })
        }
        Command::Add { instance, fault } => match read(&fault) {
            Ok(fault) => end(instance.post("/faults", Some(&fault)).await, |FaultId { id }| {
                print::data(&id);
            }),
            Err(message) => {
                print::error(
                    &message,
                    "a fault looks like {\"name\": \"no-iss\", \"change\": {\"authorization_response\": {\"remove\": [\"iss\"]}}}",
                );
                Exit::Usage
            }
        },
        Command::Remove { instance, id, .. } => {
            let path = id
                .as_deref()
                .map_or_else(|| "/faults".to_owned(), |id| format!("/faults/{}", encoded(id)));
            let removed = instance.order(Method::DELETE, &path, None::<&()>).await;
            end(removed, |()| {
                print::note(&format!("disarmed {}", id.as_deref().unwrap_or("everything")));
            })
        }
    }
}

/// The fault that an argument stands for. Whether it is a good one is for the instance to say.
fn read(argument: &str) -> Result<Value, String> {
    if argument.trim_start().starts_with('{') {
        return json(argument, "the argument");
    }
    if argument == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input cannot be read: {error}"))?;
        return json(&text, "standard input");
    }
    let text = std::fs::read_to_string(argument)
        .map_err(|error| format!("the fault file {argument} cannot be read: {error}"))?;
    let is_toml = Path::new(argument)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_toml {
        toml::from_str(&text).map_err(|error| format!("{argument} is no TOML: {}", error.message()))
    } else {
        json(&text, argument)
    }
}

fn json(text: &str, origin: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{origin} is no JSON: {error}"))
}
