//! People whose company has a provider of its own.

use cucumber::when;
use mock_provider::Provider;

use super::step;
use crate::broken::Broken;
use crate::provider_pages::{self, Decision};
use crate::world::World;

/// Who the company's provider is in the variant `enterprise-sso`.
const COMPANY: Provider = Provider::Google;

#[when(regex = r"^(\w+) goes on to (?:her|his) company$")]
async fn goes_on(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let act = suite.manifest.actions.company.as_ref();
        let act = act.ok_or_else(|| Broken::not_applicable("the manifest has no [actions.company]"))?;
        let persona = world.person(&person)?.persona.clone();
        let browser = world.browser(&person).await?;
        let before = provider_pages::answers_so_far(&suite, browser, COMPANY);
        let context = &browser.context;
        if let Some(open) = &act.open {
            context.click(open, suite.patience()).await?;
        }
        context.click(&act.click, suite.patience()).await?;
        provider_pages::pass(&suite, browser, COMPANY, &persona, Decision::Approve, before)
            .await
            .map(drop)
    })
    .await;
}
