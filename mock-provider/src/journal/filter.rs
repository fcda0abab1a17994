//! Which part of the journal is wanted.

use serde::{Deserialize, Serialize};

use super::{Exchange, Flow, Outcome};
use crate::Provider;

/// Everything that is given must match; nothing given matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// The provider.
    pub provider: Option<Provider>,
    /// The browser.
    pub browser: Option<String>,
    /// The person.
    pub persona: Option<String>,
    /// The flow.
    pub flow: Option<u64>,
    /// The client.
    pub client_id: Option<String>,
    /// The endpoint of an exchange.
    pub endpoint: Option<String>,
    /// How far a flow has come. Exchanges have no outcome of their own: this concerns only flows.
    pub outcome: Option<Outcome>,
    /// Whether the exchange was refused, or an exchange of the flow.
    pub refused: Option<bool>,
    /// Only ids above this one: what happened since an exchange or flow that is already known.
    pub after: Option<u64>,
}

impl Filter {
    /// Whether an exchange is wanted.
    #[must_use]
    pub fn matches_exchange(&self, exchange: &Exchange) -> bool {
        self.provider.is_none_or(|provider| provider == exchange.provider)
            && same(self.browser.as_deref(), exchange.browser.as_deref())
            && same(self.persona.as_deref(), exchange.persona.as_deref())
            && self.flow.is_none_or(|flow| exchange.flow == Some(flow))
            && same(self.client_id.as_deref(), exchange.client_id.as_deref())
            && same(self.endpoint.as_deref(), Some(&exchange.endpoint))
            && self
                .refused
                .is_none_or(|refused| exchange.refusal.is_some() == refused)
            && self.after.is_none_or(|id| exchange.id > id)
    }

    /// Whether a flow is wanted.
    #[must_use]
    pub fn matches_flow(&self, flow: &Flow) -> bool {
        self.provider.is_none_or(|provider| provider == flow.provider)
            && same(self.browser.as_deref(), Some(&flow.browser))
            && same(self.persona.as_deref(), flow.persona.as_deref())
            && self.flow.is_none_or(|id| flow.id == id)
            && same(self.client_id.as_deref(), Some(&flow.client_id))
            && self.outcome.is_none_or(|outcome| flow.outcome == outcome)
            && self
                .refused
                .is_none_or(|refused| flow.problem.is_some() == refused)
            && self.after.is_none_or(|id| flow.id > id)
    }
}

fn same(wanted: Option<&str>, found: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| found == Some(wanted))
}
