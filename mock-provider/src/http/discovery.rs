//! Provider metadata.

use crate::{
    Provider,
    answer::Answer,
    app::App,
    dialects::{Dialect, github, google},
};

pub(super) fn answer(app: &App, dialect: &dyn Dialect) -> Answer {
    let document = match dialect.provider() {
        Provider::Google => google::discovery_document(&app.origins, &app.config.google),
        Provider::GitHub => github::metadata_document(&app.origins),
    };
    Answer::new(200, serde_json::to_string_pretty(&document).unwrap_or_default())
        .header("content-type", "application/json")
        .header("cache-control", "public, max-age=3600")
}
