//! The sequence diagram: geometry of the messages; the template draws them.

use super::super::arrows::arrows;
use super::super::printable::cut_middle;
use crate::events::{ExchangeRecord, Party};

/// A diagram with three lifelines.
pub(super) struct Sequence {
    pub(super) height: u32,
    /// Where the lifelines end.
    pub(super) bottom: u32,
    pub(super) lifelines: [(&'static str, u32); 3],
    pub(super) messages: Vec<Message>,
    /// Where another flow begins; none when there is only one.
    pub(super) flows: Vec<Flow>,
}

/// The line above the messages of one flow.
pub(super) struct Flow {
    pub(super) y: u32,
    pub(super) number: u64,
}

/// One arrow.
pub(super) struct Message {
    /// Height of the arrow; its text stands above.
    pub(super) y: u32,
    pub(super) text_y: u32,
    pub(super) x1: u32,
    pub(super) x2: u32,
    pub(super) middle: u32,
    /// The triangle at the receiver.
    pub(super) head: String,
    pub(super) text: String,
    pub(super) answer: bool,
    pub(super) mark: Option<String>,
    pub(super) mark_y: u32,
    /// Anchor of the raw exchange.
    pub(super) anchor: String,
    pub(super) number: u64,
}

pub(super) const WIDTH: u32 = 800;
const TOP: u32 = 52;
const ROW: u32 = 36;
const MARK: u32 = 18;
const FLOW: u32 = 22;

impl Sequence {
    /// All `exchanges` of the check whose card is `card`; none for none.
    pub(super) fn of(exchanges: &[ExchangeRecord], card: &str) -> Option<Self> {
        if exchanges.is_empty() {
            return None;
        }
        let mut y = TOP;
        let mut messages = Vec::new();
        let mut flows = Vec::new();
        let several = exchanges
            .iter()
            .any(|exchange| exchange.flow != exchanges[0].flow);
        let mut current = None;
        for exchange in exchanges {
            if let (true, Some(number)) = (several && exchange.flow != current, exchange.flow) {
                flows.push(Flow { y: y + 10, number });
                y += FLOW;
                current = exchange.flow;
            }
            for arrow in arrows(exchange) {
                y += ROW;
                let (x1, x2) = (place(arrow.from), place(arrow.to));
                let room = x1.abs_diff(x2) - 40;
                let tip = if x1 < x2 { x2 - 9 } else { x2 + 9 };
                messages.push(Message {
                    y,
                    text_y: y - 7,
                    x1,
                    x2,
                    middle: x1.midpoint(x2),
                    head: format!("{x2},{y} {tip},{} {tip},{}", y - 5, y + 5),
                    // The diagram's letters are about 7 units wide.
                    text: cut_middle(&arrow.text, (room / 7) as usize),
                    answer: arrow.from == Party::Provider,
                    mark: arrow.mark.as_ref().map(|mark| cut_middle(mark, 96)),
                    mark_y: y + 16,
                    anchor: super::exchange::anchor(card, exchange.id),
                    number: exchange.id,
                });
                if arrow.mark.is_some() {
                    y += MARK;
                }
            }
        }
        let lifelines = [Party::Browser, Party::App, Party::Provider]
            .map(|party| (super::super::wording::party(party), place(party)));
        Some(Self {
            height: y + 34,
            bottom: y + 22,
            lifelines,
            messages,
            flows,
        })
    }
}

/// The app stands nearer to the browser: most text goes between app and provider.
fn place(party: Party) -> u32 {
    match party {
        Party::Browser => 60,
        Party::App => 230,
        Party::Provider => WIDTH - 70,
    }
}
