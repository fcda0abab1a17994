//! The requests of a check as an HTTP Archive (HAR 1.2), for browsers' developer tools.

use std::io;
use std::path::{Path, PathBuf};

use har::v1_2::{
    Content, Creator, Entries, Headers, Log, PageTimings, Pages, PostData, QueryString, Request, Response,
    Timings,
};
use har::{Har, Spec};
use url::Url;

use super::Reporter;
use super::files::write_whole;
use super::screenshots::file_name;
use crate::events::{CheckResult, Event, ExchangeRecord, RequestRecord};

/// The page of an archive under which the provider's journal stands.
const PROVIDER: &str = "provider";

/// Writes the archive of each check whose browsers are shown, as soon as it is done.
#[derive(Debug)]
pub struct Archives {
    report_dir: PathBuf,
}

impl Archives {
    /// Files go below `report_dir`, into `har/`.
    #[must_use]
    pub fn new(report_dir: impl Into<PathBuf>) -> Self {
        Self {
            report_dir: report_dir.into(),
        }
    }
}

impl Reporter for Archives {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::CheckFinished(check) if !check.evidence.pages.is_empty() => {
                let text = serde_json::to_vec(&archive(check))?;
                write_whole(&self.report_dir.join(archive_path(check)), &text)
            }
            _ => Ok(()),
        }
    }
}

/// Where the archive of a check is, below the report's folder.
#[must_use]
pub fn archive_path(check: &CheckResult) -> PathBuf {
    Path::new("har")
        .join(file_name(&check.target))
        .join(format!("{}.har", file_name(&check.address())))
}

/// What each person's browser sent, without bodies, and what the provider received, from browsers and from the app,
/// with them. A browser's request of the provider stands there twice: as it was sent and as it was received.
#[must_use]
pub fn archive(check: &CheckResult) -> Har {
    let evidence = &check.evidence;
    let page = |id: &str, at: Option<&str>, title: String| Pages {
        started_date_time: at.unwrap_or_default().to_owned(),
        id: id.to_owned(),
        title,
        page_timings: PageTimings::default(),
        comment: None,
    };
    let mut pages = Vec::new();
    let mut entries = Vec::new();
    for browser in &evidence.pages {
        let first = browser.requests.first().map(|request| request.at.as_str());
        pages.push(page(
            &browser.person,
            first,
            format!("browser of {}", browser.person),
        ));
        entries.extend(
            browser
                .requests
                .iter()
                .map(|request| sent(&browser.person, request)),
        );
    }
    let first = evidence.exchanges.first().map(|exchange| exchange.at.as_str());
    pages.push(page(PROVIDER, first, "journal of the provider".to_owned()));
    entries.extend(evidence.exchanges.iter().map(received));
    Har {
        log: Spec::V1_2(Log {
            creator: Creator {
                name: "harness".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                comment: None,
            },
            browser: None,
            pages: Some(pages),
            entries,
            comment: Some(format!("{}: {}", check.address(), check.name)),
        }),
    }
}

fn sent(person: &str, request: &RequestRecord) -> Entries {
    Entries {
        pageref: Some(person.to_owned()),
        started_date_time: request.at.clone(),
        // Hours at most, which a float holds exactly.
        time: request
            .duration_ms
            .and_then(|ms| u32::try_from(ms).ok())
            .map_or(0.0, f64::from),
        request: asked(&request.method, &request.url, &[], ""),
        response: answered(request.status.unwrap_or_default(), &[], None),
        timings: Timings::default(),
        comment: Some(request.failure.clone().unwrap_or_else(|| request.kind.clone())),
        ..Entries::default()
    }
}

fn received(exchange: &ExchangeRecord) -> Entries {
    let fault = exchange
        .fault
        .as_ref()
        .map(|fault| format!("fault on purpose: {fault}"));
    let comments: Vec<String> = exchange.refusal.clone().into_iter().chain(fault).collect();
    Entries {
        pageref: Some(PROVIDER.to_owned()),
        started_date_time: exchange.at.clone(),
        request: asked(
            &exchange.method,
            &exchange.url,
            &exchange.request_headers,
            &exchange.request_body,
        ),
        response: answered(
            exchange.status,
            &exchange.response_headers,
            Some(&exchange.response_body),
        ),
        timings: Timings::default(),
        comment: (!comments.is_empty()).then(|| comments.join("; ")),
        ..Entries::default()
    }
}

fn asked(method: &str, url: &str, headers: &[(String, String)], body: &str) -> Request {
    let query = Url::parse(url).map(|url| url.query_pairs().into_owned().collect());
    let query: Vec<(String, String)> = query.unwrap_or_default();
    Request {
        method: method.to_owned(),
        url: url.to_owned(),
        http_version: "HTTP/1.1".to_owned(),
        headers: listed(headers),
        query_string: query
            .into_iter()
            .map(|(name, value)| QueryString {
                name,
                value,
                comment: None,
            })
            .collect(),
        post_data: (!body.is_empty()).then(|| PostData {
            mime_type: header(headers, "content-type"),
            text: Some(body.to_owned()),
            params: None,
            comment: None,
        }),
        headers_size: -1,
        body_size: -1,
        ..Request::default()
    }
}

fn answered(status: u16, headers: &[(String, String)], body: Option<&str>) -> Response {
    Response {
        status: status.into(),
        http_version: "HTTP/1.1".to_owned(),
        headers: listed(headers),
        content: Content {
            size: body.map_or(-1, |body| i64::try_from(body.len()).unwrap_or(i64::MAX)),
            mime_type: Some(header(headers, "content-type")),
            text: body.map(str::to_owned),
            ..Content::default()
        },
        redirect_url: Some(header(headers, "location")),
        headers_size: -1,
        body_size: -1,
        ..Response::default()
    }
}

fn listed(headers: &[(String, String)]) -> Vec<Headers> {
    let listed = |(name, value): &(String, String)| Headers {
        name: name.clone(),
        value: value.clone(),
        comment: None,
    };
    headers.iter().map(listed).collect()
}

/// The value of a header, empty for none.
fn header(headers: &[(String, String)], wanted: &str) -> String {
    let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}
