//! What the buttons beside the address bar do: back and reload.

use std::time::Duration;

use serde_json::{Value, json};

use super::activity::Source;
use super::context::Context;
use super::devtools::DevTools;
use super::error::PageError;
use super::rpc::RpcError;
use crate::clock::Deadline;

/// An entry of a tab's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    id: u64,
    /// Address.
    pub url: String,
}

impl Context {
    /// What the tab's history holds up to where it stands, oldest first.
    ///
    /// # Errors
    /// When the browser is gone, or [`PageError::Unsupported`].
    pub async fn visited(&self) -> Result<Vec<Visited>, PageError> {
        let (devtools, session) = self.devtools()?;
        let answer = devtools
            .call(Some(session), "Page.getNavigationHistory", json!({}))
            .await?;
        let all = answer["entries"].as_array().into_iter().flatten();
        let visited: Vec<Visited> = all
            .filter_map(|entry| {
                Some(Visited {
                    id: entry["id"].as_u64()?,
                    url: entry["url"].as_str()?.to_owned(),
                })
            })
            .collect();
        let present = answer["currentIndex"].as_u64().unwrap_or_default();
        let length = usize::try_from(present).unwrap_or(usize::MAX).saturating_add(1);
        Ok(visited.into_iter().take(length).collect())
    }

    /// Goes back to an entry of [`Self::visited`] and waits for its document, or for the address alone where the
    /// document that is shown has given it to itself; false when neither came.
    ///
    /// # Errors
    /// When the browser is gone, or no longer knows the entry.
    pub async fn back_to(&self, entry: &Visited, limit: Duration) -> Result<bool, PageError> {
        let (devtools, session) = self.devtools()?;
        let entry = json!({ "entryId": entry.id });
        let deadline = Deadline::after(limit);
        let before = self.activity.scene();
        devtools
            .call(Some(session), "Page.navigateToHistoryEntry", entry)
            .await?;
        Ok(self.activity.scene_after(before, deadline).await && self.activity.loaded(deadline).await)
    }

    /// Loads the page once more and waits for it; false when none came.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn reload(&self, limit: Duration) -> Result<bool, PageError> {
        match self.activity.source() {
            Source::DevTools { devtools, session } => {
                let going = devtools.call(Some(session), "Page.reload", json!({}));
                self.renewed(going, limit).await
            }
            Source::Bidi { bidi, context } => {
                let once_more = json!({ "context": context, "wait": "none" });
                self.renewed(bidi.call("browsingContext.reload", once_more), limit)
                    .await
            }
        }
    }

    async fn renewed(
        &self,
        going: impl Future<Output = Result<Value, RpcError>>,
        limit: Duration,
    ) -> Result<bool, PageError> {
        let deadline = Deadline::after(limit);
        let before = self.activity.documents();
        going.await?;
        Ok(self.activity.document_after(before, deadline).await && self.activity.loaded(deadline).await)
    }

    fn devtools(&self) -> Result<(&DevTools, &str), PageError> {
        match self.activity.source() {
            Source::DevTools { devtools, session } => Ok((devtools, session)),
            Source::Bidi { .. } => Err(PageError::Unsupported(
                "WebDriver BiDi does not tell a tab's history",
            )),
        }
    }
}
