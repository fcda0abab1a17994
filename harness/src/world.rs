//! What one scenario knows: its people, their browsers, and the faults it armed.

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_provider::Provider;
use mock_provider::config::Persona;
use mock_provider::journal::{Exchange, Filter};
use tokio::sync::{OnceCell, OwnedMutexGuard};
use url::Url;

use crate::broken::{Broken, Kind};
use crate::browser::{Context, Cookie, Reach};
use crate::capture::Capture;
use crate::events::PageEvidence;
use crate::foreign_site::ForeignSite;
use crate::native::NativeClient;
use crate::oracles::premise::Premise;
use crate::oracles::start::Start;
use crate::provider_pages;
use crate::suite::{Casualty, Suite};
use crate::target::{ProviderEntry, ProviderToken, SecondFactor, Target};

/// The state of one scenario.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    suite: Option<Arc<Suite>>,
    /// Address of its check.
    check: String,
    variant: Option<String>,
    /// The target that this scenario began with: one that takes its place knows nobody of this scenario.
    target: OnceCell<Arc<Target>>,
    casualty: Option<String>,
    people: BTreeMap<String, Person>,
    faults: Vec<ArmedFault>,
    /// A site of somebody else, which keeps what it is asked.
    foreign_site: Option<ForeignSite>,
    /// Browser of a control that failed, with the name of its person: evidence.
    failed_control: Option<(String, PersonsBrowser)>,
    /// Number of steps that have begun.
    steps: usize,
    blemish: Option<Blemish>,
    /// Held by whoever moves the target's clock.
    clock: Option<OwnedMutexGuard<()>>,
}

/// A right decision that a person cannot make sense of. The scenario goes on after it.
#[derive(Debug, Clone)]
pub struct Blemish {
    /// Which step of the scenario found it, from 0.
    pub step: usize,
    /// What it is.
    pub broken: Broken,
    /// What the browsers showed then.
    pub pages: Vec<PageEvidence>,
}

/// A fault that this scenario armed.
#[derive(Debug)]
pub struct ArmedFault {
    /// Handle at the provider.
    pub id: String,
    /// Name in the provider's journal.
    pub name: String,
    /// What it does, as a sentence.
    pub sentence: String,
    /// The provider that it alters.
    pub idp: Provider,
    /// What the app has to have asked for, so that this can mean anything to it.
    pub premise: Option<Premise>,
}

/// A person of this scenario.
#[derive(Debug)]
pub struct Person {
    /// Name in the scenario, for example `alice`.
    pub name: String,
    /// Who they are at the providers.
    pub persona: Persona,
    /// Their browser in this scenario, once they used it.
    browser: Option<PersonsBrowser>,
    /// The second factor that was set up for them.
    pub second_factor: Option<SecondFactor>,
    /// The address of their account at the app, where it is not the one that the providers know.
    pub address: Option<String>,
    /// Cookies that were copied out of their browser.
    pub copied: Vec<Cookie>,
    /// The id of their account that was deleted.
    pub deleted: Option<String>,
    /// Where the app's invitation leads to.
    pub invitation: Option<Url>,
    /// A browser of theirs beside the main one.
    pub second: Option<PersonsBrowser>,
    /// A further tab of their main browser.
    pub second_tab: Option<PersonsBrowser>,
    /// Their native client as it was before it redeemed anything.
    pub native_before: NativeClient,
    /// What they have for a native client, once they use one.
    pub native: NativeClient,
    /// The tokens of providers that a back end got for them, oldest first.
    pub tokens: Vec<ProviderToken>,
    /// Where sign-ins ended that were to go on to some address, oldest first.
    pub landings: Vec<Landing>,
    /// The start of a sign-in that was made outside of the browser, with its cookies.
    pub start: Option<Start>,
    /// Number of browsers that they had so far.
    browsers: u32,
}

/// Where a sign-in ended that was to go on to some address.
#[derive(Debug, Clone)]
pub struct Landing {
    /// That address.
    pub wanted: String,
    /// Where it ended.
    pub url: String,
    /// HTTP status of the page there.
    pub status: Option<u16>,
    /// The first place on the way that is neither the app's nor a provider's.
    pub elsewhere: Option<String>,
    /// Whether somebody was signed in then.
    pub signed_in: bool,
    /// Whether the app refused to begin.
    pub refused: bool,
}

