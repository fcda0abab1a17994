//! The page with the provider buttons: the one that a person named, or one that a single press away from it shows.

use mock_provider::Provider;
use regex::Regex;
use url::Url;

use super::InitError;
use super::buttons::Buttons;
use super::controls::{Control, controls, listed};
use super::scene::Scene;
use crate::browser::{Context, Locator};
use crate::oracles::identity::first_words;

/// How many controls are tried that may lead to the buttons.
const TRIES: usize = 5;

/// Where sign-ins start.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// Path of the page.
    pub(super) path: String,
    /// What is pressed first, where the buttons are hidden.
    pub(super) open: Option<Locator>,
    /// The buttons.
    pub(super) buttons: Buttons,
}

impl Door {
    /// Goes to where the buttons are.
    pub(super) async fn enter(&self, scene: &Scene, context: &Context) -> Result<(), InitError> {
        let patience = scene.suite.patience();
        context.goto(&scene.target.page(&self.path)).await?;
        context.settle(patience).await;
        if let Some(open) = &self.open {
            context.click(open, patience).await?;
            context.settle(patience).await;
        }
        Ok(())
    }
}

/// Finds the buttons of `wanted` providers (all, when it is empty) from `path` on.
pub(super) async fn find(scene: &Scene, path: &str, wanted: &[Provider]) -> Result<Door, InitError> {
    let url = scene.target.page(path);
    let context = scene.browser("init-door").await?.context;
    let seen = look(scene, &context, &url).await?;
    if let Some(buttons) = Buttons::among(&seen, wanted) {
        let page = context.page().await?;
        return Ok(Door {
            path: landed(scene, &page.url)
                .filter(|landed| without_query(landed) != without_query(path))
                .unwrap_or_else(|| path.to_owned()),
            open: None,
            buttons,
        });
    }
    let page = context.page().await?;
    for opener in openers(&seen) {
        if let Some(door) = behind(scene, &url, &opener, wanted).await? {
            return Ok(door);
        }
    }
    let which: Vec<&str> = wanted.iter().map(|idp| idp.name()).collect();
    let which = if which.is_empty() {
        "any provider".to_owned()
    } else {
        which.join(" or ")
    };
    Err(InitError::app(
        format!(
            "{url} has no button or link that names {which}, and none leads to one: it has {}, and shows: {}",
            listed(&seen),
            first_words(&page.text)
        ),
        "name the page with the provider buttons in --url; an icon needs an aria-label that names the provider",
    ))
}

/// The page at which sign-ups start, where it is another one than `door`: a link beside the buttons leads to it.
pub(super) async fn sign_up(scene: &Scene, door: &Door) -> Result<Option<Door>, InitError> {
    let providers: Vec<Provider> = door.buttons.labels.iter().map(|(idp, _)| *idp).collect();
    let context = scene.browser("init-sign-up").await?.context;
    door.enter(scene, &context).await?;
    let seen = controls(&context).await?;
    let words = pattern(
        r"(?i)\b(sign|log)[ -]?up\b|\bregister\b|\bregistr|\bcreate (an |a |your )?(new )?account\b|\bjoin\b|\bget started\b|konto (erstellen|anlegen)",
    );
    for control in seen
        .iter()
        .filter(|control| words.is_match(&control.name) && control.own)
    {
        let Some(url) = control.href.as_deref().and_then(|href| Url::parse(href).ok()) else {
            continue;
        };
        // What a link carries about where to go afterwards is rarely needed.
        let mut plain = url.clone();
        plain.set_query(None);
        for url in [plain, url] {
            let found = doors_at(scene, &url, &providers).await;
            if let Some(found) = found.filter(|found| found.path != door.path)
                && same_ways(&found.buttons, &door.buttons)
            {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The buttons at an address, where it is one of the app's that has any.
async fn doors_at(scene: &Scene, url: &Url, providers: &[Provider]) -> Option<Door> {
    let context = scene.browser("init-sign-up").await.ok()?.context;
    let seen = look(scene, &context, url).await.ok()?;
    let path = landed(scene, &context.page().await.ok()?.url)?;
    let buttons = Buttons::among(&seen, providers)?;
    Some(Door {
        path,
        open: None,
        buttons,
    })
}

/// Whether the same labels lead to the same providers; a page may list them in another order.
fn same_ways(one: &Buttons, other: &Buttons) -> bool {
    let has = |label| other.labels.contains(label);
    one.labels.len() == other.labels.len() && one.labels.iter().all(has)
}

/// The buttons behind one control.
async fn behind(
    scene: &Scene,
    url: &Url,
    opener: &Control,
    wanted: &[Provider],
) -> Result<Option<Door>, InitError> {
    let patience = scene.suite.patience();
    let Some(locator) = opener.locator() else {
        return Ok(None);
    };
    let context = scene.browser("init-door").await?.context;
    look(scene, &context, url).await?;
    if context.click(&locator, patience).await.is_err() {
        return Ok(None);
    }
    context.settle(patience).await;
    let Some(buttons) = Buttons::among(&controls(&context).await?, wanted) else {
        return Ok(None);
    };
    let page = context.page().await?;
    let here = super::plan::path_of_url(url);
    if let Some(path) = landed(scene, &page.url).filter(|path| *path != here) {
        let again = scene.browser("init-door").await?.context;
        let direct = look(scene, &again, &scene.target.page(&path)).await;
        if direct.is_ok_and(|seen| Buttons::among(&seen, wanted).is_some()) {
            return Ok(Some(Door {
                path,
                open: None,
                buttons,
            }));
        }
    }
    Ok(Some(Door {
        path: here,
        open: Some(locator),
        buttons,
    }))
}

/// Opens a page and reads its controls. A page may need a moment to show them after it is loaded.
async fn look(scene: &Scene, context: &Context, url: &Url) -> Result<Vec<Control>, InitError> {
    let patience = scene.suite.patience();
    context.goto(url).await.map_err(|error| {
        InitError::app(
            format!("{url} does not open: {error}"),
            "name the page with the provider buttons in --url",
        )
    })?;
    context.settle(patience).await;
    let page = context.page().await?;
    if let Some(status) = page.status.filter(|status| *status >= 400) {
        let words = scene.target.last_words(5).await;
        return Err(InitError::app(
            format!(
                "{url} answers {status}, and shows: {}{words}",
                first_words(&page.text)
            ),
            if status >= 500 {
                "the app itself fails: start it by hand and read its output"
            } else {
                "name the page with the provider buttons in --url"
            },
        ));
    }
    let _ = context
        .wait_for(
            &Locator::css("a[href], button, input[type=submit], [role=button]"),
            patience,
        )
        .await;
    Ok(controls(context).await?)
}

/// Controls that may lead to the buttons, the likeliest first.
fn openers(controls: &[Control]) -> Vec<Control> {
    let likely = [
        pattern(r"(?i)\b(sign|log)[ -]?in\b|\blogin\b|\banmelden\b|\beinloggen\b|connexion|iniciar sesi"),
        pattern(
            r"(?i)\baccount\b|\bcontinue\b|\bget started\b|\b(sign|log)[ -]?up\b|\bother (ways|options)\b|\bmore options\b",
        ),
    ];
    let found = likely.iter().flat_map(|words| {
        controls
            .iter()
            .filter(|control| control.own && words.is_match(&control.name))
            .cloned()
    });
    found.take(TRIES).collect()
}

/// Where a page of the app is, as a path without a fragment.
fn landed(scene: &Scene, url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    url.set_fragment(None);
    (url.origin() == scene.target.url.origin()).then(|| super::plan::path_of_url(&url))
}

fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// A pattern of this program.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is a regular expression")
}
