//! Whether a cookie that holds a provider's token can be read by whoever has the cookie.

use std::collections::BTreeMap;

use cucumber::then;
use mock_provider::journal::Filter;

use super::parameters::Idp;
use super::step;
use crate::broken::{Broken, Kind};
use crate::browser::Cookie;
use crate::oracles::tokens;
use crate::world::World;

#[then(regex = r"^no cookie in (\w+)'s browser can be read for a token of (Google|GitHub)$")]
async fn unreadable(world: &mut World, person: String, idp: Idp) {
    step(world, async |world| {
        let target = world.target().await?;
        let filter = Filter {
            persona: Some(world.person(&person)?.persona.id.clone()),
            ..Filter::default()
        };
        let secrets = tokens::secrets(&world.suite().provider.journal().exchanges(&filter), idp.0);
        if secrets.is_empty() {
            return Err(Broken::breach("the provider issued tokens", "it issued none").of_kind(Kind::Stuck));
        }
        let cookies = world.cookies(&person).await?;
        let of_app: Vec<&Cookie> = cookies
            .iter()
            .filter(|cookie| cookie.goes_to(&target.url))
            .collect();
        if of_app.is_empty() {
            return Err(Broken::not_applicable("the app keeps no cookie in the browser"));
        }
        let whole = joined(&of_app);
        tokens::not_in(
            &secrets,
            whole.iter().map(|(place, text)| (place.as_str(), text.as_str())),
        )
    })
    .await;
}

/// Each cookie as it is, and those put together that are the parts of one (`name.0`, `name.1`, and so on).
fn joined(cookies: &[&Cookie]) -> Vec<(String, String)> {
    let mut parts: BTreeMap<&str, BTreeMap<u32, &str>> = BTreeMap::new();
    for cookie in cookies {
        if let Some((name, number)) = cookie.name.rsplit_once(['.', '-', '_'])
            && let Ok(number) = number.parse()
        {
            parts.entry(name).or_default().insert(number, &cookie.value);
        }
    }
    let own = cookies
        .iter()
        .map(|cookie| (format!("the cookie {}", cookie.name), cookie.value.clone()));
    let whole = parts.into_iter().map(|(name, parts)| {
        let text: String = parts.into_values().collect();
        (format!("the cookie {name}, put together"), text)
    });
    own.chain(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_together_in_their_order() {
        let cookie = |name: &str, value: &str| {
            let cookie = serde_json::json!({
                "name": name, "value": value, "domain": "localhost", "path": "/", "httpOnly": true, "secure": false,
            });
            serde_json::from_value::<Cookie>(cookie).expect("a cookie")
        };
        let all = [
            cookie("s.10", "c"),
            cookie("s.0", "a"),
            cookie("s.2", "b"),
            cookie("lang", "en"),
        ];
        let whole = joined(&all.iter().collect::<Vec<_>>());
        assert_eq!(whole.len(), 5);
        assert_eq!(
            whole[4],
            ("the cookie s, put together".to_owned(), "abc".to_owned())
        );
    }
}
