//! A site of somebody else, on loopback: one page at every address, for as long as the value lives. It keeps what it is
//! asked.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header;
use axum::response::{Html, IntoResponse as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// An issuer that is nobody's provider.
pub const ISSUER: &str = "https://attacker.example";
/// An origin to which no app has a reason to show anything.
pub const ORIGIN: &str = "http://evil.localhost:9";
/// A page to which no app has a reason to send anybody.
pub const PAGE: &str = "http://evil.localhost:9/landing";
/// What would run in the app's own page.
pub const SCRIPT: &str = "javascript:alert(document.domain)";

/// The longest body that is kept.
const LONGEST: usize = 64 * 1024;

/// A name by which no app goes.
pub const HOST: &str = "attacker.example";
/// What a proxy says that knows an app by that name (RFC 7239).
pub const FORWARDED: &str = "for=203.0.113.7;host=attacker.example;proto=https";
/// A callback that nobody has registered.
pub const CALLBACK: &str = "https://attacker.example/callback";

/// Addresses to go on to after a sign-in, by the words of the features: ways out of the app at `app`, and what is no
/// address at all.
#[must_use]
pub fn addresses(family: &str, app: &Url) -> Option<Vec<String>> {
    let evil = "evil.localhost:9";
    let own = app.origin().ascii_serialization();
    let host = app.host_str().unwrap_or_default();
    let addresses = match family {
        "that name a host and no scheme" => vec![
            format!("//{evil}/"),
            format!("/\\{evil}/"),
            format!("/\t/{evil}/"),
            format!("/.//{evil}/"),
            format!("%2f%2f{evil}/"),
        ],
        "that look like the app's own" => vec![
            format!("{own}@{evil}/"),
            format!("http://{host}.{evil}/"),
            format!("http://{evil}/?{own}/"),
            format!("http://{evil}\\@{host}/"),
            format!("@{evil}/"),
        ],
        "of another site" => vec![
            format!("http://{evil}/"),
            format!("https:{evil}/"),
            format!(" HTTP:/{evil}/"),
            "javascript:window.harnessRan=1".to_owned(),
        ],
        "that are none" => vec![
            "http://[".to_owned(),
            "http://:80:80".to_owned(),
            "%".to_owned(),
            "\u{fffd}\u{0}".to_owned(),
        ],
        _ => return None,
    };
    Some(addresses)
}

/// Paths of the app that are addresses of another site where an app takes them for addresses to go on to. `guarded` is the
/// path of a page for signed-in people: some servers look at the end of a path alone, or leave out empty parts of it.
#[must_use]
pub fn paths(guarded: &str) -> [String; 3] {
    let evil = "evil.localhost:9";
    [
        format!("//{evil}/landing"),
        format!("//{evil}/{}", guarded.trim_start_matches('/')),
        format!("/%5c{evil}/landing"),
    ]
}

/// Whether a host is one of those that [`addresses`] and [`paths`] lead to.
#[must_use]
pub fn is_foreign(host: &str) -> bool {
    host == "evil.localhost" || host.ends_with(".evil.localhost")
}

/// A running site. Dropping it stops it.
#[derive(Debug)]
pub struct ForeignSite {
    port: u16,
    url: Url,
    visits: Visits,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Requests as text: first line, headers, body.
type Visits = Arc<Mutex<Vec<String>>>;

impl ForeignSite {
    /// Serves `page` on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn serve(page: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let url = Url::parse(&format!("http://evil.localhost:{port}/")).map_err(std::io::Error::other)?;
        let visits = Visits::default();
        let kept = Arc::clone(&visits);
        let answer = async move |request: Request| {
            let text = as_text(request).await;
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            ([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
        };
        let serving = tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        Ok(Self {
            port,
            url,
            visits,
            serving,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address for browsers: a name of loopback, so that it is another site than every target on `localhost`.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// An address of it for servers, whose resolvers need not know the name.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// Everything that it was asked so far, oldest first.
    #[must_use]
    pub fn visits(&self) -> Vec<String> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ForeignSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn as_text(request: Request) -> String {
    let (head, body) = request.into_parts();
    let mut text = format!("{} {}\n", head.method, head.uri);
    for (name, value) in &head.headers {
        text += &format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()));
    }
    let body = to_bytes(body, LONGEST).await.unwrap_or_default();
    text + "\n" + &String::from_utf8_lossy(&body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_it_is_asked_is_kept() {
        let site = ForeignSite::serve("<p>x".to_owned()).await.expect("a port");
        assert!(site.visits().is_empty());
        let request = reqwest::Client::new()
            .post(site.address("keys?a=1"))
            .bearer_auth("the-token")
            .body("code=the-code");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.text().await.expect("a body"), "<p>x");
        let [visit] = site.visits().try_into().expect("one visit");
        for part in [
            "POST /keys?a=1\n",
            "authorization: Bearer the-token\n",
            "\n\ncode=the-code",
        ] {
            assert!(visit.contains(part), "{part}: {visit}");
        }
    }

    #[test]
    fn each_family_has_addresses_that_lead_out_of_the_app_or_nowhere() {
        let app = Url::parse("http://localhost:3000/").expect("a URL");
        for family in [
            "that name a host and no scheme",
            "that look like the app's own",
            "of another site",
        ] {
            let addresses = addresses(family, &app).expect("addresses");
            // The rest leads out where an app decodes once too often, or joins texts.
            let out = addresses.iter().filter(|address| {
                app.join(address)
                    .is_ok_and(|url| url.host_str().is_none_or(is_foreign))
            });
            assert!(out.count() >= 3, "{family}: {addresses:?}");
        }
        for path in paths("/account") {
            let mut own = app.clone();
            own.set_path(&path);
            assert_eq!(own.host_str(), app.host_str(), "{path}");
            let decoded = path.replace("%5c", "\\");
            assert!(
                app.join(&decoded)
                    .is_ok_and(|url| url.host_str().is_none_or(is_foreign)),
                "{path}"
            );
        }
        assert!(addresses("of nobody", &app).is_none());
        assert!(is_foreign("localhost.evil.localhost") && !is_foreign("localhost"));
    }
}
