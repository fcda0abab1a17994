//! Taking back at a provider what it had issued.

use std::time::Duration;

use cucumber::then;
use mock_provider::journal::{Exchange, Filter};

use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::clock::Deadline;
use crate::world::World;

/// The words in the journal for the endpoints that end tokens.
const ENDPOINTS: [&str; 4] = ["revoke", "app-token", "app-grant", "revoke-credentials"];

/// An app may do it after it has answered the browser.
#[then(regex = r"^what (Google|GitHub) issued to (\w+) is taken back there$")]
async fn taken_back(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let filter = Filter {
            provider: Some(idp.0),
            persona: Some(world.person(&person)?.persona.id.clone()),
            ..Filter::default()
        };
        let deadline = Deadline::after(suite.patience());
        loop {
            let exchanges = suite.provider.journal().exchanges(&filter);
            if !exchanges.iter().any(|exchange| exchange.endpoint == "token") {
                return Err(
                    Broken::breach(format!("{} issued tokens", idp.0.name()), "it issued none")
                        .of_kind(Kind::Stuck),
                );
            }
            if exchanges.iter().any(ends_tokens) {
                return Ok(());
            }
            let Some(left) = deadline.left() else { break };
            let context = &world.browser(&person).await?.context;
            context.next_change(left.min(Duration::from_millis(250))).await;
        }
        Err(Broken::breach(
            format!(
                "the app tells {} that it needs its tokens no more (RFC 7009)",
                idp.0.name()
            ),
            "it did not",
        )
        .hint("revoke the refresh token, or the access token where there is none, when somebody disconnects"))
    })
    .await;
}

fn ends_tokens(exchange: &Exchange) -> bool {
    let asks = ENDPOINTS.contains(&exchange.endpoint.as_str())
        && (exchange.endpoint != "app-token" || exchange.method == "DELETE");
    asks && exchange.refusal.is_none() && exchange.status < 300
}
