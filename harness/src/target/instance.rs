//! A running target: started from its manifest, or found running; stopped with everything it started.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mock_provider::config::Client;
use mock_provider::{MockProvider, Provider};
use reference_target::{ReferenceTarget, Settings};
use tokio::process::Command;
use tokio::sync::Mutex;
use url::Url;

use super::http::Http;
use super::manifest::{Manifest, Start};
use super::template::{UnknownPlaceholder, Values};
use crate::clock::Deadline;
use crate::process::ProcessGroup;

/// Time a target gets to stop by itself.
const GRACE: Duration = Duration::from_secs(3);
/// The longest pause between two looks at whether it is ready; there is no event to wait for.
const READY_PAUSE: Duration = Duration::from_millis(25);

/// A target that answers.
#[derive(Debug)]
pub struct Target {
    /// Name of the variant, `default` for none.
    pub variant: String,
    /// Base URL, with a slash at the end.
    pub url: Url,
    /// Placeholder values of this instance.
    pub values: Values,
    /// How it runs, for people.
    pub how: String,
    http: Http,
    running: Mutex<Running>,
    stopped: AtomicBool,
}

#[derive(Debug)]
enum Running {
    Embedded(Option<ReferenceTarget>),
    Process(Option<ProcessGroup>),
    Elsewhere,
}

/// Why a target does not answer.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The manifest asks for a value that nobody has.
    #[error("the manifest: {0}")]
    Placeholder(#[from] UnknownPlaceholder),
    /// There is no such variant.
    #[error("the manifest has no variant `{0}`")]
    NoVariant(String),
    /// Its base URL is no URL.
    #[error("the target's base URL `{0}` is not a URL")]
    Url(String),
    /// The program cannot be run.
    #[error("the target's command `{command}` cannot be run: {reason}")]
    Spawn {
        /// The command.
        command: String,
        /// The system's words.
        reason: String,
    },
    /// The program ended instead of serving.
    #[error("the target ended ({status}) before it answered at {url}\n{output}")]
    Ended {
        /// Exit status.
        status: String,
        /// Where it should have answered.
        url: String,
        /// The last lines of its output.
        output: String,
    },
    /// Nobody answers.
    #[error("the target did not answer at {url} within {seconds} s: {reason}\n{output}")]
    Silent {
        /// Where it should have answered.
        url: String,
        /// How long was waited.
        seconds: u64,
        /// The last failure.
        reason: String,
        /// The last lines of its output.
        output: String,
    },
    /// The embedded target refused its settings or its port.
    #[error("the embedded target did not start: {0}")]
    Embedded(String),
    /// No port is free.
    #[error("no free port on loopback: {0}")]
    Port(std::io::Error),
}

impl TargetError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Placeholder(error) => match &error.suggestion {
                Some(near) => format!("did you mean {{{near}}}?"),
                None => "see the list of placeholders in the README".to_owned(),
            },
            Self::NoVariant(name) => format!("add [variants.{name}] to the manifest"),
            Self::Url(_) => "correct app.url in the manifest".to_owned(),
            Self::Spawn { .. } => "correct start.command in the manifest".to_owned(),
            Self::Ended { .. } => "run start.command by hand with the variables of start.env".to_owned(),
            Self::Silent { .. } => {
                "check app.url and start.ready in the manifest, and that the target listens there".to_owned()
            }
            Self::Embedded(_) => "correct start.env in the manifest".to_owned(),
            Self::Port(_) => "end a program that holds many ports".to_owned(),
        }
    }
}

