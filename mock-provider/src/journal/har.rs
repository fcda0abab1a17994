//! The journal as an HTTP Archive (HAR 1.2), which browsers' developer tools and many other programs read.

use std::collections::BTreeMap;

use har::{
    Har, Spec,
    v1_2::{
        Content, Cookies, Creator, Entries, Headers, Log, PageTimings, Pages, Params, PostData, QueryString,
        Request, Response, Timings,
    },
};
use jiff::Timestamp;
use url::form_urlencoded;

use super::{Exchange, Flow, secrets::Redactor};

/// What becomes of credentials in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets<'a> {
    /// They stay readable.
    Shown,
    /// Authorization headers, cookies, client secrets, codes, and tokens are replaced wherever they occur: those that
    /// the exchanges carry by name, and these values besides.
    Redacted(&'a [String]),
}

/// An archive of exchanges. Each flow is a page; why a request was refused stands in the entry's comment.
///
/// Times are those of the provider's clock. How long an answer took was not measured: every duration is 0.
#[must_use]
pub fn archive(exchanges: &[Exchange], flows: &[Flow], secrets: Secrets<'_>) -> Har {
    let redactor = match secrets {
        Secrets::Shown => Redactor::none(),
        Secrets::Redacted(known) => Redactor::of(exchanges, known),
    };
    let pages = pages(exchanges, flows);
    let entries = exchanges
        .iter()
        .map(|exchange| entry(exchange, &redactor))
        .collect();
    Har {
        log: Spec::V1_2(Log {
            creator: Creator {
                name: "mock-provider".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                comment: None,
            },
            browser: None,
            pages: Some(pages),
            entries,
            comment: match secrets {
                Secrets::Shown => None,
                Secrets::Redacted(_) => Some("credentials were replaced by REDACTED".to_owned()),
            },
        }),
    }
}

/// A page for each flow that an exchange belongs to. One that is no longer remembered has only its number.
fn pages(exchanges: &[Exchange], flows: &[Flow]) -> Vec<Pages> {
    let mut started: BTreeMap<u64, Timestamp> = BTreeMap::new();
    for exchange in exchanges {
        if let Some(flow) = exchange.flow {
            started.entry(flow).or_insert(exchange.at);
        }
    }
    let page = |(id, at): (u64, Timestamp)| {
        let flow = flows.iter().find(|flow| flow.id == id);
        Pages {
            started_date_time: flow.map_or(at, |flow| flow.started_at).to_string(),
            id: page_id(id),
            title: flow.map_or_else(
                || format!("flow {id}"),
                |flow| {
                    let who = flow.persona.as_deref().unwrap_or("nobody yet");
                    format!("flow {id}: {who} at {}, {}", flow.provider, flow.outcome.word())
                },
            ),
            page_timings: PageTimings::default(),
            comment: None,
        }
    };
    started.into_iter().map(page).collect()
}

fn page_id(flow: u64) -> String {
    format!("flow-{flow}")
}

fn entry(exchange: &Exchange, redactor: &Redactor) -> Entries {
    Entries {
        pageref: exchange.flow.map(page_id),
        started_date_time: exchange.at.to_string(),
        time: 0.0,
        request: request(exchange, redactor),
        response: response(exchange, redactor),
        timings: Timings::default(),
        comment: comment(exchange, redactor),
        ..Entries::default()
    }
}

fn comment(exchange: &Exchange, redactor: &Redactor) -> Option<String> {
    let refusal = exchange.refusal.as_ref().map(|refusal| {
        format!(
            "refused by {}: found {}; expected {}; hint: {}",
            refusal.rule, refusal.found, refusal.expected, refusal.hint
        )
    });
    let fault = exchange
        .fault
        .as_ref()
        .map(|fault| format!("fault on purpose: {fault}"));
    let parts: Vec<String> = refusal.into_iter().chain(fault).collect();
    (!parts.is_empty()).then(|| redactor.text(&parts.join("; ")))
}

fn request(exchange: &Exchange, redactor: &Redactor) -> Request {
    let url = redactor.url(&exchange.url);
    let query = url.split('#').next().and_then(|url| url.split_once('?'));
    let query_string = query.map_or_else(Vec::new, |(_, query)| {
        pairs(query)
            .map(|(name, value)| QueryString {
                name,
                value,
                comment: None,
            })
            .collect()
    });
    let content_type = exchange.request_header("content-type").unwrap_or_default();
    let text = redactor.body(content_type, &exchange.request_body);
    let is_form = content_type
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded");
    let params = is_form.then(|| {
        pairs(&text)
            .map(|(name, value)| Params {
                name,
                value: Some(value),
                ..Params::default()
            })
            .collect()
    });
    Request {
        method: exchange.method.clone(),
        query_string,
        url,
        http_version: "HTTP/1.1".to_owned(),
        cookies: request_cookies(exchange, redactor),
        headers: headers(&exchange.request_headers, redactor),
        post_data: (!exchange.request_body.is_empty()).then(|| PostData {
            mime_type: content_type.to_owned(),
            // Some readers want one, some the other; both say the same.
            text: Some(text),
            params,
            comment: None,
        }),
        headers_size: -1,
        body_size: size(&exchange.request_body),
        comment: None,
    }
}

fn response(exchange: &Exchange, redactor: &Redactor) -> Response {
    let content_type = exchange.response_header("content-type").unwrap_or_default();
    Response {
        status: exchange.status.into(),
        status_text: axum::http::StatusCode::from_u16(exchange.status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or_default()
            .to_owned(),
        http_version: "HTTP/1.1".to_owned(),
        cookies: response_cookies(exchange, redactor),
        headers: headers(&exchange.response_headers, redactor),
        content: Content {
            size: size(&exchange.response_body),
            mime_type: Some(content_type.to_owned()),
            text: Some(redactor.body(content_type, &exchange.response_body)),
            ..Content::default()
        },
        redirect_url: Some(
            exchange
                .response_header("location")
                .map_or_else(String::new, |url| redactor.url(url)),
        ),
        headers_size: -1,
        body_size: size(&exchange.response_body),
        comment: None,
    }
}

fn headers(headers: &[(String, String)], redactor: &Redactor) -> Vec<Headers> {
    let header = |(name, value): &(String, String)| Headers {
        name: name.clone(),
        value: redactor.header(name, value),
        comment: None,
    };
    headers.iter().map(header).collect()
}

fn request_cookies(exchange: &Exchange, redactor: &Redactor) -> Vec<Cookies> {
    let values = exchange
        .request_headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    values
        .flat_map(|(_, value)| value.split(';'))
        .filter_map(|pair| cookie(pair, redactor))
        .collect()
}

fn response_cookies(exchange: &Exchange, redactor: &Redactor) -> Vec<Cookies> {
    let values = exchange
        .response_headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    values
        .filter_map(|(_, value)| {
            let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
            let has = |name: &str| {
                attributes
                    .split(';')
                    .any(|part| part.trim().eq_ignore_ascii_case(name))
            };
            Some(Cookies {
                http_only: Some(has("httponly")),
                secure: Some(has("secure")),
                ..cookie(pair, redactor)?
            })
        })
        .collect()
}

fn cookie(pair: &str, redactor: &Redactor) -> Option<Cookies> {
    let (name, value) = pair.trim().split_once('=')?;
    Some(Cookies {
        name: name.to_owned(),
        value: redactor.secret(value),
        ..Cookies::default()
    })
}

/// The pairs of a query or form.
fn pairs(form: &str) -> impl Iterator<Item = (String, String)> + '_ {
    form_urlencoded::parse(form.as_bytes()).into_owned()
}

fn size(body: &str) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}
