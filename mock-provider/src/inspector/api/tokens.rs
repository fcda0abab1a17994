//! Tokens without a browser.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::StatusCode};

use super::error::{ApiError, read};
use crate::{
    app::App,
    http::{MintOrder, Minted, mint_tokens},
};

const HINT: &str = "an order looks like {\"provider\": \"google\", \"client_id\": \"x\", \"persona\": \"alice\", \"scopes\": [\"openid\"]}";

/// Mint tokens for a person and a client without a browser
///
/// They are as good as those of a sign-in, and belong to a flow of their own in the journal. What the provider would
/// refuse is refused; no fault changes them, and no consent is remembered.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = MintOrder,
    responses((status = 201, body = Minted), ApiError))]
pub(super) async fn mint(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Minted>), ApiError> {
    let order: MintOrder = read(&body, HINT)?;
    match mint_tokens(&app, order) {
        Ok(minted) => Ok((StatusCode::CREATED, Json(minted))),
        Err(refusal) => Err(ApiError::invalid(
            format!("{}; expected {}", refusal.found, refusal.expected),
            refusal.hint,
        )),
    }
}
