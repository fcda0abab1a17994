//! Pressing a button without a mouse.

use std::time::Duration;

use super::context::Context;
use super::error::PageError;
use super::keyboard::Named;
use super::locator::Locator;
use super::tab::Purpose;
use crate::clock::Deadline;

/// Whoever has pressed the tab key this often has seen the page twice.
const STOPS: usize = 100;

impl Context {
    /// Moves the focus with the tab key until it is on what `locator` points at, and presses enter.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when it does not appear within `limit`, [`PageError::Refused`] when the focus does not
    /// get there.
    pub async fn press_by_keyboard(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        let deadline = Deadline::after(limit);
        let reach = || format!("reach {locator} with the tab key");
        self.find(locator, Purpose::Use, deadline).await?;
        for _ in 0..STOPS {
            let moved = self.alive(self.tab.stroke(Named::Tab, deadline)).await;
            moved.map_err(|trouble| trouble.settle(reach))?;
            let element = self.find(locator, Purpose::Use, deadline).await?;
            let there = self.alive(self.tab.has_focus(&element)).await;
            if there.map_err(|trouble| trouble.settle(reach))? {
                let pressed = self.alive(self.tab.stroke(Named::Enter, deadline)).await;
                return pressed.map_err(|trouble| trouble.settle(|| format!("press enter on {locator}")));
            }
        }
        Err(PageError::Refused {
            action: reach(),
            reason: format!("it did not get the focus in {STOPS} presses"),
        })
    }
}