/// A browser with the id under which the provider's journal knows it.
#[derive(Debug)]
pub struct PersonsBrowser {
    /// Value of the cookie that names this browser at the provider.
    pub id: String,
    /// The browser.
    pub context: Context,
}

impl Person {
    /// Address of their account at the app.
    #[must_use]
    pub fn email(&self) -> &str {
        self.address.as_deref().unwrap_or_else(|| self.provider_email())
    }

    /// The password that they chose, the same wherever they have one.
    #[must_use]
    pub fn password(&self) -> String {
        format!("{} likes long walks", self.persona.id)
    }

    /// Email address, as every provider knows it.
    #[must_use]
    pub fn provider_email(&self) -> &str {
        self.persona
            .google
            .as_ref()
            .map_or("", |account| account.email.as_str())
    }

    /// Their browser, when they have opened it.
    #[must_use]
    pub fn browser(&self) -> Option<&PersonsBrowser> {
        self.browser.as_ref()
    }
}

impl World {
    /// A world of `suite` for the check with this address. When a part of the set-up is dead, every step says so at once instead of waiting for it.
    pub async fn enter(&mut self, suite: Arc<Suite>, check: String) {
        self.check = check;
        let target = suite.present_target(self.variant()).await;
        let casualty = suite.casualty(target.as_deref()).await;
        self.casualty = casualty.map(|casualty| casualty.what);
        self.suite = Some(suite);
    }

    /// What of the set-up was dead when the scenario began, if anything.
    #[must_use]
    pub fn casualty(&self) -> Option<&str> {
        self.casualty.as_deref()
    }

    /// What no longer answers of that which this scenario uses, if anything.
    pub async fn casualty_now(&self) -> Option<Casualty> {
        let present = match self.target.get() {
            Some(target) => Some(Arc::clone(target)),
            None => self.suite().present_target(self.variant()).await,
        };
        self.suite().casualty(present.as_deref()).await
    }

