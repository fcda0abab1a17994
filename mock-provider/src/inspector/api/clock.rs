//! The clock.

use std::{sync::Arc, time::Duration};

use axum::{Json, body::Bytes, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{ApiError, read};
use crate::app::App;

/// How far to move.
#[derive(Debug, Deserialize)]
pub(super) struct Advance {
    seconds: u64,
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({"now": app.clock.now()}))
}

pub(super) async fn advance(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let Advance { seconds } = read(&body, "send {\"seconds\": 3600}")?;
    app.clock.advance(Duration::from_secs(seconds));
    Ok(show(State(app)).await)
}
