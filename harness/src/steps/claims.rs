//! What a provider says of a person wherever it speaks of them: in the ID token and in userinfo, or in GitHub's user and
//! its list of addresses.

use cucumber::{given, then};
use mock_provider::Provider;
use mock_provider::faults::{ApiAnswer, Change};
use serde_json::{Map, Value, json};

use super::account_page;
use super::answers::arm;
use super::parameters::Idp;
use super::step;
use super::user_information::user_endpoint;
use crate::broken::Broken;
use crate::oracles::identity;
use crate::world::World;

/// What apps call somebody whose address is missing, when they do not look.
const NOBODY: [&str; 4] = ["null", "undefined", "none", "nan"];
/// A name in which every step that takes bytes for letters shows.
const UNICODE_NAME: [&str; 3] = ["Zoë 李 🎉", "Zoë", "李 🎉"];
/// What a page shows of it that read UTF-8 as Latin-1, or lost what is not ASCII.
const MANGLED: [&str; 4] = ["ZoÃ«", "Zo\u{fffd}", "Zo?", "Zo\\u00eb"];

#[given(
    regex = r#"^(Google|GitHub) will say of (\w+) that the answer to whether her address was checked is (the text "false"|the number 0|null)$"#
)]
async fn checked(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        let value = match words.as_str() {
            "null" => Value::Null,
            "the number 0" => json!(0),
            _ => json!("false"),
        };
        say(
            world,
            idp.0,
            &person,
            "email-verified-odd",
            &[("email_verified", value.clone()), ("verified_email", value)],
            &[],
        )
        .await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will say of (\w+) that (?:her|his) address is that of (\w+)$")]
async fn address_of(world: &mut World, idp: Idp, person: String, owner: String) {
    step(world, async |world| {
        let address = world.person(&owner)?.provider_email().to_owned();
        address_is(world, idp.0, &person, Some(&address)).await
    })
    .await;
}

#[given(
    regex = r"^(Google|GitHub) will say of (\w+) that (?:her|his) address is that of (\w+) (in wide letters|with a wide sign in it|with a letter that only looks the same|in capitals|with a tag behind the name|with a dot in the name)$"
)]
async fn address_like(world: &mut World, idp: Idp, person: String, owner: String, manner: String) {
    step(world, async |world| {
        let address = world.person(&owner)?.provider_email().to_owned();
        let like = match manner.as_str() {
            "in wide letters" => wide(&address),
            "with a wide sign in it" => address.replace('@', "\u{ff20}"),
            "in capitals" => address.to_uppercase(),
            "with a tag behind the name" => address.replacen('@', "+tag@", 1),
            "with a dot in the name" => format!("{}.{}", &address[..1], &address[1..]),
            // U+0456, which is drawn as `i` is, and U+0131, which capitals make an `I` of.
            _ => address.replacen('i', "\u{131}", 1).replacen('e', "\u{435}", 1),
        };
        address_is(world, idp.0, &person, Some(&like)).await
    })
    .await;
}

#[given(
    regex = r"^(Google|GitHub) will say of (\w+) that (?:her|his) address is (.+ and .+|no address at all)$"
)]
async fn address_text(world: &mut World, idp: Idp, person: String, words: String) {
    step(world, async |world| {
        let own = world.person(&person)?.provider_email().to_owned();
        let text = match words.as_str() {
            "two addresses and a comma" => format!("{own},second.{own}"),
            "an address and a second line" => format!("{own}\r\nBcc: second.{own}"),
            _ => "not-an-address".to_owned(),
        };
        address_is(world, idp.0, &person, Some(&text)).await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will not say which address (\w+) has$")]
async fn no_address(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| address_is(world, idp.0, &person, None).await).await;
}

#[given(regex = r"^(Google|GitHub) will say of (\w+) that (?:her|his) name is not written in ASCII$")]
async fn unicode(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let [name, given, family] = UNICODE_NAME.map(|part| json!(part));
        let claims = [("name", name), ("given_name", given), ("family_name", family)];
        say(world, idp.0, &person, "name-unicode", &claims, &[]).await
    })
    .await;
}

#[given(regex = r"^(Google|GitHub) will say of (\w+) that (?:her|his) name is a script for another site$")]
async fn script(world: &mut World, idp: Idp, person: String) {
    step(world, async |world| {
        let address = world.foreign_site().await?.address("ran");
        let name = payload(&address);
        let picture = format!("javascript:fetch('{address}')");
        let claims = [
            ("name", json!(name)),
            ("given_name", json!(name)),
            ("picture", json!(picture)),
            ("avatar_url", json!(picture)),
        ];
        say(world, idp.0, &person, "name-script", &claims, &[]).await
    })
    .await;
}

