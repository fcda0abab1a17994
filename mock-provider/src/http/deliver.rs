//! How an authorization response, good or bad, reaches the application.

use serde_json::{Map, Value};

use super::pages;
use crate::{
    answer::Answer,
    dialects::Dialect,
    protocol::{authorize::Redirect, redirect_uri},
};

/// Sends the parameters on: in the query, in the fragment, or through the popup's opener.
pub(super) fn deliver(dialect: &dyn Dialect, to: &Redirect, parameters: &[(String, String)]) -> Answer {
    match &to.origin {
        Some(origin) if !to.uri.contains(':') => pages::post_message(dialect, origin, &json(parameters)),
        _ => Answer::redirect(&location(to, parameters)),
    }
}

/// The address with the parameters.
pub(super) fn location(to: &Redirect, parameters: &[(String, String)]) -> String {
    if to.fragment {
        redirect_uri::with_fragment(&to.uri, parameters)
    } else {
        redirect_uri::with_query(&to.uri, parameters)
    }
}

fn json(parameters: &[(String, String)]) -> String {
    let members: Map<String, Value> = parameters
        .iter()
        .map(|(name, value)| (name.clone(), Value::String(value.clone())))
        .collect();
    Value::Object(members).to_string()
}
