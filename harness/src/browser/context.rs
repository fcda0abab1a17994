//! One person's browser: an isolated context with a tab, and what a person does in it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::activity::Activity;
use super::cookie::{Cookie, Reach};
use super::error::PageError;
use super::film::{Film, Picture};
use super::heard::Sent;
use super::isolation::Isolation;
use super::locator::Locator;
use super::tab::{COUNT, Element, Purpose, SCRIPT_LIMIT, Tab, Trouble, counting};
use super::traffic::Request;
use crate::clock::Deadline;
use crate::watch::Watch;

/// How long one question to the page may stay open; a promise is lost when its document goes away.
const ASK_CAP: Duration = Duration::from_millis(500);
/// How long a page that could not be acted on is left alone, unless something happens in it.
const RETRY_CAP: Duration = Duration::from_millis(50);
/// How long a question about the present may wait for a page that is on its way to another one.
const PRESENT_LIMIT: Duration = Duration::from_secs(5);
/// Nothing happening for this long, with no request open, counts as settled.
const QUIET: Duration = Duration::from_millis(100);

const READ_PAGE: &str = "return {
    url: location.href, title: document.title, lang: document.documentElement.lang,
    text: document.body ? document.body.innerText : '',
    status: performance.getEntriesByType('navigation')[0]?.responseStatus || null,
    ways: document.querySelectorAll('a[href], button, input[type=submit], form').length };";

/// A tab of an isolated browser context. The context goes with its last tab.
#[derive(Debug)]
pub struct Context {
    // Before the context: it goes back to whom it was borrowed from.
    pub(super) tab: Tab,
    pub(super) isolation: Arc<Isolation>,
    pub(super) activity: Arc<Activity>,
    film: Option<Film>,
    watched: Option<Watched>,
}

/// Who gets to know what a tab saw, when it is closed.
#[derive(Debug)]
struct Watched {
    watch: Arc<Watch>,
    check: String,
    /// Addresses that the tab was sent to.
    typed: Mutex<HashSet<String>>,
    /// The pages that somebody read, one for each document.
    pages: Mutex<Vec<(u64, Page)>>,
}

/// What a person sees.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Address bar.
    pub url: String,
    /// Document title.
    pub title: String,
    /// Language of the document, empty when it has none.
    pub lang: String,
    /// Visible text.
    pub text: String,
    /// Number of links, buttons, and forms: the ways on from here.
    pub ways: usize,
    /// HTTP status of the document, when it came over HTTP.
    pub status: Option<u16>,
}

impl Context {
    /// Takes over what was opened over a protocol.
    pub(super) fn new(isolation: Arc<Isolation>, activity: Arc<Activity>, tab: Tab) -> Self {
        Self {
            tab,
            isolation,
            activity,
            film: None,
            watched: None,
        }
    }

    /// From now on keeps what is seen in the tab for `watch`, as part of `check`.
    pub fn watched_by(&mut self, watch: Arc<Watch>, check: &str) {
        self.watched = Some(Watched {
            watch,
            check: check.to_owned(),
            typed: Mutex::default(),
            pages: Mutex::default(),
        });
    }

    /// Loads `url` and waits until it is loaded.
    ///
    /// # Errors
    /// When the browser is gone or cannot reach the address.
    pub async fn goto(&self, url: &Url) -> Result<(), PageError> {
        if let Some(watched) = &self.watched {
            let mut typed = watched.typed.lock().unwrap_or_else(PoisonError::into_inner);
            typed.insert(url.to_string());
        }
        self.alive(self.tab.goto(url)).await?;
        self.filmed().await;
        Ok(())
    }

    /// Clicks what `locator` points at, as soon as it is there and nothing covers it,
    /// and waits for the document that the click leads to at once.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first, [`PageError::Refused`] when it is there
    /// but cannot be clicked until then.
    pub async fn click(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        self.act(
            locator,
            limit,
            "click",
            Purpose::Press,
            async |element, deadline| self.tab.click(element, deadline).await,
        )
        .await
    }

    /// Clicks twice, as fast as a hand that is used to it.
    ///
    /// # Errors
    /// As [`Self::click`].
    pub async fn double_click(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        self.act(
            locator,
            limit,
            "click twice",
            Purpose::Press,
            async |element, deadline| self.tab.double_click(element, deadline).await,
        )
        .await
    }

