//! What Clerk's Frontend API says of a browser, and what the browser asked it for.

use std::time::Duration;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::broken::{Broken, Kind};
use crate::browser::{Cookie, Sent};
use crate::clock::Deadline;
use crate::suite::Suite;
use crate::target::{Request, Target};
use crate::world::PersonsBrowser;

/// Base URL of the Frontend API, without a slash at the end.
///
/// # Errors
/// Not applicable when the manifest does not say where it is.
pub fn frontend_api(target: &Target, suite: &Suite) -> Result<String, Broken> {
    let clerk = suite.manifest.clerk.as_ref();
    let clerk = clerk.ok_or_else(|| Broken::not_applicable("the manifest has no [clerk]"))?;
    let url = target
        .values
        .fill(&clerk.frontend_api)
        .map_err(|error| Broken::set_up("clerk.frontend_api has known placeholders", error.to_string()))?;
    Ok(url.trim_end_matches('/').to_owned())
}

/// The client resource of this browser (`GET /v1/client`), or null for a browser that is unknown.
///
/// # Errors
/// When the Frontend API does not answer.
pub async fn client(target: &Target, suite: &Suite, browser: &PersonsBrowser) -> Result<Value, Broken> {
    client_of(target, suite, &browser.context.cookies().await?).await
}

/// The number of sessions in the client resource of a browser with these cookies.
///
/// # Errors
/// When the Frontend API does not answer.
pub async fn sessions_of(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<usize, Broken> {
    let client = client_of(target, suite, cookies).await?;
    Ok(client["sessions"].as_array().map_or(0, Vec::len))
}

async fn client_of(target: &Target, suite: &Suite, cookies: &[Cookie]) -> Result<Value, Broken> {
    let url = format!("{}/v1/client", frontend_api(target, suite)?);
    let answer = target
        .http()
        .get(&url, "application/json", cookies)
        .await
        .map_err(unanswered)?;
    Ok(answer.json()["response"].take())
}

/// Passes when `path` within the client resource is `wanted` once the app has come to rest; waits for it to get there.
///
/// # Errors
/// A breach with the value found.
pub async fn client_says(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
    path: &str,
    wanted: &str,
) -> Result<(), Broken> {
    let query = JsonPath::parse(&format!("$.{path}")).map_err(|error| {
        Broken::breach("a path into the client resource", error.to_string()).of_kind(Kind::Crash)
    })?;
    let deadline = Deadline::after(suite.patience());
    loop {
        let settled = browser.context.settle(deadline.left().unwrap_or_default()).await;
        let client = client(target, suite, browser).await?;
        let found: Vec<String> = query.query(&client).all().into_iter().map(shown).collect();
        let found = if found.is_empty() {
            "absent".to_owned()
        } else {
            found.join(", ")
        };
        if settled && found == wanted {
            return Ok(());
        }
        let Some(left) = deadline.left() else {
            return Err(Broken::breach(
                format!("the client resource says {path} = {wanted}"),
                format!("{path} is {found}"),
            ));
        };
        browser
            .context
            .next_change(left.min(Duration::from_millis(250)))
            .await;
    }
}

/// Asks the Frontend API for `path` as a page in this browser would, and returns status and answer.
///
/// # Errors
/// When it does not answer.
pub async fn ask(
    target: &Target,
    suite: &Suite,
    browser: &PersonsBrowser,
    path: &str,
    fields: &[(&str, &str)],
) -> Result<(u16, Value), Broken> {
    let url = format!("{}/v1/{path}", frontend_api(target, suite)?);
    let origin = target.url.origin().ascii_serialization();
    let cookies = browser.context.cookies().await?;
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let request = Request::post(&url)
        .header("origin", &origin)
        .header("accept", "application/json")
        .cookies(&cookies)
        .form(fields);
    let answer = target.http().send(request).await.map_err(unanswered)?;
    Ok((answer.status, answer.json()))
}

/// The code of the first error in an answer of the Frontend API.
#[must_use]
pub fn error_code(answer: &Value) -> Option<&str> {
    answer["errors"][0]["code"].as_str()
}

/// Passes when the browser posted to `path` of the Frontend API with `field=value` among its fields.
///
/// # Errors
/// A breach with what it posted there.
pub fn posted(sent: &[Sent], path: &str, field: &str, value: &str) -> Result<(), Broken> {
    let mut seen = Vec::new();
    for request in sent
        .iter()
        .filter(|request| request.method == "POST" && goes_to(request, path))
    {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(request.body.as_bytes())
            .into_owned()
            .collect();
        if pairs.iter().any(|(name, found)| name == field && found == value) {
            return Ok(());
        }
        seen.extend(pairs.into_iter().map(|(name, _)| name));
    }
    Err(Broken::breach(
        format!("the browser posts {field}={value} to {path}"),
        match seen.is_empty() {
            true => format!("it posted nothing to {path}"),
            false => format!("it posted {} there", seen.join(", ")),
        },
    ))
}

/// Passes when the browser posted nothing to `path` of the Frontend API.
///
/// # Errors
/// A breach.
pub fn not_posted(sent: &[Sent], path: &str) -> Result<(), Broken> {
    if sent
        .iter()
        .any(|request| request.method == "POST" && goes_to(request, path))
    {
        return Err(Broken::breach(
            format!("the browser posts nothing to {path}"),
            "it did",
        ));
    }
    Ok(())
}

/// A star in `path` stands for one segment, an id.
fn goes_to(request: &Sent, path: &str) -> bool {
    let Ok(url) = url::Url::parse(&request.url) else {
        return false;
    };
    let Some((_, found)) = url.path().split_once("/v1/") else {
        return false;
    };
    let (mut found, mut wanted) = (found.split('/'), path.split('/'));
    loop {
        match (found.next(), wanted.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || other == "*" => {}
            _ => return false,
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "nothing".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn unanswered(reason: String) -> Broken {
    Broken::breach("the Frontend API answers", reason).of_kind(Kind::Crash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(url: &str, body: &str) -> Sent {
        Sent {
            method: "POST".into(),
            url: url.into(),
            body: body.into(),
        }
    }

    #[test]
    fn posts_are_told_apart_by_path_and_field() {
        let all = [sent(
            "http://a/__clerk/v1/client/sign_ups/sua_1?_method=PATCH&x=1",
            "last_name=L&transfer=true",
        )];
        assert!(posted(&all, "client/sign_ups/*", "last_name", "L").is_ok());
        assert!(posted(&all, "client/sign_ups", "last_name", "L").is_err());
        assert!(posted(&all, "client/sign_ups/*", "last_name", "M").is_err());
        assert!(not_posted(&all, "client/sign_ins").is_ok());
        assert!(not_posted(&all, "client/sign_ups/*").is_err());
    }
}
