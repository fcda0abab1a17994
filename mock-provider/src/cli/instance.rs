//! A running instance, seen through its control API.

use std::time::Duration;

use clap::Args;
use reqwest::{Method, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::{Exit, print};
use crate::inspector::api::{ErrorBody, Health, MARK, PREFIX};

/// Longer than anything that the control API does.
const PATIENCE: Duration = Duration::from_secs(30);
const START: &str = "start one with `mock-provider`, or name another with --url or MOCK_PROVIDER_URL";

/// Which instance.
#[derive(Debug, Args)]
pub(super) struct Instance {
    /// Where the instance is
    #[arg(
        long,
        env = "MOCK_PROVIDER_URL",
        default_value = "http://127.0.0.1:4400",
        value_name = "URL"
    )]
    url: Url,
}

/// Why an instance did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nothing listens there, or it stopped half-way.
    Unreachable(String),
    /// It refused.
    Refused(ErrorBody),
}

impl Instance {
    /// Where it is, without a trailing slash.
    pub(super) fn url(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether it is there.
    pub(super) async fn health(&self) -> Result<Health, Failure> {
        self.get("/health").await
    }

    /// What a path of the control API (`/clock`) shows.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let response = self.call(Method::GET, path, None::<&()>).await?;
        self.read(response).await
    }

    /// Sends a body and reads the answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, Failure> {
        let response = self.call(Method::POST, path, body).await?;
        self.read(response).await
    }

    /// Asks for something that has no answer but yes.
    pub(super) async fn order(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(), Failure> {
        self.call(method, path, body).await.map(|_| ())
    }

    /// A stream that may last for ever.
    pub(super) async fn stream(&self, path: &str) -> Result<Response, Failure> {
        self.send(self.request(Method::GET, path)?).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Response, Failure> {
        let mut request = self.request(method, path)?.timeout(PATIENCE);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder, Failure> {
        // Whoever sets a proxy means programs that leave this machine.
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|error| self.unreachable(&error))?;
        Ok(client.request(method, format!("{}{PREFIX}{path}", self.url())))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        if !response.headers().contains_key(MARK) {
            return Err(self.stranger(response.status()));
        }
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        match response.json().await {
            Ok(refusal) => Err(Failure::Refused(refusal)),
            Err(_) => Err(self.stranger(status)),
        }
    }

    async fn read<T: DeserializeOwned>(&self, response: Response) -> Result<T, Failure> {
        response.json().await.map_err(|error| {
            Failure::Unreachable(format!(
                "the answer of {} cannot be read: {error}; expected that of mock-provider {}",
                self.url(),
                env!("CARGO_PKG_VERSION")
            ))
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let found = if error.is_connect() {
            format!("nothing listens at {}", self.url())
        } else {
            format!("{} did not answer: {error}", self.url())
        };
        Failure::Unreachable(format!("{found}; expected a running mock-provider"))
    }

    fn stranger(&self, status: StatusCode) -> Failure {
        Failure::Unreachable(format!(
            "another program answers at {} ({status}); expected a running mock-provider",
            self.url()
        ))
    }
}

impl Failure {
    /// Says it, and how the command ends.
    pub(super) fn report(&self) -> Exit {
        match self {
            Self::Unreachable(message) => {
                print::error(message, START);
                Exit::Environment
            }
            Self::Refused(refusal) => {
                print::error(&refusal.message, &refusal.hint);
                Exit::No
            }
        }
    }

    /// In a few words, for a wait that failed.
    pub(super) fn message(&self) -> &str {
        match self {
            Self::Unreachable(message) => message,
            Self::Refused(refusal) => &refusal.message,
        }
    }
}

/// Ends a command: with what `show` prints, or with what went wrong.
pub(super) fn end<T>(result: Result<T, Failure>, show: impl FnOnce(T)) -> Exit {
    match result {
        Ok(value) => {
            show(value);
            Exit::Ok
        }
        Err(failure) => failure.report(),
    }
}
