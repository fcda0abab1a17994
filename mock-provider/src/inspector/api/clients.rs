//! Clients.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};

use super::{
    error::{ApiError, read},
    provider_of,
};
use crate::{Provider, app::App, config::Client};

const HINT: &str = "a client looks like {\"provider\": \"google\", \"client_id\": \"x\", \"client_secret\": \"y\", \"redirect_uris\": []}";

const PATH: &str = "/clients/{provider}/{client_id}";

/// Every client
#[utoipa::path(get, path = "/clients", tag = "clients", responses((status = 200, body = Vec<Client>)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Vec<Client>> {
    Json(app.store().clients().cloned().collect())
}

/// One client
#[utoipa::path(get, path = "/clients/{provider}/{client_id}", tag = "clients",
    params(("provider" = Provider, Path), ("client_id" = String, Path)),
    responses((status = 200, body = Client), ApiError))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path((provider, client_id)): Path<(String, String)>,
) -> Result<Json<Client>, ApiError> {
    let provider = provider_of(&provider, PATH)?;
    app.store()
        .client(provider, &client_id)
        .cloned()
        .map(Json)
        .ok_or_else(|| missing(provider, &client_id))
}

/// Register a client, in place of one of the same id
///
/// Provider and id in the path count; those in the body must be the same.
#[utoipa::path(put, path = "/clients/{provider}/{client_id}", tag = "clients", request_body = Client,
    params(("provider" = Provider, Path), ("client_id" = String, Path)),
    responses((status = 200, body = Client), ApiError))]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Path((provider, client_id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Client>, ApiError> {
    let provider = provider_of(&provider, PATH)?;
    let client: Client = read(&body, HINT)?;
    if !client.is(provider, &client_id) {
        let error = format!(
            "the body is about {} client \"{}\", the path about {provider} client \"{client_id}\"; expected the same in both",
            client.provider, client.client_id
        );
        return Err(ApiError::invalid(error, HINT));
    }
    client
        .validate()
        .map_err(|error| ApiError::invalid(error, HINT))?;
    app.store().put_client(client.clone());
    Ok(Json(client))
}

/// Remove a client
#[utoipa::path(delete, path = "/clients/{provider}/{client_id}", tag = "clients",
    params(("provider" = Provider, Path), ("client_id" = String, Path)), responses((status = 204), ApiError))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path((provider, client_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let provider = provider_of(&provider, PATH)?;
    let removed = app.store().remove_client(provider, &client_id);
    if removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing(provider, &client_id))
    }
}

fn missing(provider: Provider, client_id: &str) -> ApiError {
    ApiError::missing(
        format!("there is no {provider} client \"{client_id}\""),
        "GET /_mock/api/clients lists them; encode \"/\" in an id as %2F",
    )
}
