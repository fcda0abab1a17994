//! The OpenAPI document. Paths and schemas come from the handlers and types themselves.

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use axum::{Json, extract::State};
use serde_json::Value;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, ServerBuilder};

use super::{PREFIX, described_routes, error::ErrorBody};
use crate::app::App;

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(build);
static KEYS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut keys = BTreeSet::new();
    collect(&serde_json::to_value(&*DOCUMENT).unwrap_or_default(), &mut keys);
    keys
});

/// This document
#[utoipa::path(get, path = "/openapi.json", tag = "server", responses((status = 200, description = "OpenAPI 3.1", body = Value)))]
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<OpenApi> {
    let mut document = DOCUMENT.clone();
    let public = app.origins.public().as_str().trim_end_matches('/');
    document.servers = Some(vec![ServerBuilder::new().url(public).build()]);
    Json(document)
}

/// Every key that a body may have, for suggestions in place of one that means nothing.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(String::as_str)
}

/// Every path.
pub(super) fn paths() -> Vec<&'static str> {
    DOCUMENT.paths.paths.keys().map(String::as_str).collect()
}

fn build() -> OpenApi {
    let info = InfoBuilder::new()
        .title("mock-provider control API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Steers a running mock-provider: who exists, what is registered, what goes wrong on purpose, what time it \
             is, and what was asked of it. Requests that a browser marks as coming from another origin are refused.",
        ))
        .build();
    let (_, routes) = described_routes().split_for_parts();
    // Refusals name this schema; the handlers' own types bring theirs along.
    let components = ComponentsBuilder::new().schema_from::<ErrorBody>().build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
        .nest(PREFIX, routes)
}

/// The names of all properties, at any depth.
fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("properties", Value::Object(properties)) = (name.as_str(), member) {
                    keys.extend(properties.keys().cloned());
                }
                collect(member, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        _ => {}
    }
}
