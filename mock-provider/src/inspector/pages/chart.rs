//! The sequence diagram of a flow: three lifelines, and an arrow for every exchange.
//!
//! Only numbers and words come from here; the drawing is `templates/inspector/chart.html`.

use super::{answered::delivered, exchange_view::from_browser};
use crate::{app::App, journal::Exchange};

/// Where the lifelines stand, from the left.
const BROWSER: u32 = 70;
const APP: u32 = 330;
const PROVIDER: u32 = 590;
/// The first arrow, from the top.
const TOP: u32 = 78;
/// From one arrow to the next.
const ROW: u32 = 46;

/// The drawing.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) height: u32,
    /// Name, and distance from the left.
    pub(super) lifelines: [(&'static str, u32); 3],
    pub(super) arrows: Vec<Arrow>,
}

/// One arrow.
#[derive(Debug)]
pub(super) struct Arrow {
    /// The exchange; absent: the browser carries the provider's answer to the application, which nobody here sees.
    pub(super) exchange: Option<u64>,
    pub(super) y: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    /// Where the label stands.
    pub(super) middle: u32,
    /// `GET authorize`
    pub(super) label: String,
    /// What stands below the arrow: the rule that was broken, the fault that fired.
    pub(super) remark: Option<String>,
    /// The status, and for a refusal the word.
    pub(super) status: String,
    pub(super) refused: bool,
    pub(super) fault: bool,
    /// The whole in a sentence.
    pub(super) words: String,
}

impl Chart {
    pub(super) fn new(app: &App, exchanges: &[Exchange]) -> Self {
        let mut arrows = Vec::new();
        let mut y = TOP;
        for exchange in exchanges {
            let browser = from_browser(app, exchange);
            arrows.push(of_exchange(exchange, browser, y));
            y += ROW;
            if let Some(answer) = delivered(exchange)
                && !answer.held
            {
                arrows.push(to_the_app(&answer.parameters, y));
                y += ROW;
            }
        }
        Self {
            height: y,
            lifelines: [("Browser", BROWSER), ("App", APP), ("Provider", PROVIDER)],
            arrows,
        }
    }
}

fn of_exchange(exchange: &Exchange, browser: bool, y: u32) -> Arrow {
    let from = if browser { BROWSER } else { APP };
    let label = format!("{} {}", exchange.method, exchange.endpoint);
    let refused = exchange.refusal.is_some() || exchange.status >= 400;
    let mut remarks = Vec::new();
    if let Some(refusal) = &exchange.refusal {
        remarks.push(format!("refused: {}", refusal.rule));
    }
    if let Some(fault) = &exchange.fault {
        remarks.push(format!("fault: {fault}"));
    }
    let remark = (!remarks.is_empty()).then(|| remarks.join(", "));
    let who = if browser { "The browser" } else { "The app" };
    let mut words = format!(
        "{who} asks {} for {} ({}), which answers {}",
        exchange.provider.name(),
        exchange.endpoint,
        exchange.method,
        exchange.status
    );
    if let Some(remark) = &remark {
        words.push_str(&format!(", {remark}"));
    }
    Arrow {
        exchange: Some(exchange.id),
        y,
        from,
        to: PROVIDER,
        middle: u32::midpoint(from, PROVIDER),
        label,
        remark,
        status: exchange.status.to_string(),
        refused,
        fault: exchange.fault.is_some(),
        words: words + ".",
    }
}

fn to_the_app(parameters: &[(String, String)], y: u32) -> Arrow {
    let names: Vec<&str> = parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| ["code", "state", "error", "iss", "id_token", "access_token"].contains(name))
        .collect();
    Arrow {
        exchange: None,
        y,
        from: BROWSER,
        to: APP,
        middle: u32::midpoint(BROWSER, APP),
        label: format!("callback: {}", names.join(", ")),
        remark: None,
        status: String::new(),
        refused: names.contains(&"error"),
        fault: false,
        words: format!(
            "The browser carries the answer to the app, with {}.",
            names.join(", ")
        ),
    }
}
