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
/// Firefox presses nothing in a window that is not in front, and another scenario's may come between.
const STROKES: usize = 3;

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
                return self.enter(locator, deadline).await;
            }
        }
        Err(PageError::Refused {
            action: reach(),
            reason: format!("it did not get the focus in {STOPS} presses"),
        })
    }

    /// Presses enter on what `locator` points at, which has the focus, until it is heard to be clicked by that. An app
    /// may as well listen to the key itself: then nothing is clicked.
    async fn enter(&self, locator: &Locator, deadline: Deadline) -> Result<(), PageError> {
        let document = self.activity.documents();
        for _ in 0..STROKES {
            self.find(locator, Purpose::Press, deadline).await?;
            let pressed = async {
                self.tab.front(deadline).await?;
                self.tab.stroke(Named::Enter, deadline).await
            };
            let pressed = self.alive(pressed).await;
            pressed.map_err(|trouble| trouble.settle(|| format!("press enter on {locator}")))?;
            let clicked = self.activity.follow_press(deadline).await;
            if clicked || self.activity.is_loading() || self.activity.documents() != document {
                break;
            }
        }
        Ok(())
    }
}
