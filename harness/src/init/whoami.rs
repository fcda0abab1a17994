//! Where the app says who is signed in: an answer in JSON, or a page.

use regex::Regex;
use url::Url;

use super::InitError;
use super::door::pattern;
use super::scene::Scene;
use super::sign_in::{Visit, asked_for};
use crate::browser::Cookie;
use crate::target::{Answer, Whoami, path_of};

/// Where apps and libraries answer who is signed in.
const USUAL: [&str; 22] = [
    "/api/me",
    "/api/auth/session",
    "/api/auth/get-session",
    "/auth/session",
    "/api/session",
    "/api/user",
    "/api/users/me",
    "/api/v1/me",
    "/api/v1/users/me",
    "/api/whoami",
    "/api/profile",
    "/api/account",
    "/api/auth/me",
    "/api/auth/user",
    "/auth/me",
    "/auth/user",
    "/me",
    "/user",
    "/whoami",
    "/session",
    "/_allauth/browser/v1/auth/session",
    "/v1/client",
];
/// Pages that show people their own address.
const PAGES: [&str; 6] = [
    "/",
    "/account",
    "/profile",
    "/settings",
    "/dashboard",
    "/account/profile",
];
/// Characters before an address that tell it from others on its page.
const BEFORE: usize = 40;

/// The part of the manifest that names who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Path or URL.
    pub(super) url: String,
    /// How the address is read.
    pub(super) way: Way,
}

/// How the address is read.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// By JSONPath.
    Email(String),
    /// By regular expression.
    Pattern(String),
}

impl Found {
    /// The same as the manifest has it.
    pub(super) fn whoami(&self) -> Option<Whoami> {
        let (email, pattern) = match &self.way {
            Way::Email(path) => (Some(serde_json_path::JsonPath::parse(path).ok()?), None),
            Way::Pattern(text) => (None, Some(Regex::new(text).ok()?)),
        };
        Some(Whoami {
            url: self.url.clone(),
            email,
            pattern,
        })
    }
}

