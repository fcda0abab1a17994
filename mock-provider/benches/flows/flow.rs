//! What the load does.

use std::{
    cell::Cell,
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{connection::Connection, measure::in_parallel, server::Server};

/// The example of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const PERSONA: &str = "alice";
/// Codes that are made before their exchange is timed: fewer than the provider remembers.
const CODES: usize = 1_000;

/// A load on one server.
#[derive(Debug)]
pub(crate) struct Load {
    address: SocketAddr,
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    /// Every sign-in is made from a browser of its own.
    browsers: Cell<u64>,
}

impl Load {
    pub(crate) fn new(server: &Server) -> Self {
        let (client_id, client_secret, redirect_uri) = server.client();
        Self {
            address: server.address,
            client_id,
            client_secret,
            redirect_uri,
            browsers: Cell::new(0),
        }
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await.expect("a connection")
    }

    /// The person consents once; after that a sign-in goes straight back to the app.
    pub(crate) async fn consent(&self) {
        let mut connection = self.connect().await;
        let (browser, page) = self.authorize(&mut connection).await;
        let consent = submit(&mut connection, &browser, &page, &format!("persona={PERSONA}")).await;
        let callback = submit(&mut connection, &browser, &consent, "decision=approve").await;
        assert!(callback.contains("code="), "{callback}");
    }

    /// Sign-ins one after the other until the time is over.
    pub(crate) async fn sign_ins(&self, until: Instant, with_page: bool) -> usize {
        let mut connection = self.connect().await;
        let mut count = 0;
        while Instant::now() < until {
            self.sign_in(&mut connection, with_page).await;
            count += 1;
        }
        count
    }

    /// The same document over and over until the time is over.
    pub(crate) async fn gets(&self, until: Instant, path: &str) -> usize {
        let mut connection = self.connect().await;
        let mut count = 0;
        while Instant::now() < until {
            let response = connection.get(path, "").await;
            assert_eq!(response.status, 200);
            count += 1;
        }
        count
    }

    /// Code exchanges a second; making the codes is not timed.
    pub(crate) async fn exchanges(&self, connections: usize, time: Duration) -> f64 {
        let (mut spent, mut done) = (Duration::ZERO, 0);
        while spent < time {
            let mut codes = Vec::new();
            let mut connection = self.connect().await;
            for _ in 0..CODES {
                codes.push(self.code(&mut connection, false).await);
            }
            let shares: Vec<&[String]> = codes.chunks(CODES.div_ceil(connections)).collect();
            let begin = Instant::now();
            let counts = in_parallel(shares.into_iter().map(|share| async move {
                let mut connection = self.connect().await;
                for code in share {
                    self.exchange(&mut connection, code).await;
                }
                share.len()
            }))
            .await;
            spent += begin.elapsed();
            done += counts.into_iter().sum::<usize>();
        }
        done as f64 / spent.as_secs_f64()
    }

    /// So many requests, as sign-ins.
    pub(crate) async fn many(&self, connections: usize, requests: usize) {
        let each = requests.div_ceil(4 * connections);
        in_parallel((0..connections).map(|_| async {
            let mut connection = self.connect().await;
            for _ in 0..each {
                self.sign_in(&mut connection, false).await;
            }
            each
        }))
        .await;
    }

    async fn sign_in(&self, connection: &mut Connection, with_page: bool) {
        let code = self.code(connection, with_page).await;
        let token = self.exchange(connection, &code).await;
        let bearer = format!("Authorization: Bearer {token}\r\n");
        let response = connection.get("/google/v1/userinfo", &bearer).await;
        assert_eq!(response.status, 200);
        assert!(response.body.contains("\"email\""), "{}", response.body);
    }

    /// A sign-in up to the code.
    async fn code(&self, connection: &mut Connection, with_page: bool) -> String {
        let (browser, page) = self.authorize(connection).await;
        if with_page {
            let response = connection.get(&page, &cookie(&browser)).await;
            assert_eq!(response.status, 200);
        }
        let callback = submit(connection, &browser, &page, &format!("persona={PERSONA}")).await;
        between(&callback, "code=", "&").to_owned()
    }

    /// The browser, and the sign-in page to which it is sent.
    async fn authorize(&self, connection: &mut Connection) -> (String, String) {
        let number = self.browsers.get();
        self.browsers.set(number + 1);
        let browser = format!("bench-{number}");
        let path = format!(
            "/google/o/oauth2/v2/auth?client_id={}&redirect_uri={}&response_type=code&scope=openid%20email%20profile&state=s-{number}&nonce=n-{number}&code_challenge={CHALLENGE}&code_challenge_method=S256",
            self.client_id, self.redirect_uri
        );
        let response = connection.get(&path, &cookie(&browser)).await;
        assert_eq!(response.status, 302);
        (browser, response.location.expect("a page").to_owned())
    }

    /// The access token for a code.
    async fn exchange(&self, connection: &mut Connection, code: &str) -> String {
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={}&client_id={}&client_secret={}&code_verifier={VERIFIER}",
            self.redirect_uri, self.client_id, self.client_secret
        );
        let response = connection.post("/google/token", "", &form).await;
        assert_eq!(response.status, 200, "{}", response.body);
        assert!(response.body.contains("\"id_token\""), "{}", response.body);
        between(response.body, "\"access_token\": \"", "\"").to_owned()
    }
}

/// Submits the form of a page; where the browser is sent then.
async fn submit(connection: &mut Connection, browser: &str, page: &str, fields: &str) -> String {
    let interaction = page.split_once("interaction=").expect("an interaction").1;
    let form = format!("interaction={interaction}&{fields}");
    let response = connection.post(page, &cookie(browser), &form).await;
    assert_eq!(response.status, 302, "{}", response.body);
    response.location.expect("somewhere").to_owned()
}

fn cookie(browser: &str) -> String {
    format!("Cookie: mock_browser={browser}\r\n")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before)
        .and_then(|(_, rest)| rest.split(after).next())
        .unwrap_or_else(|| panic!("no {before} in {text}"))
}
