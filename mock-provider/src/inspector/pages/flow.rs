//! One flow: what happened, and what is to be said about it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answered::{self, Delivered, Pairs, body_parameters, query},
    chart::Chart,
    exchange_view::ExchangeView,
    flows::FlowRow,
    frame::{Frame, page},
    identity::{self, TokenView},
    masking::Mask,
    missing, scenario,
    shown::Shown,
};
use crate::{
    app::App,
    inspector::verdicts::{
        AuthorizationRequest, AuthorizationResponse, ClientAuthentication, Judged, Mark, PkceSteps,
        TokenRequest, TokenResponse, Verdict, authorization_request, authorization_response,
        client_authentication, pkce_steps, token_request, token_response,
    },
    journal::{Exchange, Filter, Flow},
};

#[derive(Template)]
#[template(path = "inspector/flow.html")]
struct FlowPage {
    frame: Frame,
    flow: FlowRow,
    redirect_uri: String,
    browser: String,
    chart: Chart,
    findings: Vec<Finding>,
    request: Vec<Row>,
    response: Option<ResponseView>,
    redemptions: Vec<Redemption>,
    tokens: Vec<TokenView>,
    calls: Vec<Call>,
    exchanges: Vec<ExchangeView>,
    saved: Result<(), String>,
}

/// Something that is not as it should be, and the part of the page that says more.
#[derive(Debug)]
struct Finding {
    mark: Mark,
    /// What it is about: `state`.
    about: String,
    says: String,
    /// An id on the page.
    place: String,
}

/// A parameter or member.
#[derive(Debug)]
struct Row {
    name: String,
    value: Option<Shown>,
    meaning: &'static str,
    verdicts: Vec<Verdict>,
}

/// The authorization response.
#[derive(Debug)]
struct ResponseView {
    exchange: u64,
    way: &'static str,
    to: String,
    held: bool,
    rows: Vec<Row>,
}

/// A token request with its answer.
#[derive(Debug)]
struct Redemption {
    exchange: u64,
    status: u16,
    grant: String,
    authentication: ClientAuthentication,
    request: Vec<Row>,
    pkce: Option<PkceSteps>,
    response: Vec<Row>,
}

/// A call to one of the provider's APIs.
#[derive(Debug)]
struct Call {
    exchange: u64,
    what: String,
    status: u16,
    refused: bool,
}

pub(super) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(flow) = id.parse().ok().and_then(|id| app.journal.flow(id)) else {
        let says = format!("There is no flow {id}, or it is forgotten: the journal remembers the newest.");
        return missing(&app, 1, says);
    };
    let filter = Filter {
        flow: Some(flow.id),
        ..Filter::default()
    };
    let exchanges = app.journal.exchanges(&filter);
    page(&assemble(&app, &flow, &exchanges))
}

fn assemble(app: &App, flow: &Flow, exchanges: &[Exchange]) -> FlowPage {
    let pushed = app.journal.exchanges(&Filter {
        provider: Some(flow.provider),
        endpoint: Some("par".to_owned()),
        ..Filter::default()
    });
    let asked = answered::authorization_request(exchanges, &pushed);
    let delivered = answered::authorization_response(exchanges);
    let signs = !app.keys.list(flow.provider, app.clock.now()).is_empty();
    let registered = app
        .store()
        .client(flow.provider, &flow.client_id)
        .map(|client| client.redirect_uris.clone());

    let request = asked.as_ref().map_or_else(Vec::new, |parameters| {
        authorization_request(&AuthorizationRequest {
            parameters,
            issues_id_tokens: signs,
            registered: registered.as_deref(),
        })
    });
    let request = rows(request);
    let response = delivered
        .as_ref()
        .and_then(|delivered| response(app, delivered, exchanges, asked.as_deref().unwrap_or_default()));
    let redemptions: Vec<Redemption> = exchanges
        .iter()
        .filter(|exchange| exchange.endpoint == "token")
        .map(|exchange| redemption(app, exchange, asked.as_ref(), delivered.as_ref(), signs))
        .collect();
    let tokens = identity::id_tokens(
        app,
        flow,
        exchanges,
        asked.as_deref().unwrap_or_default(),
        delivered.as_ref(),
    );
    let mask = Mask::of(exchanges);
    let views: Vec<ExchangeView> = exchanges
        .iter()
        .map(|exchange| ExchangeView::new(app, exchange, &mask))
        .collect();
    let calls = views
        .iter()
        .filter(|view| !view.from_browser && !["token", "device-code"].contains(&view.endpoint.as_str()))
        .map(|view| Call {
            exchange: view.id,
            what: format!("{} {}", view.method, view.path),
            status: view.status,
            refused: view.failed(),
        })
        .collect();
    FlowPage {
        frame: Frame::new(app, "", 1),
        findings: findings(&views, &request, response.as_ref(), &redemptions, &tokens),
        flow: FlowRow::new(app, flow),
        redirect_uri: flow.redirect_uri.clone(),
        browser: flow.browser.clone(),
        chart: Chart::new(app, exchanges),
        request,
        response,
        redemptions,
        tokens,
        calls,
        exchanges: views,
        saved: scenario::of_flow(app, flow, exchanges).map(|_| ()),
    }
}

