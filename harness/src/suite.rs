//! What all scenarios of a run share: the provider, the browser, and the target in its variants.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use mock_provider::MockProvider;
use mock_provider::config::Persona;
use tokio::net::TcpStream;
use tokio::sync::{Mutex as AsyncMutex, OnceCell, OwnedMutexGuard, RwLock};
use url::Url;

use crate::browser::{Browser, Context, LaunchError, Options, PageError, Programs};
use crate::capture::Capture;
use crate::people;
use crate::target::{Access, Manifest, Target, TargetError};
use crate::watch::Watch;

/// A part of the set-up that no longer answers: whatever a scenario ran into meanwhile says nothing about the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Casualty {
    /// What it is, as a sentence.
    pub what: String,
    /// It is the target, which was started here and has ended by itself. The next scenario gets a new one.
    pub target_ended: bool,
}

/// How long a connection to this machine may take before nobody is held to listen.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// The shared parts of a run.
#[derive(Debug)]
pub struct Suite {
    /// The identity providers.
    pub provider: Arc<MockProvider>,
    /// What is known about the target.
    pub manifest: Manifest,
    /// What all browsers of the run saw.
    pub watch: Arc<Watch>,
    /// What is kept of the browsers.
    pub capture: Capture,
    access: Access,
    programs: Programs,
    options: Options,
    browser: RwLock<Browser>,
    targets: Mutex<HashMap<String, Arc<OnceCell<Arc<Target>>>>>,
    /// Targets that have ended by themselves, and how, each as a sentence.
    ended: Mutex<Vec<(Arc<Target>, String)>>,
    people: AtomicU32,
    run: String,
    clock: Arc<AsyncMutex<()>>,
}

impl Suite {
    /// Takes over what the set-up started. `run` tells the people of this run from those of earlier ones.
    #[must_use]
    pub fn new(
        provider: Arc<MockProvider>,
        manifest: Manifest,
        access: Access,
        programs: Programs,
        options: Options,
        browser: Browser,
        run: String,
    ) -> Self {
        Self {
            provider,
            manifest,
            watch: Arc::default(),
            capture: Capture::default(),
            access,
            programs,
            options,
            browser: RwLock::new(browser),
            targets: Mutex::default(),
            ended: Mutex::default(),
            people: AtomicU32::new(1),
            run,
            clock: Arc::default(),
        }
    }