    /// Another tab of `browser`, which is a person's of this scenario.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn another_tab(&self, browser: &PersonsBrowser) -> Result<PersonsBrowser, Broken> {
        let suite = self.suite();
        let mut context = suite.another_tab(&browser.context).await?;
        context.watched_by(Arc::clone(&suite.watch), &self.check);
        let id = browser.id.clone();
        Ok(PersonsBrowser { id, context })
    }

    /// Counts a step and returns its number, from 0.
    pub fn begin_step(&mut self) -> usize {
        self.steps += 1;
        self.steps - 1
    }

    /// Remembers a blemish; the first one stands for the scenario.
    pub fn blemished(&mut self, blemish: Blemish) {
        self.blemish.get_or_insert(blemish);
    }

    /// The first blemish of the scenario.
    #[must_use]
    pub fn blemish(&self) -> Option<&Blemish> {
        self.blemish.as_ref()
    }

    /// What all scenarios share.
    ///
    /// # Panics
    /// Before [`World::enter`], which the runner calls first.
    #[must_use]
    pub fn suite(&self) -> Arc<Suite> {
        Arc::clone(
            self.suite
                .as_ref()
                .expect("the runner enters the suite before the first step"),
        )
    }

    /// Name of the variant of the target that this scenario uses.
    #[must_use]
    pub fn variant(&self) -> &str {
        self.variant.as_deref().unwrap_or("default")
    }

    /// Chooses the variant of the target.
    ///
    /// # Errors
    /// Not applicable when the manifest has no such variant.
    pub fn choose_variant(&mut self, name: &str) -> Result<(), Broken> {
        if !self.suite().manifest.variants.contains_key(name) {
            return Err(Broken::not_applicable(format!(
                "the manifest has no variant `{name}`"
            )));
        }
        self.variant = Some(name.to_owned());
        self.target = OnceCell::new();
        Ok(())
    }

    /// Takes the target whose clock this scenario alone moves, waiting for others who do.
    ///
    /// # Errors
    /// Not applicable when the manifest has no such variant.
    pub async fn take_clock(&mut self) -> Result<(), Broken> {
        self.choose_variant("own-clock")?;
        self.clock = Some(self.suite().clock().await);
        Ok(())
    }

    /// Whether this scenario may move the target's clock.
    #[must_use]
    pub fn has_clock(&self) -> bool {
        self.clock.is_some()
    }

    /// The target in this scenario's variant.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn target(&self) -> Result<Arc<Target>, Broken> {
        let target = self
            .target
            .get_or_try_init(|| async { self.suite().target(self.variant()).await })
            .await
            .map_err(|error| {
                Broken::set_up(
                    format!("variant `{}` of the target starts", self.variant()),
                    error.to_string(),
                )
                .hint(error.hint())
            })?;
        Ok(Arc::clone(target))
    }

    /// How the target uses `idp`.
    ///
    /// # Errors
    /// Not applicable when it does not.
    pub fn entry(&self, idp: Provider) -> Result<ProviderEntry, Broken> {
        let suite = self.suite();
        let entry = suite.manifest.providers.get(idp.slug());
        entry
            .cloned()
            .ok_or_else(|| Broken::not_applicable(format!("the manifest has no [providers.{}]", idp.slug())))
    }

    /// The person called `name`, who is made at first mention.
    ///
    /// # Errors
    /// When there is no such kind of person: a mistake in the feature.
    pub fn person(&mut self, name: &str) -> Result<&mut Person, Broken> {
        if !self.people.contains_key(name) {
            let persona = self
                .suite()
                .new_person(name)
                .map_err(|error| Broken::breach("a known person", error.to_string()).of_kind(Kind::Crash))?;
            let person = Person {
                name: name.to_owned(),
                persona,
                browser: None,
                second_factor: None,
                address: None,
                copied: Vec::new(),
                deleted: None,
                invitation: None,
                second: None,
                second_tab: None,
                native_before: NativeClient::default(),
                native: NativeClient::default(),
                tokens: Vec::new(),
                start: None,
                landings: Vec::new(),
                browsers: 0,
            };
            self.people.insert(name.to_owned(), person);
        }
        Ok(self.people.get_mut(name).expect("inserted above"))
    }

    /// The person called `name`, whom the scenario has mentioned before.
    ///
    /// # Errors
    /// When it has not: a mistake in the steps.
    pub fn known(&self, name: &str) -> Result<&Person, Broken> {
        self.people.get(name).ok_or_else(|| {
            Broken::breach(
                "a person whom the scenario has mentioned",
                format!("{name} was not"),
            )
            .of_kind(Kind::Crash)
        })
    }

    /// Tells the providers what is now true of `name`, after a change of the persona.
    ///
    /// # Errors
    /// When there is no such kind of person: a mistake in the feature.
    pub fn change_persona(&mut self, name: &str, change: impl FnOnce(&mut Persona)) -> Result<(), Broken> {
        let suite = self.suite();
        let person = self.person(name)?;
        change(&mut person.persona);
        suite.provider.put_persona(person.persona.clone());
        Ok(())
    }

    /// Signs the main browser of `name` out at every provider: they know it by another name from now on. The
    /// provider's journal is read under the new name alone.
    ///
    /// # Errors
    /// When no browser can be had.
    pub async fn leave_providers(&mut self, name: &str) -> Result<(), Broken> {
        let suite = self.suite();
        self.browser(name).await?;
        let person = self.person(name)?;
        person.browsers += 1;
        let id = format!("{}-{}", person.persona.id, person.browsers);
        let Some(browser) = &mut person.browser else {
            return Ok(());
        };
        browser.id = id;
        let (context, id) = (&browser.context, &browser.id);
        Ok(context
            .set_cookie(
                &suite.provider_sites(),
                provider_pages::BROWSER_COOKIE,
                id,
                Reach::Http,
            )
            .await?)
    }

    /// Closes the main browser of `name`; the next use opens a new one.
    pub fn forget_browser(&mut self, name: &str) {
        if let Some(person) = self.people.get_mut(name) {
            person.browser = None;
            person.second_tab = None;
        }
    }

    /// Takes the main browser of `name` away from them; the next use opens a new one.
    pub fn take_browser(&mut self, name: &str) -> Option<PersonsBrowser> {
        self.people.get_mut(name)?.browser.take()
    }

    /// The people of this scenario.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The main browser of `name`, opened at first use.
    ///
    /// # Errors
    /// When no browser can be had.
    pub async fn browser(&mut self, name: &str) -> Result<&PersonsBrowser, Broken> {
        self.person(name)?;
        if self.people[name].browser.is_none() {
            let browser = self.another_browser(name).await?;
            self.people.get_mut(name).expect("made above").browser = Some(browser);
        }
        Ok(self.people[name].browser.as_ref().expect("opened above"))
    }

    /// A further browser of `name`, for controls: nothing in it comes from the main one.
    ///
    /// # Errors
    /// When no browser can be had.
    pub async fn another_browser(&mut self, name: &str) -> Result<PersonsBrowser, Broken> {
        let suite = self.suite();
        let person = self.person(name)?;
        person.browsers += 1;
        let id = format!("{}-{}", person.persona.id, person.browsers);
        let mut context = suite.context().await?;
        context.watched_by(Arc::clone(&suite.watch), &self.check);
        if suite.capture == Capture::All {
            context.start_film();
        }
        context
            .set_cookie(
                &suite.provider_sites(),
                provider_pages::BROWSER_COOKIE,
                &id,
                Reach::Http,
            )
            .await?;
        Ok(PersonsBrowser { id, context })
    }

    /// Id of the main browser of `name`, also before it is opened, for faults that wait for it.
    ///
    /// # Errors
    /// When no browser can be had.
    pub async fn browser_id(&mut self, name: &str) -> Result<String, Broken> {
        Ok(self.browser(name).await?.id.clone())
    }

    /// Cookies of the main browser of `name`.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn cookies(&mut self, name: &str) -> Result<Vec<Cookie>, Broken> {
        Ok(self.browser(name).await?.context.cookies().await?)
    }

    /// Keeps the browser of a control that failed, so that the report can show it.
    pub fn keep_control(&mut self, name: &str, browser: PersonsBrowser) {
        self.failed_control = Some((name.to_owned(), browser));
    }

    /// The browser of the control that failed, with the name of its person.
    #[must_use]
    pub fn failed_control(&self) -> Option<&(String, PersonsBrowser)> {
        self.failed_control.as_ref()
    }

    /// Exchanges at the provider that belong to `browser`, oldest first.
    #[must_use]
    pub fn exchanges_in(&self, browser: &PersonsBrowser) -> Vec<Exchange> {
        let filter = Filter {
            browser: Some(browser.id.clone()),
            ..Filter::default()
        };
        self.suite
            .as_ref()
            .map(|suite| suite.provider.journal().exchanges(&filter))
            .unwrap_or_default()
    }

    /// Remembers a fault, to name it in the report and to disarm it at the end.
    pub fn armed(&mut self, fault: ArmedFault) {
        self.faults.push(fault);
    }

    /// The faults that this scenario armed.
    #[must_use]
    pub fn faults(&self) -> &[ArmedFault] {
        &self.faults
    }

    /// The site of somebody else in this scenario, opened at first use.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn foreign_site(&mut self) -> Result<&ForeignSite, Broken> {
        if self.foreign_site.is_none() {
            let page =
                "<!doctype html><html lang=en><title>Somebody else</title><p>Nothing to see.".to_owned();
            let site = ForeignSite::serve(page).await.map_err(|error| {
                Broken::breach("a free port for another site", error.to_string()).of_kind(Kind::Crash)
            })?;
            self.foreign_site = Some(site);
        }
        Ok(self.foreign_site.as_ref().expect("opened above"))
    }

    /// Disarms every fault of this scenario.
    pub fn disarm(&self) {
        if let Some(suite) = &self.suite {
            for fault in &self.faults {
                suite.provider.disarm(&fault.id);
            }
        }
    }

    /// Exchanges at the provider that belong to the main browsers of this scenario, oldest first.
    /// Controls run in browsers of their own and are left out.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        let mut all: Vec<Exchange> = self
            .people
            .keys()
            .flat_map(|name| self.exchanges_of(name))
            .collect();
        all.sort_unstable_by_key(|exchange| exchange.id);
        all
    }

    /// Exchanges at the provider that belong to the main browser of `name`, oldest first.
    #[must_use]
    pub fn exchanges_of(&self, name: &str) -> Vec<Exchange> {
        let browser = self.people.get(name).and_then(|person| person.browser.as_ref());
        browser
            .map(|browser| self.exchanges_in(browser))
            .unwrap_or_default()
    }
}
