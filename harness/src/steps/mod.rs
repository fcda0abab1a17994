//! Gherkin steps by topic. They hold no selector, no URL, and no name of a target:
//! they call the target, the browser, and the oracles.

mod account_page;
mod accounts;
mod altered_answers;
mod answers;
mod asked;
mod at_once;
mod callback_address;
mod captcha;
mod claims;
mod clerk;
mod client_authentication;
mod company;
mod connected_accounts;
mod crossed_answers;
mod deleted_accounts;
mod error_answers;
mod exposure;
mod flood;
mod foreign_requests;
mod forged_requests;
mod github_lists;
mod if_asked;
mod invitations;
mod issuers;
mod key_rotation;
mod messages;
mod mistaken_identity;
mod narrow_grants;
mod native;
mod navigation;
mod observations;
mod odd_metadata;
mod odd_tokens;
mod organizations;
mod parameters;
mod passing_time;
mod passwords;
mod people;
mod provider_faults;
mod providers_missing;
mod request_values;
mod requests;
mod requirements;
mod response_headers;
mod return_addresses;
mod revocations;
mod same_account;
mod same_sight;
pub(crate) mod second_factor;
mod second_try;
mod session_cookies;
mod sessions;
mod sign_in_page;
mod signatures;
pub(crate) mod signing_in;
mod slow_answers;
mod starts;
mod tabs;
mod tasks;
mod token_cookies;
mod tokens;
mod unknown_paths;
mod user_information;
mod variants;
mod whole_run;
mod whose_account;

use std::time::Duration;

use url::Url;

use crate::broken::{Broken, Kind};
use crate::browser::Context;
use crate::evidence;
use crate::suite::Suite;
use crate::world::{Blemish, World};

/// Makes sure that the steps are linked into the program; they register themselves.
pub fn link() {}

/// Opens `url` as a person does who types an address: when the page has come to rest. The app may have signed them in
/// already and still be on its way to where it goes on; whoever leaves then is overtaken by the app's own redirect.
async fn visit(suite: &Suite, context: &Context, url: &Url) -> Result<(), Broken> {
    // Nothing comes out of a tab that has not been used yet.
    if !context.is_blank() {
        context.settle(suite.patience()).await;
    }
    Ok(context.goto(url).await?)
}

/// Runs the body of a step under its deadline. What it breaks on reaches the runner as the payload of a panic,
/// which is how cucumber learns of failures. A page that only is ugly ends nothing: what comes after it may show that
/// the decision was wrong too, or that the control fails.
async fn step(world: &mut World, body: impl AsyncFnOnce(&mut World) -> Result<(), Broken>) {
    long_step(world, Duration::ZERO, body).await;
}

/// As [`step`], with `more` time than usual.
async fn long_step(
    world: &mut World,
    more: Duration,
    body: impl AsyncFnOnce(&mut World) -> Result<(), Broken>,
) {
    let limit = world.suite().step_limit() + more;
    let number = world.begin_step();
    if let Some(casualty) = world.casualty() {
        std::panic::panic_any(Broken::breach("the set-up still stands", casualty).of_kind(Kind::Crash));
    }
    let result = match tokio::time::timeout(limit, body(world)).await {
        Ok(result) => result,
        Err(_) => Err(Broken::deadline(limit)),
    };
    match result {
        Ok(()) => {}
        Err(broken) if broken.kind == Kind::Ugly => {
            let pages = evidence::pages(world).await;
            world.blemished(Blemish {
                step: number,
                broken,
                pages,
            });
        }
        Err(broken) => std::panic::panic_any(broken),
    }
}
