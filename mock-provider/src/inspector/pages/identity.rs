//! The id_tokens of a flow, taken apart and judged.

use serde_json::Value;

use super::{
    answered::{Delivered, Pairs, body_parameters},
    shown::Shown,
};
use crate::{
    app::App,
    inspector::verdicts::{Claim, DecodedToken, IdToken, Verdict, decode, id_token_claims, signature},
    journal::{Exchange, Flow},
    keys::public_jwk,
};

/// An id_token.
#[derive(Debug)]
pub(super) struct TokenView {
    /// The exchange that carried it.
    pub(super) exchange: u64,
    /// `in the token response`
    pub(super) from: &'static str,
    pub(super) raw: Shown,
    /// The JOSE header as JSON.
    pub(super) header: String,
    pub(super) signature: Verdict,
    pub(super) claims: Vec<Claim>,
}

/// Every id_token of the flow, in order.
pub(super) fn id_tokens(
    app: &App,
    flow: &Flow,
    exchanges: &[Exchange],
    request: &[(String, String)],
    response: Option<&Delivered>,
) -> Vec<TokenView> {
    let mut found = Vec::new();
    if let Some(response) = response
        && let Some(exchange) = exchanges.iter().find(|exchange| exchange.id == response.exchange)
    {
        let from = "in the authorization response";
        found.extend(view(
            app,
            flow,
            exchange,
            from,
            &response.parameters,
            request,
            true,
        ));
    }
    for exchange in exchanges.iter().filter(|exchange| exchange.endpoint == "token") {
        let members = body_parameters(&exchange.response_headers, &exchange.response_body);
        let asked = body_parameters(&exchange.request_headers, &exchange.request_body);
        let requested = asked.iter().any(|(name, _)| name == "code");
        found.extend(view(
            app,
            flow,
            exchange,
            "in the token response",
            &members,
            request,
            requested,
        ));
    }
    found
}

fn view(
    app: &App,
    flow: &Flow,
    exchange: &Exchange,
    from: &'static str,
    members: &Pairs,
    request: &[(String, String)],
    requested: bool,
) -> Option<TokenView> {
    let raw = text(members, "id_token")?;
    let token = decode(raw)?;
    let now = app.clock.now();
    let published: Vec<Value> = app
        .keys
        .published(flow.provider, now)
        .iter()
        .map(|key| public_jwk(key))
        .collect();
    let issuer = issuer(app, exchange);
    let claims = id_token_claims(&IdToken {
        token: &token,
        issuer: &issuer,
        client_id: &flow.client_id,
        nonce: text(request, "nonce"),
        max_age: text(request, "max_age"),
        requested,
        access_token: text(members, "access_token"),
        code: text(members, "code"),
        issued_at: exchange.at.as_second(),
        now: now.as_second(),
    });
    Some(TokenView {
        exchange: exchange.id,
        from,
        raw: Shown::secret(raw),
        header: header(&token),
        signature: signature(&token, &published),
        claims,
    })
}

/// The provider's issuer identifier, as it is where the exchange took place.
pub(super) fn issuer(app: &App, exchange: &Exchange) -> String {
    let mounted = exchange.url.starts_with(app.origins.public().as_str());
    let site = if mounted {
        app.mounted()
    } else {
        app.by_real_hosts()
    };
    app.dialect(exchange.provider)
        .map_or_else(String::new, |dialect| dialect.issuer(site.setting()))
}

fn header(token: &DecodedToken) -> String {
    Value::Object(token.header.clone()).to_string()
}

fn text<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rev()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}