impl Target {
    /// Starts the target with the settings of `variant` and registers its clients at `provider`.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub async fn start(
        manifest: &Manifest,
        variant: &str,
        provider: &MockProvider,
    ) -> Result<Self, TargetError> {
        let port = free_port().map_err(TargetError::Port)?;
        let values = values(manifest, variant, provider, port)?;
        register(manifest, provider, &values)?;
        let url = base_url(manifest, &values)?;
        let limit = Duration::from_secs(manifest.timeouts.start_s);
        let http = Http::new(url.clone(), limit.min(Duration::from_secs(30)));
        let (running, how) = match &manifest.start {
            None => (Running::Elsewhere, "already running".to_owned()),
            Some(start) => launch(manifest, start, variant, &values).await?,
        };
        let target = Self {
            variant: variant.to_owned(),
            url,
            values,
            how,
            http,
            running: Mutex::new(running),
            stopped: AtomicBool::new(false),
        };
        let ready = manifest.start.as_ref().map_or("/", |start| start.ready.as_str());
        target.wait_until_ready(ready, limit).await?;
        Ok(target)
    }

    /// Requests to this target without a browser.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The absolute form of a path of the target.
    #[must_use]
    pub fn page(&self, path: &str) -> Url {
        self.url.join(path).unwrap_or_else(|_| self.url.clone())
    }

    /// How the target ended, when it has ended although nobody stopped it.
    pub async fn death(&self) -> Option<String> {
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        match &mut *self.running.lock().await {
            Running::Process(Some(process)) => {
                let status = process.ended()?;
                Some(format!(
                    "the target ended ({status}): {}",
                    process.output().tail(3).join(" / ")
                ))
            }
            _ => None,
        }
    }

    /// Stops the target and everything it started.
    pub async fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        match &mut *self.running.lock().await {
            Running::Embedded(target) => {
                if let Some(target) = target.take() {
                    target.shutdown().await;
                }
            }
            Running::Process(process) => {
                if let Some(process) = process.take() {
                    process.stop(GRACE).await;
                }
            }
            Running::Elsewhere => {}
        }
    }

    async fn wait_until_ready(&self, path: &str, limit: Duration) -> Result<(), TargetError> {
        let deadline = Deadline::after(limit);
        let url = self.page(path).to_string();
        loop {
            let reason = match self.http.status(path).await {
                Ok(status) if status < 400 => return Ok(()),
                Ok(status) => format!("HTTP status {status}"),
                Err(error) => error,
            };
            let mut running = self.running.lock().await;
            let output = match &mut *running {
                Running::Process(Some(process)) => {
                    let output = process.output().tail(10).join("\n");
                    if let Some(status) = process.ended() {
                        return Err(TargetError::Ended {
                            status: status.to_string(),
                            url,
                            output,
                        });
                    }
                    output
                }
                _ => String::new(),
            };
            let Some(left) = deadline.left() else {
                return Err(TargetError::Silent {
                    url,
                    seconds: limit.as_secs(),
                    reason,
                    output,
                });
            };
            let pause = left.min(READY_PAUSE);
            match &mut *running {
                // Its end is an event, so the pause is cut short by it.
                Running::Process(Some(process)) => {
                    let _ = tokio::time::timeout(pause, process.wait()).await;
                }
                _ => tokio::time::timeout(pause, std::future::pending::<()>())
                    .await
                    .unwrap_or(()),
            }
        }
    }
}

async fn launch(
    manifest: &Manifest,
    start: &Start,
    variant: &str,
    values: &Values,
) -> Result<(Running, String), TargetError> {
    let mut env = start.env.clone();
    if let Some(variant) = manifest.variants.get(variant) {
        env.extend(variant.env.clone());
    }
    for value in env.values_mut() {
        *value = values.fill(value)?;
    }
    if start.embedded.is_some() {
        let settings = Settings::from_lookup(|name| env.get(name).cloned())
            .map_err(|error| TargetError::Embedded(error.to_string()))?;
        let target = ReferenceTarget::start(settings)
            .await
            .map_err(|error| TargetError::Embedded(error.to_string()))?;
        return Ok((Running::Embedded(Some(target)), "embedded".to_owned()));
    }
    let shown = start.command.join(" ");
    let mut words = start.command.iter().map(|word| values.fill(word));
    let program = words.next().transpose()?.unwrap_or_default();
    let mut command = Command::new(&program);
    for word in words {
        command.arg(word?);
    }
    command.current_dir(&manifest.folder).envs(&env);
    let process = ProcessGroup::spawn(command).map_err(|error| TargetError::Spawn {
        command: shown.clone(),
        reason: error.to_string(),
    })?;
    Ok((Running::Process(Some(process)), format!("started: {shown}")))
}

