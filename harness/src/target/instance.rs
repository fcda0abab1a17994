//! A running target: started from its manifest, or found running; stopped with everything it started.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mock_provider::MockProvider;
use tokio::sync::Mutex;
use url::Url;

use super::access::Access;
use super::error::TargetError;
use super::http::Http;
use super::launch::{Program, Running, wait_until_ready};
use super::manifest::{Manifest, Service, Start, Variant};
use super::registration::{base_url, register, values};
use super::template::Values;
use crate::process::Lines;

/// The longest that one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

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
    /// Folder in which commands of the manifest run.
    pub folder: PathBuf,
    http: Http,
    /// What was started, in that order, with names for messages.
    running: Mutex<Vec<(String, Running)>>,
    /// What they print, with the same names; it outlives them.
    said: Vec<(String, Lines)>,
    stopped: AtomicBool,
    /// How it ended, once somebody saw that it had.
    death: OnceLock<String>,
}

impl Target {
    /// Starts the target with the settings of `variant` and registers its clients at `provider`, which its programs
    /// find by `access`.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub async fn start(
        manifest: &Manifest,
        variant: &str,
        provider: &MockProvider,
        access: &Access,
    ) -> Result<Self, TargetError> {
        let values = values(manifest, variant, provider)?;
        register(manifest, provider, &values);
        let url = base_url(&manifest.app.url, &values)?;
        let limit = Duration::from_secs(manifest.timeouts.start_s);
        let http = Http::new(
            url.clone(),
            &manifest.app.allow_hosts,
            manifest.trust(),
            limit.min(REQUEST_LIMIT),
        );
        let settings = manifest.variants.get(variant);
        let mut running = Vec::new();
        for service in &manifest.services {
            let program = of_service(manifest, service, settings);
            let mut started = program.launch(&values, access).await?;
            let base = base_url(&service.base_url(), &values)?;
            let ready = base.join(&service.ready).unwrap_or(base);
            wait_until_ready(Some(&mut started), &http, &ready, limit)
                .await
                .map_err(|error| error.of(&service.name))?;
            running.push((format!("the service `{}`", service.name), started));
        }
        let (mut started, how) = match &manifest.start {
            None => (None, "already running".to_owned()),
            Some(start) => {
                let program = of_start(manifest, start, settings);
                let shown = program.shown();
                let how = if program.embedded {
                    shown
                } else {
                    format!("started: {shown}")
                };
                (Some(program.launch(&values, access).await?), how)
            }
        };
        let ready = manifest.start.as_ref().map_or("/", |start| start.ready.as_str());
        let ready = url.join(ready).unwrap_or_else(|_| url.clone());
        wait_until_ready(started.as_mut(), &http, &ready, limit).await?;
        running.extend(started.map(|started| ("the target".to_owned(), started)));
        let said = running
            .iter()
            .map(|(name, running)| (name.clone(), running.lines()));
        Ok(Self {
            said: said.collect(),
            variant: variant.to_owned(),
            url,
            values,
            how,
            folder: manifest.folder.clone(),
            http,
            running: Mutex::new(running),
            stopped: AtomicBool::new(false),
            death: OnceLock::new(),
        })
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

    /// How the target or one of its services ended, when it has ended although nobody stopped it.
    pub async fn death(&self) -> Option<String> {
        if self.death.get().is_none() && !self.stopped.load(Ordering::Relaxed) {
            let mut running = self.running.lock().await;
            let death = running.iter_mut().find_map(|(name, running)| {
                let (status, last_words) = running.death()?;
                Some(format!("{name} ended ({status}): {last_words}"))
            });
            if let Some(death) = death {
                return Some(self.death.get_or_init(|| death).clone());
            }
        }
        self.death.get().cloned()
    }

    /// Waits until the target or one of its services ends, and says how; forever where none is a process.
    pub async fn ended(&self) -> String {
        let mut running = self.running.lock().await;
        let ends = running.iter_mut().map(|(_, running)| Box::pin(running.ended()));
        let ends: Vec<_> =
            std::iter::once(Box::pin(std::future::pending()) as Pin<Box<dyn Future<Output = ()>>>)
                .chain(ends.map(|end| end as Pin<Box<dyn Future<Output = ()>>>))
                .collect();
        futures::future::select_all(ends).await;
        drop(running);
        self.death().await.unwrap_or_default()
    }

    /// What its programs have printed last, as an end of a message; empty when they say nothing.
    pub async fn last_words(&self, lines: usize) -> String {
        let running = self.running.lock().await;
        running
            .iter()
            .filter_map(|(name, running)| {
                let words = running.last_words(lines);
                (!words.is_empty()).then(|| format!("\n{name} said last:\n  {}", words.join("\n  ")))
            })
            .collect()
    }

    /// Everything that its programs have printed so far, as far as it is kept, with their names; nothing where nobody
    /// here started any.
    pub fn printed(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        self.said
            .iter()
            .map(|(name, lines)| (name.as_str(), lines.tail(usize::MAX)))
    }

    /// Stops the target and everything it started, in the opposite order.
    pub async fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        let mut running = self.running.lock().await;
        while let Some((_, running)) = running.pop() {
            running.stop().await;
        }
    }
}

fn of_start<'a>(manifest: &'a Manifest, start: &'a Start, variant: Option<&Variant>) -> Program<'a> {
    let mut env = start.env.clone();
    env.extend(variant.map(|variant| variant.env.clone()).unwrap_or_default());
    Program {
        embedded: start.embedded.is_some(),
        command: &start.command,
        env,
        folder: &manifest.folder,
    }
}

fn of_service<'a>(manifest: &'a Manifest, service: &'a Service, variant: Option<&Variant>) -> Program<'a> {
    let mut env = service.env.clone();
    let other = variant.and_then(|variant| variant.services.get(&service.name));
    env.extend(other.map(|other| other.env.clone()).unwrap_or_default());
    Program {
        embedded: service.embedded.is_some(),
        command: &service.command,
        env,
        folder: &manifest.folder,
    }
}
