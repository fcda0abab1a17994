//! `mock-provider keys`

use clap::{Args, Subcommand};
use reqwest::Method;

use super::{
    Exit,
    instance::{Instance, end},
    print,
};
use crate::{
    Provider,
    keys::{KeyInfo, KeyState, generate_pem},
    rng::Rng,
};

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
    /// List the keys that a running instance publishes
    List {
        #[command(flatten)]
        instance: Instance,
        /// Only those of this provider
        #[arg(long)]
        provider: Option<Provider>,
    },
    /// Make a key that is published and signs nothing yet
    Publish {
        #[command(flatten)]
        ring: Ring,
    },
    /// Let the next published key sign, or a new one where none waits
    Rotate {
        #[command(flatten)]
        ring: Ring,
    },
    /// Stop publishing a key
    Retire {
        #[command(flatten)]
        ring: Ring,
        /// The key's name
        kid: String,
    },
}

/// Whose keys.
#[derive(Debug, Args)]
struct Ring {
    #[command(flatten)]
    instance: Instance,
    /// Whose keys
    #[arg(long, default_value = "google")]
    provider: Provider,
}

pub(super) async fn run(options: Options) -> Exit {
    match options.command {
        Command::Generate { bits, seed } => generate(bits, seed),
        Command::List { instance, provider } => {
            let path = provider.map_or_else(|| "/keys".to_owned(), |provider| format!("/keys/{provider}"));
            let keys: Result<Vec<KeyInfo>, _> = instance.get(&path).await;
            end(keys, |keys| keys.iter().for_each(show))
        }
        Command::Publish { ring } => {
            let path = format!("/keys/{}/publish", ring.provider);
            end(ring.instance.post(&path, None::<&()>).await, |key| show(&key))
        }
        Command::Rotate { ring } => {
            let path = format!("/keys/{}/rotate", ring.provider);
            end(ring.instance.post(&path, None::<&()>).await, |key| show(&key))
        }
        Command::Retire { ring, kid } => {
            let path = format!("/keys/{}/{}", ring.provider, encoded(&kid));
            let retired = ring.instance.order(Method::DELETE, &path, None::<&()>).await;
            end(retired, |()| {
                print::note(&format!("{} publishes {kid} no more", ring.provider));
            })
        }
    }
}

fn generate(bits: usize, seed: Option<u64>) -> Exit {
    let rng = seed.map_or_else(Rng::from_system, Rng::seeded);
    match generate_pem(bits, &rng) {
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

fn show(key: &KeyInfo) {
    let state = match key.state {
        KeyState::Current => "current",
        KeyState::Next => "next",
        KeyState::Previous => "previous",
    };
    let origin = if key.generated { "generated" } else { "embedded" };
    let until = key
        .published_until
        .map_or_else(String::new, |until| format!("  until {until}"));
    print::data(&format!(
        "{:<8}  {}  {:<8}  {origin}{until}",
        key.provider, key.kid, state
    ));
}

/// A text as one segment of a path.
pub(super) fn encoded(text: &str) -> String {
    // Every byte that is not plain, so that no text can end the segment.
    text.bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') => {
                char::from(b).to_string()
            }
            b => format!("%{b:02X}"),
        })
        .collect()
}
