//! `mock-provider reset`

use clap::Args;
use reqwest::Method;

use super::{
    Exit,
    instance::{Instance, end},
    print,
};

/// Which instance.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    instance: Instance,
}

pub(super) async fn run(options: &Options) -> Exit {
    let reset = options.instance.order(Method::POST, "/reset", None::<&()>).await;
    end(reset, |()| {
        print::note(&format!(
            "{} is back to its configuration",
            options.instance.url()
        ));
    })
}
