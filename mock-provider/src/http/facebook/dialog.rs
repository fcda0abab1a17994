//! Facebook's login dialog, with a version in its path or without one.

use crate::http::{authorize, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::Site,
    dialects::{
        Dialect,
        facebook::{WWW, graph},
    },
    endpoint::Endpoint,
    origins::Origins,
};

/// `/dialog/oauth` and `/v24.0/dialog/oauth`.
pub(crate) const ENDPOINT: Endpoint = Endpoint {
    answer,
    ..authorize::ENDPOINT
};

fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mount = Origins::mount(Provider::Facebook, &WWW);
    if graph::segments(&incoming.path_and_query, &mount) == ["dialog", "oauth"] {
        authorize::answer(app, dialect, incoming)
    } else {
        graph::unknown_path(incoming.path_and_query.strip_prefix(&mount).unwrap_or_default())
    }
}
