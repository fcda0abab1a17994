//! `mock-provider token`

use clap::Args;
use serde_json::Value;

use super::{
    Exit,
    instance::{Failure, Instance},
    print,
};
use crate::{MintOrder, Minted, Provider, config::Client};

/// For whom, and what.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
    /// The person
    #[arg(long, visible_alias = "user", value_name = "ID")]
    persona: String,
    /// The provider
    #[arg(long, default_value = "google")]
    provider: Provider,
    /// The client; may be left out where the provider has only one
    #[arg(long, value_name = "CLIENT_ID")]
    client: Option<String>,
    /// The scopes, separated by spaces; without it those that say who somebody is
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
    /// A claim that the id_token has in addition, or with this value in place of the correct one; JSON, else text
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = claim)]
    claims: Vec<(String, Value)>,
    /// Ask for no access while the person is away
    #[arg(long)]
    online: bool,
    /// Print only this member of the token response, such as access_token
    #[arg(long, value_name = "MEMBER")]
    print: Option<String>,
}

pub(super) async fn run(options: Options) -> Exit {
    match mint(&options).await {
        Ok(minted) => show(&minted, options.print.as_deref()),
        Err(Problem::Failure(failure)) => failure.report(),
        Err(Problem::Clients(found)) => {
            print::error(
                &format!("{} has {found}; expected --client to name one", options.provider),
                "`mock-provider token --client CLIENT_ID` takes one of them",
            );
            Exit::Usage
        }
    }
}

/// Why nothing was minted.
enum Problem {
    Failure(Failure),
    /// Which client is not clear.
    Clients(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

async fn mint(options: &Options) -> Result<Minted, Problem> {
    let client_id = match &options.client {
        Some(client_id) => client_id.clone(),
        None => only_client(options).await?,
    };
    let scopes = options.scope.as_ref();
    let order = MintOrder {
        scopes: scopes.map(|scope| scope.split_whitespace().map(ToOwned::to_owned).collect()),
        claims: options.claims.iter().cloned().collect(),
        offline: !options.online,
        ..MintOrder::new(options.provider, client_id, &options.persona)
    };
    Ok(options.instance.post("/tokens", Some(&order)).await?)
}

async fn only_client(options: &Options) -> Result<String, Problem> {
    let clients: Vec<Client> = options.instance.get("/clients").await?;
    let mut ids = clients
        .into_iter()
        .filter(|client| client.provider == options.provider)
        .map(|client| client.client_id);
    match (ids.next(), ids.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Problem::Clients("no client".to_owned())),
        (Some(first), Some(second)) => {
            let all: Vec<String> = [first, second].into_iter().chain(ids).collect();
            Err(Problem::Clients(format!("the clients {}", all.join(", "))))
        }
    }
}

fn show(minted: &Minted, member: Option<&str>) -> Exit {
    let Some(member) = member else {
        print::data(&serde_json::to_string_pretty(&minted.response).unwrap_or_default());
        return Exit::Ok;
    };
    match minted.response.get(member) {
        Some(Value::String(text)) => print::data(text),
        Some(other) => print::data(&other.to_string()),
        None => {
            let members: Vec<&str> = minted.response.keys().map(String::as_str).collect();
            print::error(
                &format!(
                    "the token response has no \"{member}\"; expected one of {}",
                    members.join(", ")
                ),
                "an id_token needs the scope openid, a refresh token access while the person is away",
            );
            return Exit::No;
        }
    }
    Exit::Ok
}

fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" has no \"=\"; expected NAME=VALUE"))?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok((name.to_owned(), value))
}
