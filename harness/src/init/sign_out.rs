//! What ends the session: found by its name, and proved by pressing it.

use url::Url;

use super::InitError;
use super::controls::{Control, controls};
use super::door::pattern;
use super::scene::Scene;
use super::sign_in::Visit;
use super::whoami;
use crate::browser::Locator;

/// Where apps have it, beside the page to which a sign-in leads.
const USUAL: [&str; 5] = ["/", "/account", "/settings", "/profile", "/dashboard"];
/// How many menus are opened on a page.
const MENUS: usize = 3;

/// What ends the session.
#[derive(Debug, Clone)]
pub(super) struct SignOut {
    /// Path of the page that has it.
    pub(super) page: String,
    /// What is pressed first, where it is hidden.
    pub(super) open: Option<Locator>,
    /// What is pressed.
    pub(super) click: Locator,
}

/// Whether a control's name says that it signs out.
pub(super) fn names_it(control: &Control) -> bool {
    let words = pattern(
        r"(?i)\b(sign|log)[ -]?(out|off)\b|\babmelden\b|\bausloggen\b|d[ée]connexion|d[ée]connecter|cerrar sesi|\buitloggen\b|\besci\b|\bsair\b",
    );
    words.is_match(&control.name)
}

/// Finds it, and signs the person who visits out by it.
pub(super) async fn find(
    scene: &Scene,
    visit: &Visit,
    who: &whoami::Found,
    protected: Option<&str>,
) -> Result<Option<SignOut>, InitError> {
    let mut pages: Vec<String> = Vec::new();
    let here = Url::parse(&visit.page.url).ok();
    let here = here.filter(|url| url.origin() == scene.target.url.origin());
    let here = here.map(|url| url.path().to_owned());
    for path in here.iter().map(String::as_str).chain(protected).chain(USUAL) {
        if !pages.iter().any(|known| known == path) {
            pages.push(path.to_owned());
        }
    }
    for page in pages {
        if let Some(found) = on_page(scene, visit, who, &page).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

async fn on_page(
    scene: &Scene,
    visit: &Visit,
    who: &whoami::Found,
    page: &str,
) -> Result<Option<SignOut>, InitError> {
    let patience = scene.suite.patience();
    let context = &visit.browser.context;
    if context.goto(&scene.target.page(page)).await.is_err() {
        return Ok(None);
    }
    context.settle(patience).await;
    let seen = controls(context).await?;
    if let Some(control) = seen.iter().find(|control| names_it(control)) {
        return press(scene, visit, who, page, None, control).await;
    }
    let menus = seen
        .iter()
        .filter(|control| is_menu(control, &visit.email))
        .take(MENUS);
    for menu in menus {
        let Some(open) = opener(menu, &visit.email) else {
            continue;
        };
        context.goto(&scene.target.page(page)).await?;
        context.settle(patience).await;
        if context.click(&open, patience).await.is_err() {
            continue;
        }
        context.settle(patience).await;
        let seen = controls(context).await?;
        if let Some(control) = seen.iter().find(|control| names_it(control)) {
            return press(scene, visit, who, page, Some(open), control).await;
        }
    }
    Ok(None)
}

/// Presses it, and once more where the app asks whether that was meant.
async fn press(
    scene: &Scene,
    visit: &Visit,
    who: &whoami::Found,
    page: &str,
    open: Option<Locator>,
    control: &Control,
) -> Result<Option<SignOut>, InitError> {
    let patience = scene.suite.patience();
    let context = &visit.browser.context;
    let Some(click) = control.locator() else {
        return Ok(None);
    };
    if context.click(&click, patience).await.is_err() {
        return Ok(None);
    }
    context.settle(patience).await;
    if is_out(scene, visit, who).await? {
        return Ok(Some(SignOut {
            page: page.to_owned(),
            open,
            click,
        }));
    }
    let asked = context.page().await?.url;
    let Ok(asked) = Url::parse(&asked) else {
        return Ok(None);
    };
    let same_origin = asked.origin() == scene.target.url.origin();
    let seen = controls(context).await?;
    let button = seen
        .iter()
        .find(|control| names_it(control) && control.role == "button");
    let again = |click: &Locator| asked.path() == page && Some(click) == control.locator().as_ref();
    let asks = button
        .and_then(Control::locator)
        .filter(|click| same_origin && !again(click));
    let Some(click) = asks else { return Ok(None) };
    if context.click(&click, patience).await.is_err() {
        return Ok(None);
    }
    context.settle(patience).await;
    Ok(is_out(scene, visit, who).await?.then(|| {
        if asked.path() == page {
            // A question on the same page: what asks it opens the way.
            SignOut {
                page: page.to_owned(),
                open: control.locator(),
                click,
            }
        } else {
            SignOut {
                page: super::plan::path_of_url(&asked),
                open: None,
                click,
            }
        }
    }))
}

async fn is_out(scene: &Scene, visit: &Visit, who: &whoami::Found) -> Result<bool, InitError> {
    Ok(whoami::ask(scene, who, &visit.cookies().await?).await.is_none())
}

/// What points at a menu for everybody: not the name of the person whose menu it is.
fn opener(menu: &Control, email: &str) -> Option<Locator> {
    let own = email.split('@').next().unwrap_or_default();
    if menu.name.to_lowercase().contains(own) {
        return menu.css.clone().map(Locator::css);
    }
    menu.locator()
}

/// Whether a control may show a menu with more.
fn is_menu(control: &Control, email: &str) -> bool {
    let name = control.name.to_lowercase();
    let own = email.split('@').next().unwrap_or_default();
    control.role == "button"
        && (control.popup
            || name.contains(own)
            || pattern(r"\b(account|profile|menu|user|avatar)\b").is_match(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Control {
        Control {
            role: "button".to_owned(),
            name: name.to_owned(),
            ..Control::default()
        }
    }

    #[test]
    fn it_is_known_by_its_name() {
        for name in [
            "Sign out",
            "Log Out",
            "Logout",
            "sign-out",
            "Abmelden",
            "Se déconnecter",
            "Cerrar sesión",
        ] {
            assert!(names_it(&named(name)), "{name}");
        }
        for name in ["Sign in", "Sign up", "Check out", "About"] {
            assert!(!names_it(&named(name)), "{name}");
        }
    }

    #[test]
    fn a_menu_is_what_says_so_or_bears_the_persons_name() {
        assert!(is_menu(&named("alice-1"), "alice-1@people.example"));
        assert!(is_menu(&named("User menu"), "a@b"));
        assert!(!is_menu(&named("Buy now"), "alice-1@people.example"));
    }
}
