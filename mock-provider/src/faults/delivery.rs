//! How an answer of the back channel reaches the app: what it says is right, and its way there is not. What was issued
//! stays issued, and the journal has the whole answer.

use std::{io, sync::Arc, time::Duration};

use axum::body::{Body, Bytes};
use futures::stream;
use serde::{Deserialize, Serialize};

use super::{Change, Faults, Occasion};
use crate::app::App;

/// Between two bytes of an answer that drips.
const DRIP: Duration = Duration::from_secs(1);
/// How many bytes stand behind an answer that does not end: white space, which JSON allows there.
pub const PADDING: usize = 100 * 1024 * 1024;
const PIECE: &[u8] = &[b' '; 64 * 1024];

/// What is wrong on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The connection ends before the first byte of the answer.
    Dropped,
    /// A byte each second, until the fault is disarmed; then the rest.
    Dripping,
    /// A hundred mebibytes of white space stand behind the answer.
    Endless,
}

/// A delivery that is due.
#[derive(Debug)]
pub(crate) struct Delivered {
    /// Id of the fault.
    pub(crate) id: String,
    /// Name of the fault.
    pub(crate) name: String,
    manner: Delivery,
}

impl Faults {
    /// How the answer of the endpoint with this word goes out, where it does so in another way than usual.
    pub(crate) fn delivery(&self, occasion: &Occasion<'_>, endpoint: &str) -> Option<Delivered> {
        let mut due = None;
        let fired = self.fire_armed(occasion, |change| match change {
            Change::Delivery {
                endpoint: wanted,
                manner,
            } if wanted == endpoint && due.is_none() => {
                due = Some(*manner);
                true
            }
            _ => false,
        });
        let (id, name) = fired.into_iter().next()?;
        due.map(|manner| Delivered { id, name, manner })
    }
}

impl Delivered {
    /// The body as the connection gets it.
    pub(crate) fn body(self, app: Arc<App>, correct: Bytes) -> Body {
        match self.manner {
            // Nothing is flushed before the first piece of the body, so that the head stays behind too.
            Delivery::Dropped => Body::from_stream(stream::once(async {
                Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionAborted))
            })),
            Delivery::Dripping => dripping(app, self.id, correct),
            Delivery::Endless => endless(app, self.id, correct),
        }
    }
}

fn dripping(app: Arc<App>, id: String, correct: Bytes) -> Body {
    Body::from_stream(stream::unfold(
        (app, id, correct, true),
        |(app, id, mut rest, is_first)| async move {
            if rest.is_empty() {
                return None;
            }
            let ids = std::slice::from_ref(&id);
            let pause = if is_first { Duration::ZERO } else { DRIP };
            let disarmed = tokio::time::timeout(pause, app.faults.until_disarmed(ids)).await;
            let size = if disarmed.is_ok() { rest.len() } else { 1 };
            let piece = rest.split_to(size);
            Some((Ok::<_, io::Error>(piece), (app, id, rest, false)))
        },
    ))
}

/// Notes how much of the padding the connection took.
fn endless(app: Arc<App>, id: String, correct: Bytes) -> Body {
    let padding = stream::unfold((app, id, PADDING), |(app, id, left)| async move {
        let size = left.min(PIECE.len());
        if size == 0 {
            return None;
        }
        app.faults.count_taken(&id, size);
        let piece = Bytes::from_static(&PIECE[..size]);
        Some((Ok::<_, io::Error>(piece), (app, id, left - size)))
    });
    let correct = stream::once(async { Ok(correct) });
    Body::from_stream(futures::StreamExt::chain(correct, padding))
}
