//! What WebDriver BiDi tells of a tab.

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use super::bidi::{Bidi, CHANNEL};
use super::heard::{Heard, KEPT_LINES, Sent, State};
use super::rpc::Listener;

/// What `report.js` says when another document is asked for.
const LEAVING: &str = "leaving";
/// Where Firefox shows its own page about an address that it could not reach; the address stands in `u`.
const ERROR_PAGE: &str = "about:neterror?";

/// Hears the events of one tab.
#[derive(Debug)]
pub(super) struct BidiEvents {
    bidi: Bidi,
    context: String,
    heard: Arc<Heard>,
}

impl BidiEvents {
    /// Starts listening to the tab `context`.
    pub(super) fn listen(bidi: &Bidi, context: &str, heard: Arc<Heard>) {
        let listener = Self {
            bidi: bidi.clone(),
            context: context.to_owned(),
            heard,
        };
        bidi.listen(context, Arc::new(listener));
    }

    /// Closes a dialog, which would stop the page and everybody who waits for it. One that the browser has closed
    /// by itself makes this call fail, which nobody hears.
    fn close_dialog(&self, params: &Value) {
        // Not accepting to leave a page would keep the browser there.
        let leave = params["type"] == "beforeunload";
        let answer = json!({ "context": self.context, "accept": leave });
        self.bidi.send("browsingContext.handleUserPrompt", &answer);
    }

    /// Fetches the body of a request, which its event leaves out. The request counts as open until it is there.
    fn fetch_body(&self, request: &str, number: u64) {
        let (bidi, heard) = (self.bidi.clone(), Arc::clone(&self.heard));
        let wait = format!("body of {request}");
        heard.lock().in_flight.insert(wait.clone());
        let asked = json!({ "dataType": "request", "request": request });
        tokio::spawn(async move {
            let data = bidi.call("network.getData", asked).await.unwrap_or_default();
            heard.change(|state| {
                state.in_flight.remove(&wait);
                state.set_body(number, string(&data["bytes"]));
            });
        });
    }

    /// Takes in a request that goes out.
    fn request(&self, params: &Value) {
        let request = &params["request"];
        let url = text(request, "url");
        // What a page holds itself goes to nobody.
        if url.starts_with("blob:") || url.starts_with("data:") {
            return;
        }
        let id = text(request, "request");
        let mut number = None;
        self.heard.change(|state| {
            state.in_flight.insert(id.clone());
            let shown = state.url.clone();
            state
                .traffic
                .hear_bidi("network.beforeRequestSent", params, &shown);
            if is_of_document_or_script(params) {
                number = Some(state.note(Sent {
                    method: text(request, "method"),
                    url,
                    body: String::new(),
                }));
            }
        });
        if let Some(number) = number
            && request["bodySize"].as_u64().is_none_or(|size| size > 0)
            && request["method"] != "GET"
        {
            self.fetch_body(&id, number);
        }
    }
}

impl Listener for BidiEvents {
    fn heard(&self, method: &str, params: &Value) {
        match method {
            "network.beforeRequestSent" => self.request(params),
            "browsingContext.userPromptOpened" => {
                self.close_dialog(params);
                let line = format!("dialog closed: {}", text(params, "message"));
                self.heard.change(|state| state.say(line));
            }
            _ => self.heard.change(|state| take_in(state, method, params)),
        }
    }

    fn ended(&self, reason: &str) {
        self.heard.change(|state| state.end(reason));
    }
}

fn take_in(state: &mut State, method: &str, params: &Value) {
    state.traffic.hear_bidi(method, params, "");
    let url = params["url"].as_str().unwrap_or_default();
    match method {
        "network.responseStarted" | "network.responseCompleted" => {
            response(state, params);
            if method == "network.responseCompleted" {
                state.in_flight.remove(&text(&params["request"], "request"));
            }
        }
        "network.fetchError" => {
            state.in_flight.remove(&text(&params["request"], "request"));
        }
        "browsingContext.navigationStarted" => {
            state.navigation = params["navigation"].as_str().map(str::to_owned);
            state.loading = true;
            state.requested = false;
        }
        "browsingContext.navigationCommitted" => commit(state, params, url),
        "browsingContext.load" if is_present(state, params) => {
            state.loading = false;
            url.clone_into(&mut state.url);
        }
        // The browser's own page about a failure never ends to load.
        "browsingContext.domContentLoaded" if is_present(state, params) && url.starts_with(ERROR_PAGE) => {
            state.loading = false;
        }
        "browsingContext.navigationFailed" | "browsingContext.navigationAborted"
            if is_present(state, params) =>
        {
            state.loading = false;
            state.requested = false;
        }
        "browsingContext.fragmentNavigated" | "browsingContext.historyUpdated" => {
            state.show(url);
        }
        "script.message" if params["channel"] == CHANNEL => match params["data"]["value"].as_str() {
            Some(LEAVING) => state.requested = true,
            Some(press) => state.press.report(press),
            None => {}
        },
        "log.entryAdded" => entry(state, params),
        _ => {}
    }
}

