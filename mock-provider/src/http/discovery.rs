//! Provider metadata (OpenID Connect Discovery §4, RFC 8414 §3).

use super::incoming::Incoming;
use crate::{answer::Answer, app::Site, dialects::Dialect, endpoint::Endpoint};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::get("discovery", answer);

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let document = dialect.metadata(incoming, app.setting());
    Answer::new(200, serde_json::to_string_pretty(&document).unwrap_or_default())
        .header("content-type", "application/json")
        .header("cache-control", "public, max-age=3600")
}
