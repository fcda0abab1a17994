//! What a button of the app asks the app for, learned in the page and kept from being sent.

use std::time::Duration;

use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::broken::{Broken, Kind};
use crate::browser::{Context, Locator};
use crate::clock::Deadline;
use crate::target::Request;

/// Notes in the page what a button asks for, and keeps it from being sent. What only reads goes through: pages fetch
/// what they need to ask with.
const LISTEN: &str = r#"
    window.harnessAsked = [];
    const own = window.fetch.bind(window);
    const note = (method, url, body) => window.harnessAsked.push({
        method: (method || 'GET').toUpperCase(), url: new URL(url || location.href, location.href).href, body: body || '' });
    const text = (body) => body instanceof FormData ? new URLSearchParams(body).toString() : body ? String(body) : '';
    window.fetch = async (input, init = {}) => {
        const request = input instanceof Request ? input : null;
        const method = (init.method || (request && request.method) || 'GET').toUpperCase();
        if (method === 'GET' || method === 'HEAD') return own(input, init);
        const body = init.body !== undefined ? text(init.body) : request ? await request.clone().text() : '';
        note(method, request ? request.url : String(input), body);
        return new Promise(() => {});
    };
    const open = XMLHttpRequest.prototype.open, send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.open = function (method, url, ...rest) {
        this.harnessAsks = [method, url];
        return open.call(this, method, url, ...rest);
    };
    XMLHttpRequest.prototype.send = function (body) {
        const [method, url] = this.harnessAsks;
        if (method.toUpperCase() === 'GET') return send.call(this, body);
        note(method, url, text(body));
    };
    const ofForm = (form, submitter) => note(
        (submitter && submitter.getAttribute('formmethod')) || form.getAttribute('method'),
        (submitter && submitter.getAttribute('formaction')) || form.getAttribute('action'),
        text(new FormData(form, submitter)));
    HTMLFormElement.prototype.submit = function () { ofForm(this); };
    addEventListener('submit', (event) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        ofForm(event.target, event.submitter);
    });
    addEventListener('click', (event) => {
        const link = event.target.closest && event.target.closest('a[href]');
        if (!link || event.defaultPrevented) return;
        event.preventDefault();
        note('GET', link.href, '');
    });
    return true;"#;

/// What a button of the app asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) url: Url,
    pub(super) body: String,
}

/// Presses `button` on the page at hand, and learns what it asks for.
///
/// # Errors
/// When there is no such button, or it asks for nothing.
pub(super) async fn learn(context: &Context, button: &Locator, patience: Duration) -> Result<Asked, Broken> {
    context.settle(patience).await;
    context.script(LISTEN, vec![]).await?;
    context.click(button, patience).await?;
    heard(context, patience).await
}

/// The last thing that would have changed something, or else the last that was asked for.
async fn heard(context: &Context, patience: Duration) -> Result<Asked, Broken> {
    let deadline = Deadline::after(patience);
    loop {
        let heard = context
            .script("return window.harnessAsked || [];", vec![])
            .await?;
        let all: Vec<Asked> = heard.as_array().into_iter().flatten().filter_map(read).collect();
        let changing = all.iter().rfind(|one| one.method != "GET");
        if let Some(asked) = changing.or(all.last()) {
            return Ok(asked.clone());
        }
        let Some(left) = deadline.left() else {
            return Err(
                Broken::breach("the button asks the app for something", "it asked for nothing")
                    .of_kind(Kind::Stuck),
            );
        };
        context.next_change(left.min(Duration::from_millis(250))).await;
    }
}

fn read(one: &Value) -> Option<Asked> {
    let text = |name: &str| Some(one[name].as_str()?.to_owned());
    Some(Asked {
        method: text("method")?,
        url: Url::parse(&text("url")?).ok()?,
        body: text("body")?,
    })
}

impl Asked {
    /// The same as a request of its own, with `added` in its query.
    pub(super) fn request(&self, added: &[(String, String)]) -> Request {
        let mut url = self.url.clone();
        if !added.is_empty() {
            url.query_pairs_mut().extend_pairs(added);
        }
        let fields = || {
            form_urlencoded::parse(self.body.as_bytes())
                .into_owned()
                .collect()
        };
        if self.method == "GET" {
            let fields: Vec<(String, String)> = fields();
            if !fields.is_empty() {
                url.query_pairs_mut().extend_pairs(fields);
            }
            return Request::get(url.as_str());
        }
        match serde_json::from_str::<Value>(&self.body) {
            Ok(body) if body.is_object() => Request::post(url.as_str()).json(&body),
            _ => Request::post(url.as_str()).form(fields()),
        }
    }

    /// The same as another site can ask it: by a link (`GET`) or by a form (`POST`), without what only the app's own page
    /// knows.
    pub(super) fn by_another_site(&self, method: &str) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields(self))
            .finish();
        Self {
            method: method.to_owned(),
            url: self.url.clone(),
            body,
        }
    }
}

/// Names and values of the body, as far as a form can send them. What the app ties to its own page is nothing that
/// another site knows.
pub(super) fn fields(asked: &Asked) -> Vec<(String, String)> {
    if asked.body.trim_start().starts_with('{') {
        let json: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let members = json.as_object().cloned().unwrap_or_default();
        let text = |value: Value| value.as_str().map_or(value.to_string(), str::to_owned);
        return members
            .into_iter()
            .map(|(name, value)| forget(name, text(value)))
            .collect();
    }
    form_urlencoded::parse(asked.body.as_bytes())
        .into_owned()
        .map(|(name, value)| forget(name, value))
        .collect()
}

fn forget(name: String, value: String) -> (String, String) {
    let lower = name.to_ascii_lowercase();
    let secret = ["csrf", "xsrf", "authenticity", "token", "nonce"]
        .iter()
        .any(|word| lower.contains(word));
    let value = if secret {
        "not-known-to-others".to_owned()
    } else {
        value
    };
    (name, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: &str) -> Asked {
        Asked {
            method: "POST".to_owned(),
            url: Url::parse("http://localhost/start?a=1").expect("a URL"),
            body: body.to_owned(),
        }
    }

    #[test]
    fn json_is_sent_as_a_form_can_send_it() {
        let sent = fields(&asked(r#"{"provider": "github", "remember": true}"#));
        assert_eq!(
            sent,
            [
                ("provider".into(), "github".into()),
                ("remember".into(), "true".into())
            ]
        );
    }
}
