//! Signing keys.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};

use super::{error::ApiError, provider_of};
use crate::{
    Provider,
    app::App,
    dialects::Dialect,
    keys::{KeyInfo, KeyRingError},
};

/// The published keys of every provider
#[utoipa::path(get, path = "/keys", tag = "keys", responses((status = 200, body = Vec<KeyInfo>)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Vec<KeyInfo>> {
    let now = app.clock.now();
    let providers = app.dialects().map(Dialect::provider);
    let keys = providers.flat_map(|provider| app.keys.list(provider, now));
    Json(keys.collect())
}

/// The published keys of a provider
///
/// The one that signs comes first. Empty for a provider that signs nothing.
#[utoipa::path(get, path = "/keys/{provider}", tag = "keys", params(("provider" = Provider, Path)),
    responses((status = 200, body = Vec<KeyInfo>), ApiError))]
pub(super) async fn list_of(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
) -> Result<Json<Vec<KeyInfo>>, ApiError> {
    let provider = provider_of(&provider, "/keys/{provider}")?;
    Ok(Json(app.keys.list(provider, app.clock.now())))
}

/// Make a key that is published and signs nothing yet
#[utoipa::path(post, path = "/keys/{provider}/publish", tag = "keys", params(("provider" = Provider, Path)),
    responses((status = 201, body = KeyInfo), ApiError))]
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
) -> Result<(StatusCode, Json<KeyInfo>), ApiError> {
    let provider = provider_of(&provider, "/keys/{provider}/publish")?;
    let key = aside(move || app.keys.publish(provider, &app.rng)).await?;
    Ok((StatusCode::CREATED, Json(key)))
}

/// Let the next published key sign, or a new one where none waits
///
/// The old one stays published until the last token that it signed is dead.
#[utoipa::path(post, path = "/keys/{provider}/rotate", tag = "keys", params(("provider" = Provider, Path)),
    responses((status = 200, description = "The key that signs now", body = KeyInfo), ApiError))]
pub(super) async fn rotate(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
) -> Result<Json<KeyInfo>, ApiError> {
    let provider = provider_of(&provider, "/keys/{provider}/rotate")?;
    aside(move || app.rotate_key(provider)).await.map(Json)
}

/// Stop publishing a key
///
/// In place of the one that signs, the next published one takes over.
#[utoipa::path(delete, path = "/keys/{provider}/{kid}", tag = "keys",
    params(("provider" = Provider, Path), ("kid" = String, Path)), responses((status = 204), ApiError))]
pub(super) async fn retire(
    State(app): State<Arc<App>>,
    Path((provider, kid)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let provider = provider_of(&provider, "/keys/{provider}/{kid}")?;
    app.keys
        .retire(provider, &kid, app.clock.now())
        .map_err(|error| refused(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Making a key keeps a processor busy for a while: not one that answers requests.
async fn aside(
    make: impl FnOnce() -> Result<KeyInfo, KeyRingError> + Send + 'static,
) -> Result<KeyInfo, ApiError> {
    tokio::task::spawn_blocking(make)
        .await
        .map_err(|error| ApiError::internal(format!("making a key was cut off: {error}")))?
        .map_err(|error| refused(&error))
}

fn refused(error: &KeyRingError) -> ApiError {
    let message = error.to_string();
    match error {
        KeyRingError::NoRing { .. } => ApiError::missing(
            message,
            "GET /_mock/api/keys or `mock-provider keys list` lists the keys there are",
        ),
        KeyRingError::Unknown { .. } => ApiError::missing(
            message,
            "GET /_mock/api/keys/{provider} or `mock-provider keys list` lists them",
        ),
        KeyRingError::OnlyKey { .. } => ApiError::conflict(
            message,
            "publish another one first, or rotate, and then retire this one",
        ),
        KeyRingError::Generate(_) | KeyRingError::Key(_) | KeyRingError::Certificate(_) => {
            ApiError::internal(message)
        }
    }
}