fn rows(judged: Vec<Judged>) -> Vec<Row> {
    judged
        .into_iter()
        .map(|judged| Row {
            value: judged
                .value
                .as_deref()
                .map(|value| Shown::named(&judged.name, value)),
            name: judged.name,
            meaning: judged.meaning,
            verdicts: judged.verdicts,
        })
        .collect()
}

fn response(
    app: &App,
    delivered: &Delivered,
    exchanges: &[Exchange],
    request: &[(String, String)],
) -> Option<ResponseView> {
    let exchange = exchanges
        .iter()
        .find(|exchange| exchange.id == delivered.exchange)?;
    let issuer = identity::issuer(app, exchange);
    Some(ResponseView {
        exchange: delivered.exchange,
        way: delivered.way,
        to: delivered.to.clone(),
        held: delivered.held,
        rows: rows(authorization_response(&AuthorizationResponse {
            parameters: &delivered.parameters,
            request,
            issuer: &issuer,
            in_query: delivered.way == "query",
        })),
    })
}

fn redemption(
    app: &App,
    exchange: &Exchange,
    asked: Option<&Pairs>,
    delivered: Option<&Delivered>,
    signs: bool,
) -> Redemption {
    let parameters = body_parameters(&exchange.request_headers, &exchange.request_body);
    let members = body_parameters(&exchange.response_headers, &exchange.response_body);
    let sent = |name: &str| {
        let found = parameters.iter().rev().find(|(found, _)| found == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let in_request = |name: &str| {
        let found = asked?.iter().rev().find(|(found, _)| found == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let issued = delivered.and_then(|delivered| {
        let code = delivered.parameters.iter().find(|(name, _)| name == "code");
        code.map(|(_, value)| value.as_str())
    });
    // A token may name a scope otherwise than the request did.
    let asked_scope = in_request("scope")
        .filter(|_| sent("code").is_some())
        .map(|scopes| {
            let dialect = app.dialect(exchange.provider);
            let name = |scope| dialect.map_or(scope, |dialect| dialect.scope_name(scope));
            scopes.split(' ').map(name).collect::<Vec<_>>().join(" ")
        });
    let request = TokenRequest {
        parameters: &parameters,
        query: &query(&exchange.url),
        authorization: exchange.request_header("authorization"),
        request: asked.map(Vec::as_slice),
        issued_code: issued,
    };
    let pkce = sent("code").and(in_request("code_challenge")).map(|challenge| {
        pkce_steps(
            challenge,
            in_request("code_challenge_method"),
            sent("code_verifier"),
        )
    });
    Redemption {
        exchange: exchange.id,
        status: exchange.status,
        grant: sent("grant_type").unwrap_or("authorization_code").to_owned(),
        authentication: client_authentication(&request),
        request: rows(token_request(&request)),
        pkce,
        response: rows(token_response(&TokenResponse {
            members: &members,
            status: exchange.status,
            cache_control: exchange.response_header("cache-control"),
            asked_scope: asked_scope.as_deref(),
            issues_id_tokens: signs,
        })),
    }
}

/// Everything that is wrong or weak, the wrong things first.
fn findings(
    exchanges: &[ExchangeView],
    request: &[Row],
    response: Option<&ResponseView>,
    redemptions: &[Redemption],
    tokens: &[TokenView],
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |verdict: &Verdict, about: &str, place: &str| {
        if verdict.mark >= Mark::Weak {
            found.push(Finding {
                mark: verdict.mark,
                about: about.to_owned(),
                says: verdict.says.clone(),
                place: place.to_owned(),
            });
        }
    };
    let mut add_rows = |rows: &[Row], place: &str| {
        for row in rows {
            for verdict in &row.verdicts {
                add(verdict, &row.name, place);
            }
        }
    };
    add_rows(request, "request");
    if let Some(response) = response {
        add_rows(&response.rows, "response");
    }
    for redemption in redemptions {
        let place = format!("token-{}", redemption.exchange);
        add_rows(&redemption.request, &place);
        add_rows(&redemption.response, &place);
    }
    for redemption in redemptions {
        let place = format!("token-{}", redemption.exchange);
        add(
            &redemption.authentication.verdict,
            "client authentication",
            &place,
        );
        if let Some(pkce) = &redemption.pkce {
            add(&pkce.verdict, "PKCE", &place);
        }
    }
    for token in tokens {
        let place = format!("id-token-{}", token.exchange);
        add(&token.signature, "signature", &place);
        for claim in &token.claims {
            if let Some(verdict) = &claim.verdict {
                add(verdict, &claim.name, &place);
            }
        }
    }
    for view in exchanges {
        if view.refusal.is_none() && view.status >= 400 {
            found.push(Finding {
                mark: Mark::Bad,
                about: view.endpoint.clone(),
                says: format!("It was answered {}.", view.status),
                place: format!("exchange-{}", view.id),
            });
        }
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.mark));
    found
}
