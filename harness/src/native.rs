//! A native client of the target: it starts a sign-in itself, sends the person to a browser that it shares no cookies
//! with, and gets the sign-in back at an address of its own (RFC 8252).

use mock_provider::Provider;
use url::Url;

use crate::broken::{Broken, Kind};
use crate::suite::Suite;
use crate::target::{Answer, Native, Request, Target, Values};

/// What one native client has.
#[derive(Debug, Clone, Default)]
pub struct NativeClient {
    /// By which the target knows it.
    pub token: Option<String>,
    /// Its sign-in.
    pub attempt: Option<String>,
    /// Where the browser was sent in the end.
    pub landed: Option<String>,
    /// How the target refused to start a sign-in, where it did.
    pub refused: Option<String>,
}

/// How native clients sign in at this target.
///
/// # Errors
/// Not applicable when the manifest does not say.
pub fn description(suite: &Suite) -> Result<&Native, Broken> {
    let native = suite.manifest.native.as_ref();
    native.ok_or_else(|| Broken::not_applicable("the manifest has no [native]"))
}

/// An address on loopback with its name in place of its number (RFC 8252 §8.3 tells clients not to use it).
#[must_use]
pub fn by_name(mut url: Url) -> Url {
    // A name is a host of every address that has one.
    let _ = url.set_host(Some("localhost"));
    url
}

impl NativeClient {
    /// Starts a sign-in that ends at `redirect_uri`: the address to open in a browser, or `None` when the target
    /// refuses, which is remembered.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn start(
        &mut self,
        suite: &Suite,
        target: &Target,
        idp: Provider,
        redirect_uri: &str,
    ) -> Result<Option<Url>, Broken> {
        let native = description(suite)?;
        let values = self
            .values(target)
            .with("redirect_uri", redirect_uri)
            .with("provider.id", idp.slug());
        let start = &native.start;
        let request = Request::post(&fill(&values, &start.post)?);
        let fields = start
            .form
            .iter()
            .map(|(name, value)| Ok((name.clone(), fill(&values, value)?)));
        let request = request.form(fields.collect::<Result<_, Broken>>()?);
        let answer = self
            .send(suite, target, with_headers(request, &start.headers, &values))
            .await?;
        if answer.status >= 400 {
            self.refused = Some(format!("{}: {}", answer.status, answer.body));
            return Ok(None);
        }
        let json = answer.json();
        let text = |path: &serde_json_path::JsonPath| {
            path.query(&json)
                .first()
                .and_then(|found| found.as_str())
                .map(str::to_owned)
        };
        self.attempt = text(&start.attempt);
        let url = text(&start.authorization_url).and_then(|url| Url::parse(&url).ok());
        url.map(Some).ok_or_else(|| {
            Broken::set_up(
                "native.start.authorization_url matches an address in the answer",
                format!("POST {} answered {}: {}", start.post, answer.status, answer.body),
            )
        })
    }

    /// What came with the redirect to hand the sign-in over, if anything did.
    ///
    /// # Errors
    /// Not applicable when the manifest does not say.
    pub fn nonce(&self, suite: &Suite) -> Result<Option<String>, Broken> {
        let native = description(suite)?;
        let url = self.landed.as_deref().and_then(|text| Url::parse(text).ok());
        let nonce = url.and_then(|url| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(name, _)| *name == native.nonce_parameter)
                .map(|(_, value)| value.into_owned())
        });
        Ok(nonce)
    }

    /// Redeems `nonce` for the sign-in `attempt`.
    ///
    /// # Errors
    /// When the target does not answer.
    pub async fn redeem(
        &mut self,
        suite: &Suite,
        target: &Target,
        attempt: &str,
        nonce: &str,
    ) -> Result<(), Broken> {
        let redeem = &description(suite)?.redeem;
        let values = self.values(target).with("attempt", attempt).with("nonce", nonce);
        let request = match (&redeem.get, &redeem.post) {
            (Some(path), _) => Request::get(&fill(&values, path)?),
            (None, path) => {
                let fields = redeem
                    .form
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), fill(&values, value)?)));
                let path = fill(&values, path.as_deref().unwrap_or_default())?;
                Request::post(&path).form(fields.collect::<Result<_, Broken>>()?)
            }
        };
        self.send(suite, target, with_headers(request, &redeem.headers, &values))
            .await
            .map(drop)
    }

    /// The address of whoever is signed in in this client, or `None` for nobody.
    ///
    /// # Errors
    /// When the target does not answer, or answers with a server error.
    pub async fn whoami(&mut self, suite: &Suite, target: &Target) -> Result<Option<String>, Broken> {
        let whoami = &description(suite)?.whoami;
        let values = self.values(target);
        let request = with_headers(
            Request::get(&fill(&values, &whoami.get)?),
            &whoami.headers,
            &values,
        );
        let answer = self.send(suite, target, request).await?;
        if answer.status >= 500 {
            return Err(Broken::breach(
                format!("{} answers", whoami.get),
                format!("HTTP status {}", answer.status),
            ));
        }
        let json = answer.json();
        let email = whoami.email.query(&json).first().and_then(|found| found.as_str());
        Ok(email.map(str::to_owned))
    }

    /// Sends a request, and keeps the token that comes with its answer.
    async fn send(&mut self, suite: &Suite, target: &Target, request: Request) -> Result<Answer, Broken> {
        let answer = target.http().send(request).await.map_err(|reason| {
            Broken::breach("the target answers a native client", reason).of_kind(Kind::Crash)
        })?;
        if let Some(token) = answer.header(&description(suite)?.token_header) {
            self.token = Some(token.to_owned());
        }
        Ok(answer)
    }

    fn values(&self, target: &Target) -> Values {
        let values = target.values.clone();
        match &self.token {
            Some(token) => values.with("token", token),
            None => values,
        }
    }
}

/// A header whose placeholder has no value yet is left out: a new client has no token.
fn with_headers(
    request: Request,
    headers: &std::collections::BTreeMap<String, String>,
    values: &Values,
) -> Request {
    headers
        .iter()
        .fold(request, |request, (name, value)| match values.fill(value) {
            Ok(value) => request.header(name, &value),
            Err(_) => request,
        })
}

fn fill(values: &Values, text: &str) -> Result<String, Broken> {
    values
        .fill(text)
        .map_err(|error| Broken::set_up("[native] has known placeholders", error.to_string()))
}
