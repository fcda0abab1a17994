//! What the app's answers tell browsers to keep other sites from.

use cucumber::then;

use super::step;
use crate::broken::{Broken, Kind};
use crate::foreign_site;
use crate::target::{Answer, Request};
use crate::world::World;

/// A site of somebody else.

#[then(expr = "no other site may show the sign-in page in a frame")]
async fn not_framed(world: &mut World) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let page = target.page(&suite.manifest.pages.sign_in);
        let answer = send(world, Request::get(page.as_str()).header("accept", "text/html")).await?;
        if keeps_frames_out(&answer) {
            return Ok(());
        }
        Err(Broken::breach(
            "X-Frame-Options, or a Content-Security-Policy with frame-ancestors, that keeps other sites out",
            format!("{page} has neither"),
        ))
    })
    .await;
}

#[then(regex = r"^scripts of other sites cannot read who (\w+) is$")]
async fn not_shared(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let cookies = world.cookies(&person).await?;
        let url = target.page(&suite.manifest.whoami.url);
        let request = Request::get(url.as_str())
            .header("accept", "application/json")
            .header("origin", foreign_site::ORIGIN)
            .cookies(&cookies);
        let answer = send(world, request).await?;
        let allowed = answer.header("access-control-allow-origin");
        if allowed.is_none_or(|origin| origin != "*" && origin != foreign_site::ORIGIN) {
            return Ok(());
        }
        Err(Broken::breach(
            format!("{url} is not shared with {}", foreign_site::ORIGIN),
            format!("Access-Control-Allow-Origin: {}", allowed.unwrap_or_default()),
        ))
    })
    .await;
}

/// RFC 7034, and Content Security Policy Level 3 section 6.4.2, which comes first.
fn keeps_frames_out(answer: &Answer) -> bool {
    let policies = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "content-security-policy");
    let ancestors: Vec<&str> = policies
        .flat_map(|(_, policy)| policy.split(';'))
        .filter_map(|directive| directive.trim().strip_prefix("frame-ancestors"))
        .collect();
    if !ancestors.is_empty() {
        return ancestors.iter().any(|sources| {
            let open = |source: &str| matches!(source, "*" | "http:" | "https:");
            !sources.split_whitespace().any(open)
        });
    }
    let frames = answer.header("x-frame-options").unwrap_or_default();
    frames.eq_ignore_ascii_case("deny") || frames.eq_ignore_ascii_case("sameorigin")
}

async fn send(world: &World, request: Request) -> Result<Answer, Broken> {
    let target = world.target().await?;
    let answer = target.http().send(request).await;
    answer.map_err(|reason| Broken::breach("the app answers", reason).of_kind(Kind::Crash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_kept_out_by_either_header_and_by_neither_when_it_is_open() {
        let with = |name: &str, value: &str| {
            keeps_frames_out(&Answer {
                status: 200,
                location: None,
                date: None,
                headers: vec![(name.to_owned(), value.to_owned())],
                body: String::new(),
            })
        };
        assert!(with("x-frame-options", "DENY") && with("x-frame-options", "sameorigin"));
        assert!(!with("x-frame-options", "ALLOWALL") && !with("server", "x"));
        assert!(with(
            "content-security-policy",
            "default-src *; frame-ancestors 'none'"
        ));
        assert!(!with("content-security-policy", "frame-ancestors *"));
        assert!(!with("content-security-policy", "default-src 'self'"));
    }
}
