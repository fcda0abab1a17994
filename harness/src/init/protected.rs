//! A page that turns strangers away and opens for signed-in people.

use url::Url;

use super::InitError;
use super::controls::controls;
use super::scene::Scene;
use super::sign_in::{Visit, asked_for};
use crate::browser::Cookie;

/// Where apps have such pages.
const USUAL: [&str; 8] = [
    "/account",
    "/dashboard",
    "/profile",
    "/settings",
    "/app",
    "/home",
    "/account/",
    "/me",
];

/// Finds one: where the app took the person comes first, then what it links to.
pub(super) async fn find(scene: &Scene, visit: &Visit) -> Result<Option<String>, InitError> {
    let cookies = visit.cookies().await?;
    let mut candidates: Vec<Url> = Url::parse(&visit.page.url).ok().into_iter().collect();
    let links = controls(&visit.browser.context).await.unwrap_or_default();
    let links = links
        .iter()
        .filter(|control| control.own && !super::sign_out::names_it(control));
    candidates.extend(links.filter_map(|control| Url::parse(control.href.as_deref()?).ok()));
    candidates.extend(asked_for(scene, visit));
    candidates.extend(USUAL.iter().map(|path| scene.target.page(path)));
    let mut tried: Vec<String> = Vec::new();
    for mut url in candidates {
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().to_owned();
        if url.origin() != scene.target.url.origin() || tried.contains(&path) {
            continue;
        }
        if guards(scene, &path, &cookies).await {
            return Ok(Some(path));
        }
        tried.push(path);
    }
    Ok(None)
}

/// Whether the page opens with these cookies and without any it does not.
async fn guards(scene: &Scene, path: &str, cookies: &[Cookie]) -> bool {
    let http = scene.target.http();
    let opens = |status: u16| (200..300).contains(&status);
    let is_page = |content_type: Option<&str>| content_type.is_some_and(|kind| kind.contains("html"));
    match http.get(path, "text/html", cookies).await {
        Ok(answer) if opens(answer.status) && is_page(answer.header("content-type")) => {}
        _ => return false,
    }
    // A page that is not there for strangers is guarded too.
    http.get(path, "text/html", &[])
        .await
        .is_ok_and(|answer| !opens(answer.status) && answer.status < 500)
}
