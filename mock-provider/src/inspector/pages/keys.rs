//! Signing keys.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::frame::{Frame, page, see_other};
use crate::{
    Provider,
    app::App,
    keys::{KeyInfo, KeyState},
    protocol::Parameters,
};

#[derive(Template)]
#[template(path = "inspector/keys.html")]
struct KeysPage {
    frame: Frame,
    alert: Option<String>,
    rings: Vec<RingView>,
    /// The names of those that sign nothing.
    without: Vec<&'static str>,
}

/// The keys of one provider.
#[derive(Debug)]
struct RingView {
    slug: &'static str,
    name: &'static str,
    keys: Vec<KeyInfo>,
}

impl KeysPage {
    fn says(&self, key: &KeyInfo) -> String {
        let state = match key.state {
            KeyState::Current => "signs",
            KeyState::Next => "published, signs after the next rotation",
            KeyState::Previous => "signed before the last rotation",
        };
        let until = key.published_until.map(|until| {
            let until = until.strftime("%Y-%m-%d %H:%M:%S");
            format!("; published until {until} UTC")
        });
        let made = if key.generated { "; made here" } else { "" };
        format!("{state}{}{made}", until.unwrap_or_default())
    }
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Response {
    page(&assemble(&app, None))
}

/// Publishes, rotates, or retires.
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Parameters::from_form(&body);
    let acting = Arc::clone(&app);
    // Making a key keeps a processor busy for a while: not one that answers requests.
    let done = tokio::task::spawn_blocking(move || act(&acting, &form)).await;
    let refused = match done {
        Ok(Ok(())) => return see_other("keys"),
        Ok(Err(why)) => why,
        Err(error) => format!("Making a key was cut off: {error}"),
    };
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        page(&assemble(&app, Some(refused))),
    )
        .into_response()
}

fn act(app: &App, form: &Parameters) -> Result<(), String> {
    let field = |name: &str| form.get(name).unwrap_or_default();
    let provider: Provider = field("provider")
        .parse()
        .map_err(|error: crate::UnknownProvider| error.to_string())?;
    match field("action") {
        "publish" => app.keys.publish(provider, &app.rng).map(|_| ()),
        "rotate" => app.rotate_key(provider).map(|_| ()),
        "retire" => app.keys.retire(provider, field("kid"), app.clock.now()),
        _ => return Err("Expected publish, rotate, or retire.".to_owned()),
    }
    .map_err(|error| error.to_string())
}

fn assemble(app: &App, alert: Option<String>) -> KeysPage {
    let now = app.clock.now();
    let mut rings = Vec::new();
    let mut without = Vec::new();
    for dialect in app.dialects() {
        let provider = dialect.provider();
        let keys = app.keys.list(provider, now);
        if keys.is_empty() {
            without.push(provider.name());
        } else {
            rings.push(RingView {
                slug: provider.slug(),
                name: provider.name(),
                keys,
            });
        }
    }
    KeysPage {
        frame: Frame::new(app, "Keys", 0),
        alert,
        rings,
        without,
    }
}
