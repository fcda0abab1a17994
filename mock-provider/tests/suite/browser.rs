//! As much of a browser as the pages need: it follows redirects within the provider, keeps one cookie, and submits
//! the first form of a page.

use reqwest::header;

/// What Facebook puts at the end of every redirect to an application.
const FACEBOOKS_MARK: &str = "#_=_";

/// One browser, known to the provider by its cookie.
pub(crate) struct Browser {
    http: reqwest::Client,
    pub(crate) name: String,
    origin: String,
}

/// Where a browser ended up.
#[derive(Debug)]
pub(crate) enum Page {
    /// On a page of the provider.
    Shown { url: String, status: u16, html: String },
    /// Sent away from the provider.
    Left(String),
}

impl Browser {
    pub(crate) fn new(provider: &mock_provider::MockProvider, name: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self::at(http, name, provider.url().as_str().trim_end_matches('/'))
    }

    /// One for which the provider is at another origin.
    pub(crate) fn at(http: reqwest::Client, name: &str, origin: &str) -> Self {
        Self {
            http,
            name: name.to_owned(),
            origin: origin.to_owned(),
        }
    }

    pub(crate) async fn go(&self, url: &str) -> Page {
        self.follow(url.to_owned(), self.http.get(url)).await
    }

    /// Submits a page's first form with its hidden fields and these. Boxes that are ticked stay so, unless a field of
    /// their name is given.
    pub(crate) async fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let Page::Shown { url, html, .. } = page else {
            panic!("there is no form away from the provider")
        };
        let interaction = between(html, "name=\"interaction\" value=\"", "\"");
        let mut form = vec![("interaction", interaction)];
        form.extend_from_slice(fields);
        if !fields.iter().any(|(name, _)| *name == "scope") {
            form.extend(ticked(html).into_iter().map(|value| ("scope", value)));
        }
        self.follow(url.clone(), self.http.post(url).form(&form)).await
    }

    /// Submits a form without hidden fields.
    pub(crate) async fn post(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        self.follow(url.to_owned(), self.http.post(url).form(fields))
            .await
    }

    /// Goes somewhere with another `User-Agent`.
    pub(crate) async fn go_as(&self, url: &str, user_agent: &str) -> Page {
        let request = self.http.get(url).header(header::USER_AGENT, user_agent);
        self.follow(url.to_owned(), request).await
    }

    async fn follow(&self, mut url: String, mut request: reqwest::RequestBuilder) -> Page {
        for _ in 0..5 {
            let response = request
                .header(header::COOKIE, format!("other=1; mock_browser={}", self.name))
                .send()
                .await
                .expect("an answer");
            let status = response.status();
            let Some(location) = response.headers().get(header::LOCATION) else {
                return Page::Shown {
                    url,
                    status: status.as_u16(),
                    html: response.text().await.expect("a body"),
                };
            };
            assert!(status.is_redirection(), "{status} with a Location");
            let location = location.to_str().expect("ASCII").to_owned();
            url = match location.strip_prefix('/') {
                Some(path) => format!("{}/{path}", self.origin),
                None if location.starts_with(&self.origin) => location,
                None => return Page::Left(location),
            };
            request = self.http.get(&url);
        }
        panic!("redirected in circles")
    }
}

impl Page {
    /// The code on the provider's own error page.
    pub(crate) fn error(&self) -> (u16, &str) {
        match self {
            Self::Shown { status, html, .. } => (*status, between(html, "data-testid=\"mock-error\">", "<")),
            Self::Left(url) => panic!("sent to {url}"),
        }
    }

    pub(crate) fn html(&self) -> &str {
        match self {
            Self::Shown { html, .. } => html,
            Self::Left(url) => panic!("sent to {url}"),
        }
    }

    /// The authorization response, if the browser brings one to the application: in a query, in a fragment, or as a
    /// form.
    pub(crate) fn answer(&self) -> Option<Vec<(String, String)>> {
        match self {
            Self::Left(url) if url.trim_end_matches(FACEBOOKS_MARK).contains('#') => {
                Some(crate::setup::fragment(url))
            }
            Self::Left(url) => Some(crate::setup::query(url)),
            Self::Shown { html, .. } if html.contains("data-testid=\"mock-form-post\"") => {
                Some(self.posted().1)
            }
            Self::Shown { .. } => None,
        }
    }

    /// The page, unless the browser was sent away.
    pub(crate) fn html_if_shown(&self) -> Option<&str> {
        match self {
            Self::Shown { html, .. } => Some(html),
            Self::Left(_) => None,
        }
    }

    /// Where the page posts an authorization response by itself, and with what.
    pub(crate) fn posted(&self) -> (String, Vec<(String, String)>) {
        let html = self.html();
        let fields = html
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"").expect("a value");
                let (value, _) = rest.split_once('"').expect("the end of it");
                (unescaped(name), unescaped(value))
            })
            .collect();
        (
            unescaped(between(
                html,
                "<form id=\"response\" method=\"post\" action=\"",
                "\"",
            )),
            fields,
        )
    }

    pub(crate) fn left(&self) -> &str {
        match self {
            Self::Left(url) => url,
            Self::Shown { status, html, .. } => panic!("still at the provider: {status} {html}"),
        }
    }
}

/// The values of the boxes that are ticked when the page appears.
fn ticked(html: &str) -> Vec<&str> {
    html.split("<input type=\"checkbox\" name=\"scope\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .filter(|(_, rest)| rest.starts_with(" checked>"))
        .map(|(value, _)| value)
        .collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before)
        .and_then(|(_, rest)| rest.split_once(after))
        .map_or_else(|| panic!("no {before} in {text}"), |(found, _)| found)
}

fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
}
