//! What an app may ask a person for on their way in, or not.

use std::time::Duration;

use crate::broken::Broken;
use crate::browser::Locator;
use crate::clock::Deadline;
use crate::oracles::identity;
use crate::world::World;

/// Whether the app asks `name` for `field`, waiting until it does or somebody is signed in: a page that has come to rest
/// may be one whose answer is still on its way.
pub(super) async fn is_asked(world: &mut World, name: &str, field: &Locator) -> Result<bool, Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let browser = world.browser(name).await?;
    let deadline = Deadline::after(suite.patience());
    loop {
        if browser.context.is_visible(field).await? {
            return Ok(true);
        }
        if identity::whoami(&target, &suite, browser).await?.is_some() {
            return Ok(false);
        }
        let Some(left) = deadline.left() else {
            return Ok(false);
        };
        browser
            .context
            .next_change(left.min(Duration::from_millis(250)))
            .await;
    }
}
