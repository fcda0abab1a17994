//! The clock.

use std::{sync::Arc, time::Duration};

use axum::{Json, body::Bytes, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::{ApiError, read};
use crate::{app::App, clock::ClockReading};

const HINT: &str = "send {\"frozen\": true}, {\"now\": \"2026-01-31T12:00:00Z\"}, or {\"seconds\": 3600}";

/// How far to move.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Advance {
    /// Seconds to add.
    seconds: u64,
}

/// What to change; what is left out stays.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Move {
    /// Whether the clock stands still. One that is set running goes on from where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frozen: Option<bool>,
    /// The moment to move forwards to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<Timestamp>,
    /// Seconds to add.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seconds: Option<u64>,
}

/// What time it is
#[utoipa::path(get, path = "/clock", tag = "clock", responses((status = 200, body = ClockReading)))]
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<ClockReading> {
    Json(app.clock.reading())
}

/// Freeze, unfreeze, or move the clock forwards
#[utoipa::path(post, path = "/clock", tag = "clock", request_body = Move,
    responses((status = 200, description = "What it shows now", body = ClockReading), ApiError))]
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<ClockReading>, ApiError> {
    let change: Move = read(&body, HINT)?;
    match change {
        Move {
            frozen: None,
            now: None,
            seconds: None,
        } => {
            return Err(ApiError::invalid(
                "the body changes nothing; expected frozen, now, or seconds".to_owned(),
                HINT,
            ));
        }
        Move {
            now: Some(_),
            seconds: Some(_),
            ..
        } => {
            return Err(ApiError::invalid(
                "both now and seconds were given; expected one of them".to_owned(),
                HINT,
            ));
        }
        Move {
            now: Some(moment), ..
        } => {
            let hint = "advance it, or restart with --clock frozen:TIME";
            app.clock
                .set(moment)
                .map_err(|error| ApiError::conflict(error.to_string(), hint))?;
        }
        Move {
            seconds: Some(seconds),
            ..
        } => app.clock.advance(Duration::from_secs(seconds)),
        Move { .. } => {}
    }
    match change.frozen {
        Some(true) => app.clock.freeze(),
        Some(false) => app.clock.unfreeze(),
        None => {}
    }
    Ok(show(State(app)).await)
}

/// Move the clock forwards
#[utoipa::path(post, path = "/clock/advance", tag = "clock", request_body = Advance,
    responses((status = 200, description = "What it shows now", body = ClockReading), ApiError))]
pub(super) async fn advance(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<Json<ClockReading>, ApiError> {
    let Advance { seconds } = read(&body, "send {\"seconds\": 3600}")?;
    app.clock.advance(Duration::from_secs(seconds));
    Ok(show(State(app)).await)
}