    /// The right to move the target's clock, for as long as the value lives: what one moves, others stumble over.
    pub async fn clock(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.clock).lock_owned().await
    }

    /// How long something may take to appear on a page.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.manifest.timeouts.page_s)
    }

    /// How long a step may take.
    #[must_use]
    pub fn step_limit(&self) -> Duration {
        Duration::from_secs(self.manifest.timeouts.step_s)
    }

    /// The target in `variant`, started at the first call, and anew where it has ended by itself since.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub async fn target(&self, variant: &str) -> Result<Arc<Target>, TargetError> {
        loop {
            let cell = {
                let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(targets.entry(variant.to_owned()).or_default())
            };
            let target = cell
                .get_or_try_init(|| async {
                    Target::start(&self.manifest, variant, &self.provider, &self.access)
                        .await
                        .map(Arc::new)
                })
                .await?;
            let Some(death) = target.death().await else {
                return Ok(Arc::clone(target));
            };
            // Its services may live on.
            target.stop().await;
            let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
            if targets
                .get(variant)
                .is_some_and(|present| Arc::ptr_eq(present, &cell))
            {
                targets.remove(variant);
                let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
                ended.push((Arc::clone(target), death));
            }
        }
    }

    /// A browser for one person; a browser that crashed is replaced first.
    ///
    /// # Errors
    /// When no browser can be had.
    pub async fn context(&self) -> Result<Context, PageError> {
        match self.browser.read().await.context().await {
            Err(PageError::Gone(_)) => {}
            opened => return opened,
        }
        let mut browser = self.browser.write().await;
        if !browser.is_alive() {
            let gone = |error: LaunchError| PageError::Gone(error.to_string());
            *browser = Browser::launch(&self.programs, &self.options)
                .await
                .map_err(gone)?;
        }
        browser.context().await
    }

    /// The WebDriver remote end that has the browser, when it was not started here.
    #[must_use]
    pub fn remote_end(&self) -> Option<&Url> {
        self.options.remote.as_ref()
    }

    /// Another tab in the browser of the person who has `context`.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn another_tab(&self, context: &Context) -> Result<Context, PageError> {
        self.browser.read().await.another_tab(context).await
    }

    /// Browser and driver, for people.
    pub async fn browser_names(&self) -> (String, String) {
        let browser = self.browser.read().await;
        (browser.name(), browser.driver_name())
    }

    /// Everywhere the providers' pages are.
    #[must_use]
    pub fn provider_sites(&self) -> Vec<Url> {
        let mut sites = vec![self.provider.url().clone()];
        if self.manifest.provider.reach.is_by_real_names() {
            let names = self.provider.virtual_hosts().iter();
            sites.extend(names.filter_map(|name| Url::parse(&format!("https://{name}/")).ok()));
        }
        sites
    }

    /// Whether `url` is one of the providers'.
    #[must_use]
    pub fn is_at_provider(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| {
            self.provider_sites()
                .iter()
                .any(|site| site.origin() == url.origin())
        })
    }

    /// What the target's programs asked for and nobody here is, as a sentence; only where they come by a proxy.
    #[must_use]
    pub fn strays(&self) -> Option<String> {
        let hosts = self.provider.unknown_hosts();
        (!hosts.is_empty()).then(|| {
            format!(
                "the target's programs asked for {}, which is no host of a provider and was refused",
                hosts.join(", ")
            )
        })
    }

    /// A person of `kind` (`alice`, `eve` …) whom no other scenario has met, known to the providers.
    ///
    /// # Errors
    /// When there is no such kind of person.
    pub fn new_person(&self, kind: &str) -> Result<Persona, people::UnknownPerson> {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let persona = people::make(kind, &self.run, number)?;
        self.provider.put_persona(persona.clone());
        Ok(persona)
    }

    /// What of the provider and `target` no longer answers, if anything.
    pub async fn casualty(&self, target: Option<&Target>) -> Option<Casualty> {
        let silent = |who: &str, url: &Url| Casualty {
            what: format!("the {who} no longer answers at {url}"),
            target_ended: false,
        };
        if !answers(self.provider.url()).await {
            return Some(silent("mock provider", self.provider.url()));
        }
        let target = target?;
        if let Some(what) = target.death().await {
            let target_ended = true;
            return Some(Casualty { what, target_ended });
        }
        (!answers(&target.url).await).then(|| silent("target", &target.url))
    }

    /// The target in `variant`, where it has been started and has not ended.
    pub async fn present_target(&self, variant: &str) -> Option<Arc<Target>> {
        let cell = self
            .targets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(variant)
            .cloned()?;
        let target = cell.get()?;
        target.death().await.is_none().then(|| Arc::clone(target))
    }

    /// How targets have ended by themselves and been started anew, each as a sentence.
    #[must_use]
    pub fn deaths(&self) -> Vec<String> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.iter().map(|(_, how)| how.clone()).collect()
    }

    /// Every target that was started so far, also those that have ended since.
    #[must_use]
    pub fn started(&self) -> Vec<Arc<Target>> {
        let targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = targets.values().filter_map(|cell| cell.get()).cloned().collect();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(ended.iter().map(|(target, _)| Arc::clone(target)));
        all
    }

    /// Stops the targets, the browser, and the provider.
    pub async fn close(self) {
        let targets = self.targets.into_inner().unwrap_or_else(PoisonError::into_inner);
        let running = targets.values().filter_map(|cell| cell.get());
        let targets = join_all(running.map(|target| target.stop()));
        tokio::join!(targets, self.browser.into_inner().close());
        // One that somebody else shares goes on.
        if let Some(provider) = Arc::into_inner(self.provider) {
            provider.shutdown().await;
        }
    }
}

/// True when somebody accepts connections there.
async fn answers(url: &Url) -> bool {
    let Ok(addresses) = url.socket_addrs(|| None) else {
        return false;
    };
    matches!(
        tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(&*addresses)).await,
        Ok(Ok(_))
    )
}
