//! The requests of one tab and what became of them, in the terms that every browser's events have in common.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use crate::clock;

/// Requests that are kept.
const KEPT: usize = 200;

/// A request of a tab: a document, or whatever that loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// What it is for, in the browser's word: `document`, `script`, `fetch`.
    pub kind: String,
    /// Address of the document that asked for it; of a document its own.
    pub document: String,
    /// What it told its receiver about where it came from.
    pub referer: Option<String>,
    /// When it was sent, RFC 3339 in UTC.
    pub at: String,
    /// Milliseconds until its answer, or its failure.
    pub took_ms: Option<u64>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Why there was no answer, in the browser's words.
    pub failure: Option<String>,
}

/// What a tab has sent so far.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// Oldest first, with the browser's name for each and when it was sent, by the browser's clock.
    requests: VecDeque<(String, Duration, Request)>,
}

impl Traffic {
    /// A request was sent `now`, by the browser's clock. A redirect goes on under the same name.
    pub(super) fn sent(&mut self, now: Duration, id: &str, method: &str, url: &str, kind: &str) {
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        let request = Request {
            method: method.to_owned(),
            url: url.to_owned(),
            kind: kind.to_lowercase(),
            document: String::new(),
            referer: None,
            at: clock::now().to_string(),
            took_ms: None,
            status: None,
            failure: None,
        };
        self.requests.push_back((id.to_owned(), now, request));
    }

    /// The newest request of this name came out of a document.
    pub(super) fn belongs(&mut self, id: &str, document: &str, referer: Option<&str>) {
        let newest = self.requests.iter_mut().rev().find(|(name, ..)| name == id);
        if let Some((.., request)) = newest {
            document.clone_into(&mut request.document);
            request.referer = referer.map(str::to_owned);
        }
    }

    /// The newest request of this name was answered.
    pub(super) fn answered(&mut self, now: Duration, id: &str, status: u16) {
        self.end(now, id, |request| request.status = Some(status));
    }

    /// The newest request of this name got no answer.
    pub(super) fn failed(&mut self, now: Duration, id: &str, why: &str) {
        self.end(now, id, |request| request.failure = Some(why.to_owned()));
    }

    /// All that are kept, oldest first.
    pub(super) fn list(&self) -> Vec<Request> {
        self.requests
            .iter()
            .map(|(.., request)| request.clone())
            .collect()
    }

    fn end(&mut self, now: Duration, id: &str, write: impl FnOnce(&mut Request)) {
        let newest = self.requests.iter_mut().rev().find(|(name, ..)| name == id);
        if let Some((_, sent, request)) = newest.filter(|(.., request)| request.took_ms.is_none()) {
            let took = now.saturating_sub(*sent).as_millis();
            request.took_ms = Some(u64::try_from(took).unwrap_or(u64::MAX));
            write(request);
        }
    }

    /// Takes in an event of the DevTools protocol.
    pub(super) fn hear_devtools(&mut self, method: &str, params: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let status = |response: &Value| {
            let status = response["status"].as_u64();
            status
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or_default()
        };
        let id = text(&params["requestId"]);
        // Seconds since some moment in the past.
        let now = Duration::try_from_secs_f64(params["timestamp"].as_f64().unwrap_or_default());
        let now = now.unwrap_or_default();
        match method {
            "Network.requestWillBeSent" => {
                if params["redirectResponse"].is_object() {
                    self.answered(now, &id, status(&params["redirectResponse"]));
                }
                let request = &params["request"];
                let (verb, url) = (text(&request["method"]), text(&request["url"]));
                // What a page holds itself goes to nobody.
                if !url.starts_with("data:") && !url.starts_with("blob:") {
                    self.sent(now, &id, &verb, &url, &text(&params["type"]));
                    let document = text(&params["documentURL"]);
                    self.belongs(&id, &document, referer(&request["headers"]));
                }
            }
            // What was really sent, where the network got that far.
            "Network.requestWillBeSentExtraInfo" => {
                if let Some(referer) = referer(&params["headers"])
                    && let Some((.., request)) = self.requests.iter_mut().rev().find(|(name, ..)| *name == id)
                {
                    request.referer = Some(referer.to_owned());
                }
            }
            "Network.responseReceived" => self.answered(now, &id, status(&params["response"])),
            "Network.loadingFailed" => self.failed(now, &id, &text(&params["errorText"])),
            _ => {}
        }
    }

    /// Takes in an event of WebDriver BiDi, of a tab that shows the document with the address `shown`.
    pub(super) fn hear_bidi(&mut self, method: &str, params: &Value, shown: &str) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let request = &params["request"];
        // Each hop of a redirect has its own end, and all have one name.
        let id = format!("{}/{}", text(&request["request"]), params["redirectCount"]);
        // Milliseconds since 1970.
        let now = Duration::from_millis(params["timestamp"].as_u64().unwrap_or_default());
        match method {
            "network.beforeRequestSent" => {
                let of_fetch = || request["initiatorType"].as_str();
                let kind = if params["navigation"].is_string() {
                    "document"
                } else {
                    let destination = request["destination"].as_str().filter(|word| !word.is_empty());
                    destination.or_else(of_fetch).unwrap_or("other")
                };
                let (verb, url) = (text(&request["method"]), text(&request["url"]));
                self.sent(now, &id, &verb, &url, kind);
                let document = if kind == "document" { &url } else { shown };
                self.belongs(&id, document, referer_of_bidi(&request["headers"]));
            }
            "network.responseStarted" | "network.responseCompleted" => {
                let status = params["response"]["status"].as_u64();
                let status = status.and_then(|status| u16::try_from(status).ok());
                self.answered(now, &id, status.unwrap_or_default());
            }
            "network.fetchError" => self.failed(now, &id, &text(&params["errorText"])),
            _ => {}
        }
    }
}