/// True when an event is about the newest navigation: one about an earlier one may come late.
fn is_present(state: &State, params: &Value) -> bool {
    let navigation = params["navigation"].as_str();
    navigation.is_none() || state.navigation.is_none() || navigation == state.navigation.as_deref()
}

fn commit(state: &mut State, params: &Value, url: &str) {
    let wanted = wanted_of_error_page(url);
    state.commit(wanted.as_deref().unwrap_or(url));
    if wanted.is_some() {
        state.navigation = params["navigation"].as_str().map(str::to_owned);
        state.loading = true;
    }
    state.requested = false;
    // The address of an app is none that a browser should have reached.
    state.unreachable = wanted.filter(|_| !url.contains("e=unknownProtocolFound"));
}

/// The address that was asked for, when `url` is an error page of the browser.
fn wanted_of_error_page(url: &str) -> Option<String> {
    if !url.starts_with(ERROR_PAGE) {
        return None;
    }
    let page = Url::parse(url).ok()?;
    let (_, address) = page.query_pairs().find(|(name, _)| name == "u")?;
    Some(address.into_owned())
}

fn response(state: &mut State, params: &Value) {
    let response = &params["response"];
    let status = response["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let is_redirect = status.is_some_and(|status| (300..400).contains(&status) && status != 304);
    if is_redirect {
        let headers = response["headers"].as_array().into_iter().flatten();
        let locations = headers.filter(|header| text(header, "name").eq_ignore_ascii_case("location"));
        for address in locations.map(|header| string(&header["value"])) {
            // Start and completion of a response say the same.
            if state.redirects.back() != Some(&address) {
                state.note_redirect(&address);
            }
        }
    } else if params["navigation"].is_string() {
        state.last_document_status = status;
    }
}

/// Documents, and what scripts ask for; not images, styles, and scripts themselves.
fn is_of_document_or_script(params: &Value) -> bool {
    let request = &params["request"];
    let by_script = matches!(
        request["initiatorType"].as_str(),
        Some("fetch" | "xmlhttprequest" | "beacon")
    );
    params["navigation"].is_string() || by_script
}

fn entry(state: &mut State, params: &Value) {
    let said = text(params, "text");
    // Firefox says here, and nowhere else, why it does not keep a cookie.
    let is_refusal = said.starts_with("Cookie “") && said.contains("rejected");
    if is_refusal && state.refused_cookies.len() < KEPT_LINES && !state.refused_cookies.contains(&said) {
        state.refused_cookies.push(said.clone());
    }
    let kind = match params["type"].as_str() {
        Some("javascript") if !is_refusal => "uncaught".to_owned(),
        _ => params["method"]
            .as_str()
            .or(params["level"].as_str())
            .unwrap_or("log")
            .to_owned(),
    };
    state.say(format!("{kind}: {said}"));
}

/// A `network.BytesValue` as text; one that is no text is left out.
fn string(value: &Value) -> String {
    if value["type"] == "string" {
        text(value, "value")
    } else {
        String::new()
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_reached_stands_in_the_address_of_the_error_page() {
        let page = "about:neterror?e=connectionFailure&u=http%3A//127.0.0.1%3A1/%3Fa%3Db&c=UTF-8&d=Firefox";
        assert_eq!(
            wanted_of_error_page(page).as_deref(),
            Some("http://127.0.0.1:1/?a=b")
        );
        assert_eq!(wanted_of_error_page("http://localhost/?u=x"), None);
    }

    #[test]
    fn the_end_of_an_earlier_navigation_does_not_end_the_present_one() {
        let mut state = State::default();
        let event = |id: &str| json!({ "navigation": id, "url": "http://localhost/" });
        take_in(&mut state, "browsingContext.navigationStarted", &event("1"));
        take_in(&mut state, "browsingContext.navigationStarted", &event("2"));
        take_in(&mut state, "browsingContext.load", &event("1"));
        assert!(state.loading);
        take_in(&mut state, "browsingContext.load", &event("2"));
        assert!(!state.loading);
    }

    #[test]
    fn a_redirect_is_noted_once_and_has_no_part_in_the_status_of_the_page() {
        let mut state = State::default();
        let answer = |status: u16| {
            json!({
                "navigation": "1", "request": { "request": "r" },
                "response": { "status": status, "headers": [
                    { "name": "Location", "value": { "type": "string", "value": "app://callback" } }] },
            })
        };
        take_in(&mut state, "network.responseStarted", &answer(302));
        take_in(&mut state, "network.responseCompleted", &answer(302));
        assert_eq!((state.redirects.len(), state.last_document_status), (1, None));
        take_in(&mut state, "network.responseCompleted", &answer(404));
        assert_eq!(
            (state.redirects.len(), state.last_document_status),
            (1, Some(404))
        );
    }
}