/// Finds where the address of the person who visits is named, and no address to a stranger. JSON counts before pages; of
/// several answers the one in which the address lies least deep, because a list of sessions or accounts may begin with
/// another one; of these what the signed-in page asked for itself.
pub(super) async fn find(scene: &Scene, visit: &Visit) -> Result<Option<Found>, InitError> {
    let cookies = visit.cookies().await?;
    let asked = asked_for(scene, visit);
    let usual = USUAL.iter().map(|path| scene.target.page(path));
    let mut tried: Vec<Url> = Vec::new();
    let mut best: Option<(usize, Found)> = None;
    for url in asked.iter().cloned().chain(usual) {
        if tried.contains(&url) {
            continue;
        }
        if let Some((depth, found)) = in_json(scene, &url, visit, &cookies).await
            && best.as_ref().is_none_or(|(known, _)| depth < *known)
        {
            best = Some((depth, found));
        }
        tried.push(url);
    }
    if let Some((_, found)) = best {
        return Ok(Some(found));
    }
    let here = Url::parse(&visit.page.url).ok();
    let usual = PAGES.iter().map(|path| scene.target.page(path));
    for mut url in here.into_iter().chain(asked).chain(usual) {
        url.set_fragment(None);
        if let Some(found) = in_page(scene, &url, visit, &cookies).await {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Who the app says is signed in with these cookies.
pub(super) async fn ask(scene: &Scene, found: &Found, cookies: &[Cookie]) -> Option<String> {
    let whoami = found.whoami()?;
    let answer = scene
        .target
        .http()
        .get(&whoami.url, whoami.accept(), cookies)
        .await
        .ok()?;
    whoami.address(&answer)
}

/// What names the person in a JSON answer, and how deep the address lies in it.
async fn in_json(scene: &Scene, url: &Url, visit: &Visit, cookies: &[Cookie]) -> Option<(usize, Found)> {
    let http = scene.target.http();
    let answer = http.get(url.as_str(), "application/json", cookies).await.ok()?;
    if !(200..300).contains(&answer.status) {
        return None;
    }
    let path = path_of(&answer.json(), &visit.email)?;
    let depth = depth(&path);
    let found = Found {
        url: scene.written(url),
        way: Way::Email(path),
    };
    names_no_stranger(scene, &found).await.then_some((depth, found))
}

/// How deep a JSONPath leads: each element of a list counts for many members.
fn depth(path: &str) -> usize {
    let elements = path.matches("[").count() - path.matches("['").count();
    path.matches('.').count() + path.matches("['").count() + 10 * elements
}

async fn in_page(scene: &Scene, url: &Url, visit: &Visit, cookies: &[Cookie]) -> Option<Found> {
    let answer = scene
        .target
        .http()
        .get(url.as_str(), "text/html", cookies)
        .await
        .ok()?;
    let text = expression(&answer, &visit.email, &visit.names)?;
    let found = Found {
        url: scene.written(url),
        way: Way::Pattern(text),
    };
    names_no_stranger(scene, &found).await.then_some(found)
}

/// Whether nobody is named to a browser without cookies, by an answer that says so.
async fn names_no_stranger(scene: &Scene, found: &Found) -> bool {
    let Some(whoami) = found.whoami() else {
        return false;
    };
    let answer = scene.target.http().get(&whoami.url, whoami.accept(), &[]).await;
    answer.is_ok_and(|answer| answer.status < 500 && answer.status != 404 && whoami.found(&answer).is_none())
}

/// An expression for where `email` stands in a page: what is before it on its line, and the address as its group.
/// `None` where the page names another address first.
fn expression(page: &Answer, email: &str, names: &[String]) -> Option<String> {
    if !(200..300).contains(&page.status) {
        return None;
    }
    let written = regex::escape(email).replace('@', "(?:@|&#64;|&#x40;|&commat;)");
    let found = Regex::new(&format!("(?i){written}")).ok()?.find(&page.body)?;
    let line = page.body[..found.start()]
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or_default();
    let start = line.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let before = common(&line[start..], names);
    // A part of a word is a poor landmark where whole ones follow.
    let before = match before.split_once([' ', '<']) {
        Some((_, whole)) if start > 0 && whole.len() > 3 => whole,
        _ => before,
    };
    let before = pattern(r"\s+")
        .replace_all(&regex::escape(before), r"\s+")
        .into_owned();
    let text = format!(r#"{before}([^\s<>"'@]+(?:@|&#64;|&#x40;|&commat;)[^\s<>"']*\w)"#);
    let first = Regex::new(&text).ok()?.captures(&page.body)?.get(1)?;
    (first.start() == found.start()).then_some(text)
}

/// The end of `text` that is the same for everybody: what follows the last of the person's names and the last digit.
fn common<'a>(text: &'a str, names: &[String]) -> &'a str {
    let lower = text.to_ascii_lowercase();
    let ends = names
        .iter()
        .filter_map(|name| Some(lower.rfind(name.as_str())? + name.len()));
    let digit = text.rfind(|c: char| c.is_ascii_digit()).map(|at| at + 1);
    let end = ends.chain(digit).max().unwrap_or_default();
    &text[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Answer {
        Answer {
            status: 200,
            location: None,
            date: None,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    fn of(template: &str) -> Regex {
        let text = template
            .replace("EMAIL", "alice-r42-1@people.example")
            .replace("NAME", "Alice Doe");
        let names = ["alice".to_owned(), "doe".to_owned()];
        let found = expression(&page(&text), "alice-r42-1@people.example", &names).expect("an expression");
        Regex::new(&found).expect("it is a regular expression")
    }

    fn named(expression: &Regex, template: &str) -> Option<String> {
        let text = template
            .replace("EMAIL", "bob-r42-2@people.example")
            .replace("NAME", "Bob Roe");
        Some(expression.captures(&text)?.get(1)?.as_str().to_owned())
    }

    #[test]
    fn an_expression_names_the_next_person_on_the_same_page() {
        for template in [
            "<footer>help@shop.example</footer>\n<p>Signed in as EMAIL.</p>",
            "<p>Hello, NAME (EMAIL)</p>",
            "<dl>\n  <dt>Email</dt>\n  <dd>EMAIL</dd></dl>",
            "<input name=\"email\" value=\"EMAIL\">",
        ] {
            assert_eq!(
                named(&of(template), template).as_deref(),
                Some("bob-r42-2@people.example"),
                "{template}"
            );
        }
    }

    #[test]
    fn a_page_that_names_another_address_in_the_same_way_has_none() {
        let body = "<p>help@shop.example</p>\n<p>alice@people.example</p>";
        assert_eq!(expression(&page(body), "alice@people.example", &[]), None);
    }

    #[test]
    fn an_element_of_a_list_lies_deeper_than_members() {
        assert!(depth("$.user.profile['e-mail']") < depth("$.sessions[0].email"));
        assert!(depth("$.email") < depth("$.user.email"));
    }

    #[test]
    fn it_names_nobody_where_the_landmark_is_missing() {
        let expression = of("<p>Signed in as EMAIL.</p>");
        assert_eq!(named(&expression, "<p>Write to help@shop.example.</p>"), None);
    }
}
