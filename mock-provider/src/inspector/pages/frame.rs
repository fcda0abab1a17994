//! What every page has: navigation, the banner of armed faults, style, script, and the headers.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::app::App;

const STYLE: &str = include_str!("../../../templates/inspector/style.css");
const SCRIPT: &str = include_str!("../../../templates/inspector/script.js");

/// Nothing is loaded; exactly this style and this script apply; the script may ask this server for news.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

/// What every page has.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) style: &'static str,
    pub(super) script: &'static str,
    /// The way from here to `/_mock/`.
    pub(super) root: String,
    /// The page's place in the navigation; empty: it has none.
    pub(super) current: &'static str,
    /// The names of the faults that are armed.
    pub(super) armed: Vec<String>,
    /// By the provider's clock.
    pub(super) now: String,
    /// Whether that clock stands still.
    pub(super) frozen: bool,
    /// The version of the program.
    pub(super) version: &'static str,
}

impl Frame {
    /// `depth` counts the folders below `/_mock/` in which the page is.
    pub(super) fn new(app: &App, current: &'static str, depth: usize) -> Self {
        let reading = app.clock.reading();
        let armed = app.faults.armed();
        Self {
            style: STYLE,
            script: SCRIPT,
            root: if depth == 0 {
                "./".to_owned()
            } else {
                "../".repeat(depth)
            },
            current,
            armed: armed
                .into_iter()
                .filter(|armed| armed.fault.times != Some(0))
                .map(|armed| armed.fault.name)
                .collect(),
            now: reading.now.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            frozen: reading.frozen,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The places of the navigation: path, name.
    pub(super) fn places(&self) -> [(&'static str, &'static str); 6] {
        [
            ("", "Flows"),
            ("requests", "Requests"),
            ("faults", "Faults"),
            ("clock", "Clock"),
            ("keys", "Keys"),
            ("people", "People and clients"),
        ]
    }
}

/// What is not there.
#[derive(Template)]
#[template(path = "inspector/missing.html")]
pub(super) struct Missing {
    pub(super) frame: Frame,
    pub(super) heading: &'static str,
    pub(super) says: String,
}

/// A page as a response.
pub(super) fn page(template: &impl Template) -> Response {
    let html = match template.render() {
        Ok(html) => html,
        // Templates write into a string and fail only if a value's Display does; none of ours does.
        Err(error) => {
            let text = format!("the inspector could not render its page: {error}");
            return (StatusCode::INTERNAL_SERVER_ERROR, text).into_response();
        }
    };
    let policy = HeaderValue::from_str(&POLICY).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let fixed = |value: &'static str| HeaderValue::from_static(value);
    let headers = [
        (header::CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, fixed("no-store")),
        (header::CONTENT_SECURITY_POLICY, policy),
        // Not `no-referrer`: with it browsers send `Origin: null` with the page's own forms.
        (header::REFERRER_POLICY, fixed("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::X_FRAME_OPTIONS, fixed("DENY")),
        (
            HeaderName::from_static("x-mock-provider"),
            fixed(env!("CARGO_PKG_VERSION")),
        ),
    ];
    (headers, html).into_response()
}

/// The answer to a form that was understood: the page again, asked anew. `to` is relative.
pub(super) fn see_other(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("./"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}
