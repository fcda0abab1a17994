//! What browsers of different people do not share: cookies, storage, cache. Chromium calls it a browser context.

use serde_json::json;

use super::devtools::DevTools;
use super::error::PageError;
use super::text;

/// An isolated browser context. Dropping it removes it, with all tabs in it.
#[derive(Debug)]
pub(super) struct Isolation {
    devtools: DevTools,
    id: String,
}

impl Isolation {
    /// A new one.
    pub(super) async fn open(devtools: DevTools) -> Result<Self, PageError> {
        let parameters = json!({ "disposeOnDetach": true });
        let context = devtools
            .call(None, "Target.createBrowserContext", parameters)
            .await?;
        let id = text(&context, "browserContextId");
        Ok(Self { devtools, id })
    }

    /// The browser's name for it.
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

impl Drop for Isolation {
    fn drop(&mut self) {
        let parameters = json!({ "browserContextId": self.id });
        self.devtools
            .send(None, "Target.disposeBrowserContext", &parameters);
    }
}
