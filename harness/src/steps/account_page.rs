//! The page on which people see and change their account.

use super::visit;
use crate::broken::Broken;
use crate::world::World;

/// Opens it in the main browser of `name`.
pub(super) async fn open(world: &mut World, name: &str) -> Result<(), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let path = suite.manifest.pages.account.as_deref();
    let path = path.ok_or_else(|| Broken::not_applicable("the manifest has no pages.account"))?;
    visit(&suite, &world.browser(name).await?.context, &target.page(path)).await
}
