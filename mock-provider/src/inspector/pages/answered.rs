//! What the exchanges of a flow say: request, answer, token exchanges, calls.

use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::{inspector::verdicts::decode, journal::Exchange};

/// What a pushed request, or a request object, carries beside the parameters of the request.
const OF_THE_CLIENT: [&str; 5] = [
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "exp",
    "iat",
];

/// Names and values, decoded, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// An authorization response on its way to the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivered {
    /// The exchange that carried it.
    pub(super) exchange: u64,
    /// How: `query`, `fragment`, `form_post`, `postmessage`.
    pub(super) way: &'static str,
    /// Where to, without the parameters.
    pub(super) to: String,
    pub(super) parameters: Pairs,
    /// Whether a fault kept it at the provider.
    pub(super) held: bool,
}

/// The parameters of the authorization request. Those that were pushed before (RFC 9126), or that are in a request
/// object (RFC 9101), stand in for the reference. `pushed` are exchanges of the endpoint for pushed requests.
pub(super) fn authorization_request(exchanges: &[Exchange], pushed: &[Exchange]) -> Option<Pairs> {
    let exchange = exchanges
        .iter()
        .find(|exchange| exchange.endpoint == "authorize")?;
    let mut parameters = query(&exchange.url);
    if exchange.method == "POST" {
        parameters.extend(body_parameters(&exchange.request_headers, &exchange.request_body));
    }
    let value = |name: &str| {
        let found = parameters.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.clone())
    };
    let mut referred = Vec::new();
    if let Some(reference) = value("request_uri") {
        let origin = pushed.iter().find(|exchange| {
            let answer = body_parameters(&exchange.response_headers, &exchange.response_body);
            answer.contains(&("request_uri".to_owned(), reference.clone()))
        });
        if let Some(origin) = origin {
            referred = body_parameters(&origin.request_headers, &origin.request_body);
        }
    } else if let Some(object) = value("request").as_deref().and_then(decode) {
        referred = members(&Value::Object(object.claims));
    }
    referred.retain(|(name, _)| !OF_THE_CLIENT.contains(&name.as_str()));
    // What was referred to replaces what stands beside the reference.
    parameters.retain(|(name, _)| !referred.iter().any(|(other, _)| other == name));
    parameters.extend(referred);
    Some(parameters)
}

/// The last authorization response.
pub(super) fn authorization_response(exchanges: &[Exchange]) -> Option<Delivered> {
    exchanges.iter().rev().find_map(delivered)
}

/// The authorization response that an exchange carries, if it carries one.
pub(super) fn delivered(exchange: &Exchange) -> Option<Delivered> {
    if let Some(held) = exchange.response_header("x-mock-held-location") {
        return in_url(exchange, held, true);
    }
    if let Some(location) = exchange.response_header("location") {
        return in_url(exchange, location, false);
    }
    let body = &exchange.response_body;
    if body.contains("data-testid=\"mock-form-post\"") {
        return Some(Delivered {
            exchange: exchange.id,
            way: "form_post",
            to: unescaped(between(body, "method=\"post\" action=\"", "\"")?),
            parameters: hidden_fields(body),
            held: false,
        });
    }
    if body.contains("data-testid=\"mock-postmessage\"") {
        let response = unescaped(between(body, "data-response=\"", "\"")?);
        return Some(Delivered {
            exchange: exchange.id,
            way: "postmessage",
            to: unescaped(between(body, "data-origin=\"", "\"")?),
            parameters: members(&serde_json::from_str(&response).ok()?),
            held: false,
        });
    }
    None
}

/// Within the provider redirects are relative; one with a scheme leaves it.
fn in_url(exchange: &Exchange, location: &str, held: bool) -> Option<Delivered> {
    Url::parse(location).ok()?;
    let (rest, fragment) = location
        .split_once('#')
        .map_or((location, None), |(rest, fragment)| (rest, Some(fragment)));
    let (base, in_query) = rest.split_once('?').unwrap_or((rest, ""));
    let (way, text) = match fragment {
        // Facebook ends every redirect with `#_=_`, which says nothing.
        Some(fragment) if fragment.contains('=') && fragment != "_=_" => ("fragment", fragment),
        _ => ("query", in_query),
    };
    let parameters: Pairs = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let says_something = |name: &str| ["code", "error", "state", "id_token", "access_token"].contains(&name);
    parameters
        .iter()
        .any(|(name, _)| says_something(name))
        .then(|| Delivered {
            exchange: exchange.id,
            way,
            to: base.to_owned(),
            parameters: parameters.clone(),
            held,
        })
}