/// Runs `start.setup` once, before the first start.
///
/// # Errors
/// [`TargetError::Spawn`] or [`TargetError::Ended`].
pub async fn set_up(manifest: &Manifest) -> Result<(), TargetError> {
    let Some((program, arguments)) = manifest
        .start
        .as_ref()
        .and_then(|start| start.setup.split_first())
    else {
        return Ok(());
    };
    let shown = manifest
        .start
        .as_ref()
        .map(|start| start.setup.join(" "))
        .unwrap_or_default();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&manifest.folder);
    let spawn = |error: std::io::Error| TargetError::Spawn {
        command: shown.clone(),
        reason: error.to_string(),
    };
    let mut process = ProcessGroup::spawn(command).map_err(spawn)?;
    let status = process.wait().await.map_err(spawn)?;
    if status.success() {
        return Ok(());
    }
    let output = process.output().tail(10).join("\n");
    Err(TargetError::Ended {
        status: status.to_string(),
        url: format!("`{shown}`"),
        output,
    })
}

/// Placeholder values of one instance.
fn values(
    manifest: &Manifest,
    variant: &str,
    provider: &MockProvider,
    port: u16,
) -> Result<Values, TargetError> {
    if variant != "default" && !manifest.variants.contains_key(variant) {
        return Err(TargetError::NoVariant(variant.to_owned()));
    }
    let folder = std::path::absolute(&manifest.folder).unwrap_or_else(|_| manifest.folder.clone());
    let mut values = Values::default()
        .with("port", port.to_string())
        .with("manifest.folder", folder.display().to_string());
    let url = values.fill(&manifest.app.url)?;
    values = values.with("app.url", url.trim_end_matches('/'));
    for idp in Provider::ALL {
        let entry = manifest.providers.get(idp.slug());
        let client_id = entry
            .and_then(|entry| entry.client_id.clone())
            .unwrap_or_else(|| format!("{}-{variant}-client", manifest.name));
        // Characters that Basic authentication has to encode, so that a target that forgets is found out.
        let secret = entry
            .and_then(|entry| entry.client_secret.clone())
            .unwrap_or_else(|| format!("{}-{variant}-s:e+c%r/et", manifest.name));
        let id = idp.slug();
        values = values
            .with(&format!("{id}.url"), provider.base_str(idp))
            .with(&format!("{id}.api_url"), provider.api_base_str(idp))
            .with(&format!("{id}.issuer"), provider.issuer(idp))
            .with(&format!("{id}.client_id"), client_id)
            .with(&format!("{id}.client_secret"), secret);
    }
    Ok(values)
}

/// Makes the target known at the provider.
fn register(manifest: &Manifest, provider: &MockProvider, values: &Values) -> Result<(), TargetError> {
    for (idp, entry) in manifest.offered() {
        let value = |key: &str| {
            values
                .get(&format!("{}.{key}", idp.slug()))
                .unwrap_or_default()
                .to_owned()
        };
        let client = Client {
            client_secret: value("client_secret"),
            redirect_uris: vec![values.fill(&entry.redirect_uri)?],
            name: manifest.name.clone(),
            ..Client::new(idp, value("client_id"))
        };
        provider.put_client(client);
    }
    Ok(())
}

fn base_url(manifest: &Manifest, values: &Values) -> Result<Url, TargetError> {
    let text = values.fill(&manifest.app.url)?;
    let with_slash = if text.ends_with('/') {
        text
    } else {
        format!("{text}/")
    };
    Url::parse(&with_slash).map_err(|_| TargetError::Url(with_slash))
}

/// A port of loopback that nobody listens on at this moment.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}