/// The same header, as BiDi writes headers.
fn referer_of_bidi(headers: &Value) -> Option<&str> {
    let mut headers = headers.as_array()?.iter();
    let is_referer = |name: &Value| {
        name.as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case("referer"))
    };
    headers.find(|header| is_referer(&header["name"]))?["value"]["value"].as_str()
}

/// The value of the header `Referer`, in whatever case it is written.
fn referer(headers: &Value) -> Option<&str> {
    let mut headers = headers.as_object()?.iter();
    let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("referer"))?;
    value.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(url: &str, redirected_with: Option<u16>) -> Value {
        json!({
            "requestId": "1", "timestamp": 7.5, "type": "Document", "request": { "method": "GET", "url": url },
            "redirectResponse": redirected_with.map(|status| json!({ "status": status })),
        })
    }

    #[test]
    fn each_hop_of_a_redirect_has_its_own_answer() {
        let mut traffic = Traffic::default();
        traffic.hear_devtools("Network.requestWillBeSent", &sent("http://a.example/", None));
        traffic.hear_devtools("Network.requestWillBeSent", &sent("http://b.example/", Some(302)));
        let answer = json!({ "requestId": "1", "timestamp": 7.75, "response": { "status": 200 } });
        traffic.hear_devtools("Network.responseReceived", &answer);
        let seen: Vec<_> = traffic
            .list()
            .into_iter()
            .map(|request| (request.url, request.kind, request.status, request.took_ms))
            .collect();
        let document = || "document".to_owned();
        assert_eq!(
            seen,
            [
                ("http://a.example/".to_owned(), document(), Some(302), Some(0)),
                ("http://b.example/".to_owned(), document(), Some(200), Some(250))
            ]
        );
    }

    #[test]
    fn each_hop_of_a_redirect_has_its_own_answer_over_bidi() {
        let mut traffic = Traffic::default();
        let event = |hop: u64, at: u64, status: Option<u16>| {
            json!({
                "request": { "request": "1", "method": "GET", "url": format!("http://a.example/{hop}"),
                    "destination": "", "initiatorType": "fetch" },
                "redirectCount": hop, "timestamp": at, "response": { "status": status },
            })
        };
        traffic.hear_bidi(
            "network.beforeRequestSent",
            &event(0, 5, None),
            "http://a.example/",
        );
        traffic.hear_bidi(
            "network.responseStarted",
            &event(0, 7, Some(302)),
            "http://a.example/",
        );
        traffic.hear_bidi(
            "network.beforeRequestSent",
            &event(1, 8, None),
            "http://a.example/",
        );
        traffic.hear_bidi(
            "network.responseCompleted",
            &event(0, 9, Some(302)),
            "http://a.example/",
        );
        traffic.hear_bidi(
            "network.responseStarted",
            &event(1, 18, Some(200)),
            "http://a.example/",
        );
        let seen: Vec<_> = traffic
            .list()
            .into_iter()
            .map(|request| (request.kind, request.status, request.took_ms))
            .collect();
        let fetch = || "fetch".to_owned();
        assert_eq!(
            seen,
            [(fetch(), Some(302), Some(2)), (fetch(), Some(200), Some(10))]
        );
    }

    #[test]
    fn a_request_says_which_document_asked_for_it_and_what_the_receiver_learns_of_that() {
        let mut traffic = Traffic::default();
        let image = json!({
            "requestId": "7", "type": "Image", "documentURL": "http://a.example/callback?code=c",
            "request": { "method": "GET", "url": "http://b.example/i.png", "headers": { "Accept": "*/*" } },
        });
        traffic.hear_devtools("Network.requestWillBeSent", &image);
        assert_eq!(traffic.list()[0].referer, None);
        let sent = json!({ "requestId": "7", "headers": { "referer": "http://a.example/callback?code=c" } });
        traffic.hear_devtools("Network.requestWillBeSentExtraInfo", &sent);
        let request = traffic.list().remove(0);
        assert_eq!(request.document, "http://a.example/callback?code=c");
        assert_eq!(request.referer, Some(request.document));
    }

    #[test]
    fn an_answer_that_breaks_off_was_an_answer() {
        let mut traffic = Traffic::default();
        traffic.hear_devtools("Network.requestWillBeSent", &sent("http://a.example/", None));
        let answer = json!({ "requestId": "1", "response": { "status": 204 } });
        traffic.hear_devtools("Network.responseReceived", &answer);
        let end = json!({ "requestId": "1", "errorText": "net::ERR_ABORTED" });
        traffic.hear_devtools("Network.loadingFailed", &end);
        let request = traffic.list().remove(0);
        assert_eq!((request.status, request.failure), (Some(204), None));
    }

    #[test]
    fn the_oldest_requests_make_room() {
        let mut traffic = Traffic::default();
        for number in 0..=KEPT {
            traffic.sent(
                Duration::ZERO,
                &number.to_string(),
                "GET",
                &format!("http://a.example/{number}"),
                "Fetch",
            );
        }
        let list = traffic.list();
        assert_eq!(list.len(), KEPT);
        assert_eq!(list[0].url, "http://a.example/1");
    }
}