/// The parameters of a URL's query.
pub(super) fn query(url: &str) -> Pairs {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The parameters of a body: members of a JSON object, or a form. GitHub answers forms, too.
pub(super) fn body_parameters(headers: &[(String, String)], body: &str) -> Pairs {
    let content_type = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map_or_else(String::new, |(_, value)| value.to_ascii_lowercase());
    if content_type.contains("json") {
        serde_json::from_str(body).map_or_else(|_| Vec::new(), |value| members(&value))
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        form_urlencoded::parse(body.as_bytes()).into_owned().collect()
    } else {
        Vec::new()
    }
}

/// The members of an object, text as it is and everything else as JSON.
fn members(value: &Value) -> Pairs {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), ToOwned::to_owned)
    };
    value.as_object().map_or_else(Vec::new, |members| {
        members
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect()
    })
}

fn hidden_fields(html: &str) -> Pairs {
    html.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"")?;
            let (value, _) = rest.split_once('"')?;
            Some((unescaped(name), unescaped(value)))
        })
        .collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?
        .1
        .split_once(after)
        .map(|(found, _)| found)
}

/// Undoes what our own templates do to text.
fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)], body: &str) -> Exchange {
        Exchange {
            response_headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            response_body: body.to_owned(),
            ..Exchange::default()
        }
    }

    #[test]
    fn a_pushed_request_stands_in_for_its_reference() {
        let authorize = Exchange {
            endpoint: "authorize".to_owned(),
            url: "http://127.0.0.1/authorize?client_id=a&request_uri=urn:x:1".to_owned(),
            ..Exchange::default()
        };
        let form = (
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        );
        let pushed = |reference: &str, state: &str| Exchange {
            request_headers: vec![form.clone()],
            request_body: format!("client_id=a&client_secret=s&state={state}"),
            ..answer(
                &[("content-type", "application/json")],
                &format!("{{\"request_uri\":\"{reference}\"}}"),
            )
        };
        let pushed = [pushed("urn:x:0", "old"), pushed("urn:x:1", "mine")];
        let found = authorization_request(&[authorize], &pushed).expect("a request");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            found,
            [
                pair("request_uri", "urn:x:1"),
                pair("client_id", "a"),
                pair("state", "mine")
            ]
        );
    }

    #[test]
    fn an_answer_is_found_in_query_and_fragment_and_only_outside_the_provider() {
        let found = |location| delivered(&answer(&[("location", location)], ""));
        let query = found("https://app.test/cb?x=1&code=a%2Bb").expect("an answer");
        assert_eq!((query.way, query.to.as_str()), ("query", "https://app.test/cb"));
        assert_eq!(query.parameters[1], ("code".to_owned(), "a+b".to_owned()));
        let fragment = found("https://app.test/cb?x=1#id_token=t").expect("an answer");
        assert_eq!((fragment.way, fragment.parameters.len()), ("fragment", 1));
        assert_eq!(
            found("com.example.app:/cb?error=access_denied").map(|found| found.way),
            Some("query")
        );
        assert_eq!(found("/google/signin/oauth/consent?interaction=x&state=y"), None);
        assert_eq!(found("https://app.test/help"), None);
    }

    #[test]
    fn an_answer_is_found_in_a_form_and_where_it_is_held_back() {
        let form = "<form id=\"response\" method=\"post\" action=\"https://app.test/cb?a&#38;b\" data-testid=\"mock-form-post\">\
                    <input type=\"hidden\" name=\"code\" value=\"a&#34;b\">";
        let found = delivered(&answer(&[], form)).expect("an answer");
        assert_eq!(
            (found.way, found.to.as_str()),
            ("form_post", "https://app.test/cb?a&b")
        );
        assert_eq!(found.parameters, [("code".to_owned(), "a\"b".to_owned())]);
        let held = answer(&[("x-mock-held-location", "https://app.test/cb?code=a")], "");
        assert!(delivered(&held).expect("an answer").held);
    }
}