#[then(expr = "the app shows the name of {word} as it is")]
async fn shows_name(world: &mut World, person: String) {
    step(world, async |world| {
        let text = account_text(world, &person).await?;
        if let Some(found) = MANGLED.iter().find(|mangled| text.contains(**mangled)) {
            return Err(Broken::breach(
                format!("the page shows {}", UNICODE_NAME[0]),
                format!("it shows {found}"),
            ));
        }
        match text.contains(UNICODE_NAME[1]) && text.contains("李") && text.contains("🎉") {
            true => Ok(()),
            false if text.contains(UNICODE_NAME[1]) => Err(Broken::breach(
                format!("the page shows {}", UNICODE_NAME[0]),
                "only a part of it is there",
            )),
            false => Err(Broken::not_applicable(
                "pages.account does not show what people are called",
            )),
        }
    })
    .await;
}

#[then(expr = "the script in the name of {word} is text and ran nowhere")]
async fn script_is_text(world: &mut World, person: String) {
    step(world, async |world| {
        let text = account_text(world, &person).await?;
        let site = world.foreign_site().await?;
        let shown = text.contains("<img src=x onerror");
        if let Some(first) = site.visits().first().and_then(|visit| visit.lines().next()) {
            return Err(Broken::breach(
                "what a provider says is text",
                format!("a script in it ran and asked another site for {first}"),
            ));
        }
        match shown {
            true => Ok(()),
            false => Err(Broken::not_applicable(
                "pages.account does not show what people are called",
            )),
        }
    })
    .await;
}

#[then(regex = r"^nobody is called null in (\w+)'s browser$")]
async fn nobody_called_null(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        match identity::whoami(&target, &suite, browser).await? {
            Some(found) if NOBODY.contains(&found.to_lowercase().as_str()) => Err(Broken::breach(
                "an address that is missing is missing",
                format!("signed in as {found}"),
            )),
            _ => Ok(()),
        }
    })
    .await;
}

#[then(regex = r"^no account has an address that is none in (\w+)'s browser$")]
async fn no_odd_address(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&person).await?;
        browser.context.settle(suite.patience()).await;
        let odd = |text: &str| {
            text.matches('@').count() != 1
                || text.contains(|c: char| c.is_control() || c.is_whitespace() || c == ',')
        };
        match identity::whoami(&target, &suite, browser).await? {
            Some(found) if odd(&found) => Err(Broken::breach(
                "an account's address is an address (RFC 5321 section 4.1.2)",
                format!("signed in as {found:?}"),
            )),
            _ => Ok(()),
        }
    })
    .await;
}

/// What the page about the account says to whoever is signed in.
async fn account_text(world: &mut World, person: &str) -> Result<String, Broken> {
    account_page::open(world, person).await?;
    let suite = world.suite();
    let context = &world.browser(person).await?.context;
    context.settle(suite.patience()).await;
    Ok(context.page().await?.text)
}

/// Another address, or none, wherever `idp` tells one.
pub(super) async fn address_is(
    world: &mut World,
    idp: Provider,
    person: &str,
    address: Option<&str>,
) -> Result<(), Broken> {
    const NAME: &str = "address-other";
    let what = "says another address";
    if idp == Provider::GitHub {
        let list = match address {
            Some(address) => {
                json!([{"email": address, "primary": true, "verified": true, "visibility": null}])
            }
            None => json!([]),
        };
        let listed = ApiAnswer {
            endpoint: "user-emails".to_owned(),
            body: Some(list.to_string()),
            ..ApiAnswer::default()
        };
        arm(world, idp, person, NAME, what, Change::ApiAnswer(listed)).await?;
        return say(world, idp, person, NAME, &[("email", json!(address))], &[]).await;
    }
    match address {
        Some(address) => say(world, idp, person, NAME, &[("email", json!(address))], &[]).await,
        None => {
            let none = ["email", "email_verified", "verified_email"];
            say(world, idp, person, NAME, &[], &none).await
        }
    }
}

/// Claims wherever `idp` makes them.
async fn say(
    world: &mut World,
    idp: Provider,
    person: &str,
    name: &'static str,
    claims: &[(&str, Value)],
    remove: &[&str],
) -> Result<(), Broken> {
    let what = "says something else of the person";
    let set: Map<String, Value> = claims
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let remove: Vec<String> = remove.iter().map(|&name| name.to_owned()).collect();
    if idp != Provider::GitHub {
        let change = Change::IdToken {
            set: set.clone(),
            remove: remove.clone(),
        };
        arm(world, idp, person, name, what, change).await?;
    }
    let told = ApiAnswer {
        endpoint: user_endpoint(idp).to_owned(),
        set,
        remove,
        ..ApiAnswer::default()
    };
    arm(world, idp, person, name, what, Change::ApiAnswer(told)).await
}

/// Markup that asks `address` for something as soon as a page takes it for markup.
fn payload(address: &str) -> String {
    format!("<img src=x onerror=\"fetch('{address}')\">")
}

/// ASCII letters and digits in the full-width forms of Unicode, which compatibility normalization makes ASCII again.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_others_and_look_alike() {
        assert_eq!(wide("ab-1@x.example"), "ａｂ-１@ｘ.ｅｘａｍｐｌｅ");
    }
}
