//! What the app's answers tell browsers to keep other sites from.

use cucumber::then;

use super::step;
use crate::broken::{Broken, Kind};
use crate::foreign_site;
use crate::target::{Answer, Request};
use crate::world::World;

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

#[then(expr = "the sign-in page keeps browsers from guessing types and from telling others its address")]
async fn discreet(world: &mut World) {
    step(world, async |world| {
        let (page, answer) = sign_in_page(world).await?;
        let nosniff = answer
            .header("x-content-type-options")
            .is_some_and(|value| value.eq_ignore_ascii_case("nosniff"));
        if !nosniff {
            return Err(Broken::breach(
                "X-Content-Type-Options: nosniff",
                format!("{page} does not say so"),
            ));
        }
        match referrer_policy(&answer) {
            Some(policy) if tells_addresses(&policy) => Err(Broken::breach(
                "a Referrer-Policy that tells other sites no more than the origin",
                format!("{page} has `{policy}`"),
            )),
            Some(_) => Ok(()),
            None => Err(Broken::breach(
                "a Referrer-Policy that tells other sites no more than the origin",
                format!("{page} has none, so that it is left to the browser"),
            )),
        }
    })
    .await;
}

#[then(expr = "the sign-in page lets no script run that somebody put into it")]
async fn no_inline_scripts(world: &mut World) {
    step(world, async |world| {
        let (page, answer) = sign_in_page(world).await?;
        match script_sources(&answer) {
            None => Err(Broken::breach(
                "a Content-Security-Policy that says whose scripts may run",
                format!("{page} has none"),
            )),
            Some(sources) if lets_inline_run(&sources) => Err(Broken::breach(
                "a Content-Security-Policy without `unsafe-inline` for scripts",
                format!("{page} has `{sources}`"),
            )),
            Some(_) => Ok(()),
        }
    })
    .await;
}

async fn sign_in_page(world: &World) -> Result<(url::Url, Answer), Broken> {
    let (suite, target) = (world.suite(), world.target().await?);
    let page = target.page(&suite.manifest.pages.sign_in);
    let answer = send(world, Request::get(page.as_str()).header("accept", "text/html")).await?;
    Ok((page, answer))
}

/// The last policy of the list that browsers know (Referrer Policy section 8.1).
fn referrer_policy(answer: &Answer) -> Option<String> {
    let policies = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "referrer-policy");
    policies
        .flat_map(|(_, value)| value.split(','))
        .map(|policy| policy.trim().to_ascii_lowercase())
        .rfind(|policy| !policy.is_empty())
}

fn tells_addresses(policy: &str) -> bool {
    matches!(policy, "unsafe-url" | "no-referrer-when-downgrade")
}

/// The sources of the first policy that says something about scripts; several policies hold together, so that one
/// that is strict is enough.
fn script_sources(answer: &Answer) -> Option<String> {
    let policies = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "content-security-policy")
        .flat_map(|(_, value)| value.split(','));
    let sources = policies.filter_map(|policy| {
        let directive = |wanted: &str| {
            policy.split(';').find_map(|directive| {
                let mut words = directive.split_whitespace();
                let name = words.next()?;
                name.eq_ignore_ascii_case(wanted)
                    .then(|| words.collect::<Vec<_>>().join(" "))
            })
        };
        directive("script-src").or_else(|| directive("default-src"))
    });
    let all: Vec<String> = sources.collect();
    let strict = all.iter().find(|sources| !lets_inline_run(sources));
    strict.or(all.first()).cloned()
}

/// A nonce or a hash switches `unsafe-inline` off (Content Security Policy Level 3 section 6.7.3.2).
fn lets_inline_run(sources: &str) -> bool {
    let has = |beginning: &str| {
        sources
            .split_whitespace()
            .any(|source| source.to_ascii_lowercase().starts_with(beginning))
    };
    has("'unsafe-inline'") && !has("'nonce-") && !has("'sha") && !has("'strict-dynamic'")
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

    fn answer(name: &str, value: &str) -> Answer {
        Answer {
            status: 200,
            location: None,
            date: None,
            headers: vec![(name.to_owned(), value.to_owned())],
            body: String::new(),
        }
    }

    #[test]
    fn a_policy_lets_inline_scripts_run_or_not() {
        let runs = |policy: &str| {
            script_sources(&answer("content-security-policy", policy)).map(|found| lets_inline_run(&found))
        };
        assert_eq!(runs("default-src 'self' 'unsafe-inline'"), Some(true));
        assert_eq!(
            runs("default-src 'unsafe-inline'; script-src 'self'"),
            Some(false)
        );
        assert_eq!(runs("script-src 'unsafe-inline' 'nonce-abc'"), Some(false));
        assert_eq!(runs("script-src 'unsafe-inline', script-src 'self'"), Some(false));
        assert_eq!(runs("frame-ancestors 'none'"), None);
    }

    #[test]
    fn the_last_referrer_policy_counts() {
        let policy = |value| referrer_policy(&answer("referrer-policy", value));
        assert_eq!(
            policy("no-referrer, strict-origin-when-cross-origin").as_deref(),
            Some("strict-origin-when-cross-origin")
        );
        assert_eq!(policy(""), None);
        assert!(tells_addresses("unsafe-url") && !tells_addresses("same-origin"));
    }

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
