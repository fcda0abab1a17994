//! The provider's clock.

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;

use super::frame::{Frame, page, see_other};
use crate::{app::App, protocol::Parameters};

#[derive(Template)]
#[template(path = "inspector/clock.html")]
struct ClockPage {
    frame: Frame,
    alert: Option<String>,
    /// The newest access token that dies some time: when, and whose.
    expiry: Option<(String, String)>,
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Response {
    page(&assemble(&app, None))
}

/// Freezes, lets run, or moves forwards.
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Parameters::from_form(&body);
    let refused = match form.get("action") {
        Some("freeze") => {
            app.clock.freeze();
            None
        }
        Some("unfreeze") => {
            app.clock.unfreeze();
            None
        }
        Some("advance") => match form.get("seconds").unwrap_or_default().trim().parse() {
            Ok(seconds) => {
                app.clock.advance(Duration::from_secs(seconds));
                None
            }
            Err(_) => Some("Expected a whole number of seconds; the clock only moves forwards.".to_owned()),
        },
        Some("expiry") => match newest(&app) {
            Some((expiry, _)) => {
                let after = expiry
                    .saturating_add(Duration::from_secs(1))
                    .unwrap_or(Timestamp::MAX);
                app.clock.set(after).err().map(|error| error.to_string())
            }
            None => Some("No access token that dies was issued.".to_owned()),
        },
        _ => Some("Expected freeze, unfreeze, advance, or expiry.".to_owned()),
    };
    match refused {
        None => see_other("clock"),
        Some(why) => (StatusCode::UNPROCESSABLE_ENTITY, page(&assemble(&app, Some(why)))).into_response(),
    }
}

fn assemble(app: &App, alert: Option<String>) -> ClockPage {
    let now = app.clock.now();
    ClockPage {
        frame: Frame::new(app, "Clock", 0),
        alert,
        expiry: newest(app)
            .filter(|(expiry, _)| *expiry >= now)
            .map(|(expiry, whose)| (expiry.strftime("%Y-%m-%d %H:%M:%S").to_string(), whose)),
    }
}

/// When the newest access token dies, and whose it is.
fn newest(app: &App) -> Option<(Timestamp, String)> {
    let store = app.store();
    let tokens = store.access_tokens.iter();
    let dying = tokens.filter_map(|(_, token)| Some((token.issued_at, token.expires_at?, token)));
    let (_, expiry, token) = dying.max_by_key(|(issued, expiry, _)| (*issued, *expiry))?;
    Some((expiry, format!("{} at {}", token.persona, token.provider.name())))
}