    /// Types `value` into a field, replacing what it holds.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn fill(&self, locator: &Locator, value: &str, limit: Duration) -> Result<(), PageError> {
        self.act(locator, limit, "type", Purpose::Use, async |element, deadline| {
            self.tab.fill(element, value, deadline).await
        })
        .await
    }

    /// Ticks or unticks a checkbox.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn tick(&self, locator: &Locator, on: bool, limit: Duration) -> Result<(), PageError> {
        self.act(
            locator,
            limit,
            "tick",
            Purpose::Press,
            async |element, deadline| {
                if element.ticked == on {
                    Ok(())
                } else {
                    self.tab.click(element, deadline).await
                }
            },
        )
        .await
    }

    /// Waits until what `locator` points at is visible.
    ///
    /// # Errors
    /// [`PageError::NotFound`] when `limit` passes first.
    pub async fn wait_for(&self, locator: &Locator, limit: Duration) -> Result<(), PageError> {
        self.find(locator, Purpose::Use, Deadline::after(limit))
            .await
            .map(|_| ())
    }

    /// Waits until one of `locators` is visible and has text in it, and returns the text.
    ///
    /// # Errors
    /// [`PageError::NotFound`] for the first locator when `limit` passes.
    pub async fn wait_for_text(&self, locators: &[&Locator], limit: Duration) -> Result<String, PageError> {
        let deadline = Deadline::after(limit);
        while let Some(left) = deadline.left() {
            match self
                .alive(self.tab.text(locators, left.min(ASK_CAP), deadline))
                .await
            {
                Ok(Some(text)) => {
                    self.filmed().await;
                    return Ok(text);
                }
                Ok(None) => {}
                Err(trouble) => self.pass(trouble, || "read the page".to_owned()).await?,
            }
        }
        Err(self.not_found(locators.first().copied(), limit).await)
    }

    /// True when what `locator` points at is visible now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn is_visible(&self, locator: &Locator) -> Result<bool, PageError> {
        let deadline = Deadline::after(PRESENT_LIMIT);
        let found = self.tab.find(locator, Duration::ZERO, Purpose::Use, deadline);
        match self.alive(found).await {
            Ok(found) => Ok(found.is_some()),
            Err(Trouble::Passing(_)) => Ok(false),
            Err(Trouble::Lasting(error)) => Err(error),
        }
    }

    /// The number of visible things that `locator` points at now.
    ///
    /// # Errors
    /// When the browser is gone, or the page does not answer.
    pub async fn count(&self, locator: &Locator) -> Result<usize, PageError> {
        let answer = self.script(COUNT, vec![counting(locator)]).await?;
        Ok(answer
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or_default())
    }

    /// The address that the browser was to go to and could not reach, while it shows its own page about that.
    #[must_use]
    pub fn unreachable(&self) -> Option<String> {
        self.activity.unreachable()
    }

    /// Cookies that the browser refused to keep, each with the reason.
    #[must_use]
    pub fn refused_cookies(&self) -> Vec<String> {
        self.activity.refused_cookies()
    }

    /// True when the tab's newest document is an error by its HTTP status.
    #[must_use]
    pub fn shows_error(&self) -> bool {
        self.activity
            .document_status()
            .is_some_and(|status| status >= 400)
    }

    /// True while the tab is known not to have been sent anywhere.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.activity.url().as_str(), "" | "about:blank") && self.activity.requests().is_empty()
    }

    /// Waits until no request is open and nothing happens any more; false when `limit` passed first.
    pub async fn settle(&self, limit: Duration) -> bool {
        self.activity.settled(QUIET, Deadline::after(limit)).await
    }

    /// Waits until something happens in the tab, or `limit` has passed.
    pub async fn next_change(&self, limit: Duration) {
        self.activity.next_change(limit).await;
    }

    /// What the person sees now.
    ///
    /// # Errors
    /// When the browser is gone, or the page does not answer.
    pub async fn page(&self) -> Result<Page, PageError> {
        let deadline = Deadline::after(PRESENT_LIMIT);
        loop {
            match self.alive(self.tab.evaluate(READ_PAGE, vec![], deadline)).await {
                Ok(value) => {
                    let mut page: Page = serde_json::from_value(value).unwrap_or_default();
                    page.status = self.activity.document_status();
                    // The browser's own page about a failure says nothing of where it was to go.
                    if let Some(url) = self.activity.unreachable() {
                        page.url = url;
                    }
                    self.remember(&page);
                    return Ok(page);
                }
                Err(trouble) if deadline.left().is_some() => {
                    self.pass(trouble, || "read the page".to_owned()).await?;
                }
                Err(trouble) => return Err(trouble.settle(|| "read the page".to_owned())),
            }
        }
    }

    /// Runs a script in the page and returns its result.
    ///
    /// # Errors
    /// When the browser is gone, the script throws, or the document goes away under it.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value, PageError> {
        let deadline = Deadline::after(SCRIPT_LIMIT);
        self.alive(self.tab.evaluate(script, arguments, deadline))
            .await
            .map_err(|trouble| trouble.settle(|| "run a script".to_owned()))
    }

    /// All cookies of this context, of every origin.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn cookies(&self) -> Result<Vec<Cookie>, PageError> {
        self.isolation.cookies().await
    }

    /// Sets a cookie for each of `urls` in this context.
    ///
    /// # Errors
    /// When the browser refuses it or is gone.
    pub async fn set_cookie(
        &self,
        urls: &[Url],
        name: &str,
        value: &str,
        reach: Reach,
    ) -> Result<(), PageError> {
        self.isolation.set_cookie(urls, name, value, reach).await
    }

    /// Removes every cookie of this context.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn clear_cookies(&self) -> Result<(), PageError> {
        self.isolation.clear_cookies().await
    }

    /// A picture of the page as PNG.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn screenshot(&self) -> Result<Vec<u8>, PageError> {
        self.alive(self.tab.screenshot())
            .await
            .map_err(|trouble| trouble.settle(|| "take a screenshot".to_owned()))
    }

    /// From now on takes a picture of each page on which something is looked for and found.
    pub fn start_film(&mut self) {
        self.film = Some(Film::default());
    }

    /// The pictures of [`Self::start_film`], oldest first; the page that is shown now is in [`Self::screenshot`].
    #[must_use]
    pub fn film(&self) -> Vec<Picture> {
        self.film.as_ref().map(Film::pictures).unwrap_or_default()
    }

    /// The last requests of the tab with what became of them, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.activity.requests()
    }

    /// The last console lines of the tab.
    #[must_use]
    pub fn console(&self) -> Vec<String> {
        self.activity.console()
    }

    /// The last requests of the tab's documents and scripts, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.activity.sent()
    }

    /// Where the last redirects of the tab led, as written, oldest first.
    #[must_use]
    pub fn redirects(&self) -> Vec<String> {
        self.activity.redirects()
    }

    /// Waits for a redirect of the tab whose address `wanted` takes, also to one that no browser can open; the newest
    /// one since the tab was opened, or `None` when `limit` passed first.
    pub async fn redirected(&self, limit: Duration, wanted: impl Fn(&str) -> bool) -> Option<String> {
        self.activity.redirected(Deadline::after(limit), wanted).await
    }

    /// Keeps the newest state of each document that was read.
    fn remember(&self, page: &Page) {
        let Some(watched) = &self.watched else { return };
        let document = self.activity.documents();
        let mut pages = watched.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|(number, _)| *number != document);
        pages.push((document, page.clone()));
    }

    /// Takes a picture, if one of this page is wanted. Without one nothing is lost but a picture.
    async fn filmed(&self) {
        if let Some(film) = &self.film
            && film.wants(self.activity.scene())
            && let Ok(png) = self.screenshot().await
        {
            film.keep(self.activity.url(), png);
        }
    }

    /// Finds an element and does something to it; asks again when the page changed in between.
    async fn act(
        &self,
        locator: &Locator,
        limit: Duration,
        what: &str,
        purpose: Purpose,
        action: impl AsyncFn(&Element, Deadline) -> Result<(), Trouble>,
    ) -> Result<(), PageError> {
        let deadline = Deadline::after(limit);
        let named = || format!("{what} {locator}");
        loop {
            let element = self.find(locator, purpose, deadline).await?;
            match self.alive(action(&element, deadline)).await {
                Ok(()) => return Ok(()),
                Err(trouble) if deadline.left().is_some() => self.pass(trouble, named).await?,
                Err(trouble) => return Err(trouble.settle(named)),
            }
        }
    }

    pub(super) async fn find(
        &self,
        locator: &Locator,
        purpose: Purpose,
        deadline: Deadline,
    ) -> Result<Element, PageError> {
        while let Some(left) = deadline.left() {
            let found = self.tab.find(locator, left.min(ASK_CAP), purpose, deadline);
            match self.alive(found).await {
                Ok(Some(element)) => {
                    self.filmed().await;
                    return Ok(element);
                }
                Ok(None) => {}
                Err(trouble) => self.pass(trouble, || format!("look for {locator}")).await?,
            }
        }
        Err(self.not_found(Some(locator), deadline.limit()).await)
    }

    /// Leaves a page that is on its way to another state a moment.
    async fn pass(&self, trouble: Trouble, action: impl FnOnce() -> String) -> Result<(), PageError> {
        match trouble {
            Trouble::Passing(_) => {
                self.activity.next_change(RETRY_CAP).await;
                Ok(())
            }
            lasting @ Trouble::Lasting(_) => Err(lasting.settle(action)),
        }
    }

    /// Ends `work` when the tab goes, whether or not the transport notices.
    pub(super) async fn alive<T, E: From<PageError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            done = work => done,
            reason = self.activity.gone() => Err(PageError::Gone(reason).into()),
        }
    }

    async fn not_found(&self, locator: Option<&Locator>, waited: Duration) -> PageError {
        let url = match self.page().await {
            Ok(page) => page.url,
            Err(gone @ PageError::Gone(_)) => return gone,
            // A page that does not answer still has an address.
            Err(_) => self.activity.url(),
        };
        PageError::NotFound {
            locator: Box::new(locator.cloned().unwrap_or_default()),
            url,
            waited,
        }
    }
}

impl From<PageError> for Trouble {
    fn from(error: PageError) -> Self {
        Self::Lasting(error)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(watched) = self.watched.take() {
            let pages = watched.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
            let pages = pages.into_iter().map(|(_, page)| page).collect();
            let typed = watched.typed.into_inner().unwrap_or_else(PoisonError::into_inner);
            watched
                .watch
                .take_in(&watched.check, self.activity.requests(), &typed, pages);
        }
    }
}
