//! How an authorization response, good or bad, reaches the application.

use serde_json::{Map, Value};

use super::pages;
use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    protocol::{authorize::Redirect, redirect_uri, response_mode::ResponseMode},
};

/// Sends the parameters on: in the query, in the fragment, as a form, or through the popup's opener.
pub(super) fn deliver(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    to: &Redirect,
    parameters: &[(String, String)],
) -> Answer {
    match (&to.origin, to.mode) {
        (Some(origin), _) if !to.uri.contains(':') => pages::post_message(dialect, origin, &json(parameters)),
        (_, ResponseMode::FormPost) => pages::form_post(dialect, &to.uri, parameters),
        _ => Answer::redirect(&location(app, dialect, to, parameters)),
    }
}

/// The address with the parameters.
pub(super) fn location(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    to: &Redirect,
    parameters: &[(String, String)],
) -> String {
    match to.mode {
        ResponseMode::Fragment => redirect_uri::with_fragment(&to.uri, parameters),
        ResponseMode::Query | ResponseMode::FormPost => {
            redirect_uri::with_query(&to.uri, parameters) + dialect.callback_suffix(&app.config)
        }
    }
}

fn json(parameters: &[(String, String)]) -> String {
    let members: Map<String, Value> = parameters
        .iter()
        .map(|(name, value)| (name.clone(), Value::String(value.clone())))
        .collect();
    Value::Object(members).to_string()
}
