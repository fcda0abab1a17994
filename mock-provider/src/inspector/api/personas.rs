//! People.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};

use super::error::{ApiError, read};
use crate::{app::App, config::Persona};

const HINT: &str =
    "a persona looks like {\"id\": \"ada\", \"google\": {\"sub\": \"1\", \"email\": \"ada@example.com\"}}";

/// Everybody
#[utoipa::path(get, path = "/personas", tag = "personas", responses((status = 200, body = Vec<Persona>)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Vec<Persona>> {
    Json(app.store().personas().cloned().collect())
}

/// One person
#[utoipa::path(get, path = "/personas/{id}", tag = "personas", params(("id" = String, Path)),
    responses((status = 200, body = Persona), ApiError))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Persona>, ApiError> {
    app.store()
        .persona(&id)
        .cloned()
        .map(Json)
        .ok_or_else(|| missing(&id))
}

/// Add a person, in place of one of the same id
///
/// The id in the path counts; one in the body must be the same.
#[utoipa::path(put, path = "/personas/{id}", tag = "personas", params(("id" = String, Path)), request_body = Persona,
    responses((status = 200, body = Persona), ApiError))]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Persona>, ApiError> {
    let persona: Persona = read(&body, HINT)?;
    if persona.id != id {
        let error = format!(
            "the body is about persona \"{}\", the path about \"{id}\"; expected the same",
            persona.id
        );
        return Err(ApiError::invalid(error, HINT));
    }
    persona
        .validate()
        .map_err(|error| ApiError::invalid(error, HINT))?;
    app.store().put_persona(persona.clone());
    Ok(Json(persona))
}

/// Remove a person, and sign them out everywhere
#[utoipa::path(delete, path = "/personas/{id}", tag = "personas", params(("id" = String, Path)),
    responses((status = 204), ApiError))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if app.store().remove_persona(&id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing(&id))
    }
}

fn missing(id: &str) -> ApiError {
    ApiError::missing(
        format!("there is no persona \"{id}\""),
        "GET /_mock/api/personas lists them",
    )
}
