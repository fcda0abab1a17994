//! One of several attempts at a check.

use super::super::printable::{printable, seconds};
use super::super::wording::verdict_label;
use super::card::{Page, Step, page, steps};
use super::exchange::ExchangeView;
use super::sequence::Sequence;
use crate::events::Attempt;

/// An attempt, ready to print. What was recorded for it stands here unless it is the check's own evidence.
pub(super) struct AttemptView {
    pub(super) number: usize,
    pub(super) label: &'static str,
    pub(super) word: &'static str,
    pub(super) took: String,
    pub(super) actual: Option<String>,
    pub(super) steps: Vec<Step>,
    pub(super) sequence: Option<Sequence>,
    pub(super) exchanges: Vec<ExchangeView>,
    pub(super) pages: Vec<Page>,
}

impl AttemptView {
    /// The attempt with this number, from 1, of the check whose card is `card`.
    pub(super) fn of(number: usize, attempt: &Attempt, card: &str) -> Self {
        let anchor = format!("{card}-a{number}");
        let actual = attempt.failure.as_ref().map(|failure| failure.actual.as_str());
        let passed = !attempt.verdict.is_bad();
        Self {
            number,
            label: verdict_label(&attempt.verdict),
            word: attempt.verdict.word(),
            took: seconds(attempt.duration_ms),
            actual: actual.or(attempt.verdict.reason()).map(printable),
            steps: if passed { Vec::new() } else { steps(&attempt.steps) },
            sequence: Sequence::of(&attempt.evidence.exchanges, &anchor),
            exchanges: attempt
                .evidence
                .exchanges
                .iter()
                .map(|exchange| ExchangeView::of(exchange, &anchor, passed))
                .collect(),
            pages: attempt.evidence.pages.iter().map(page).collect(),
        }
    }
}
