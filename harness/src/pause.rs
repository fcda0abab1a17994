//! Stops a run where a check went wrong, with its browser still open, until a person has looked.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::broken::Broken;
use crate::catalogue::Check;
use crate::world::World;

/// Where a check stopped.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Address of the check.
    pub address: String,
    /// Title of its scenario.
    pub name: String,
    /// What was demanded.
    pub expected: String,
    /// What was found.
    pub actual: String,
    /// The provider's inspector, which shows what was exchanged.
    pub inspector: String,
    /// Each person's name and where their browser stands.
    pub browsers: Vec<(String, String)>,
}

impl Stop {
    /// Where the scenario of `check` stands, which `broken` ended.
    pub async fn of(world: &World, check: &Check, broken: Broken) -> Self {
        let mut browsers = Vec::new();
        for person in world.people() {
            if let Some(browser) = person.browser()
                && let Ok(page) = browser.context.page().await
            {
                browsers.push((person.name.clone(), page.url));
            }
        }
        let provider = world.suite().provider.url().to_string();
        Self {
            address: check.address(),
            name: check.name.clone(),
            expected: broken.expected,
            actual: broken.actual,
            inspector: format!("{}/_mock/", provider.trim_end_matches('/')),
            browsers,
        }
    }
}

/// Waits for a person.
#[derive(Clone)]
pub struct Pause(Arc<dyn Fn(Stop) -> BoxFuture<'static, ()> + Send + Sync>);

impl Pause {
    /// A pause that lasts as long as the future of `wait`.
    pub fn new(wait: impl Fn(Stop) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(wait))
    }

    /// Waits.
    pub async fn at(&self, stop: Stop) {
        (self.0)(stop).await;
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pause")
    }
}
