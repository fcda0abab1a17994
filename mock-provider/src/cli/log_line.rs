//! One line an exchange, for people who watch.

use std::fmt::Write as _;

use crate::journal::{Exchange, Flow, Refusal};

/// The line of an exchange, with a second one that carries the hint where the request was refused.
#[must_use]
pub fn log_line(exchange: &Exchange, flow: Option<&Flow>) -> String {
    let time = exchange.at.strftime("%H:%M:%S");
    let path = path(exchange);
    let mut line = format!(
        "{time}  {:<9}  {:<4} {path:<34} {}",
        exchange.provider, exchange.method, exchange.status
    );
    let mut add = |text: &str| {
        // Writing into a string cannot fail.
        let _ = write!(line, "  {text}");
    };
    if let Some(id) = exchange.flow {
        add(&format!("flow {id}"));
    }
    if let Some(fault) = &exchange.fault {
        add(&format!("fault on purpose: {fault}"));
    }
    match (&exchange.refusal, flow) {
        (
            Some(Refusal {
                rule,
                found,
                expected,
                hint,
            }),
            _,
        ) => {
            add(&format!("{rule}: found {found}; expected {expected}"));
            let _ = write!(line, "\n                     hint: {hint}");
        }
        (None, Some(flow)) if exchange.endpoint == "authorize" => {
            let pkce = flow.code_challenge_method.as_deref().unwrap_or("none");
            add(&format!(
                "client={} scope=\"{}\" pkce={pkce}",
                flow.client_id, flow.scope
            ));
        }
        (None, _) => {
            if let Some(persona) = &exchange.persona {
                add(persona);
            }
        }
    }
    line
}

/// The path below the provider's base, without the query.
pub(super) fn path(exchange: &Exchange) -> String {
    let path =
        url::Url::parse(&exchange.url).map_or_else(|_| exchange.url.clone(), |url| url.path().to_owned());
    let mount = format!("/{}", exchange.provider);
    match path.split_once(&mount) {
        Some(("", below)) => below.to_owned(),
        _ => path,
    }
}
