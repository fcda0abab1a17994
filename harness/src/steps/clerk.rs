//! What Clerk's Frontend API says of a person's browser, and what the browser asked it for.

use cucumber::{given, then, when};

use super::{step, visit};
use crate::broken::Broken;
use crate::foreign_site;
use crate::oracles::clerk;
use crate::world::World;

#[given("the app speaks Clerk's Frontend API")]
async fn speaks(world: &mut World) {
    step(world, async |world| {
        let target = world.target().await?;
        clerk::frontend_api(&target, &world.suite()).map(drop)
    })
    .await;
}

#[then(regex = r"^(\w+)'s client says (\S+) is (.+)$")]
async fn client_says(world: &mut World, person: String, path: String, wanted: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        clerk::client_says(&target, &suite, world.browser(&person).await?, &path, &wanted).await
    })
    .await;
}

#[then(regex = r"^(\w+)'s browser posted (\w+)=(\S+) to (\S+)$")]
async fn posted(world: &mut World, person: String, field: String, value: String, path: String) {
    step(world, async |world| {
        let patience = world.suite().patience();
        let context = &world.browser(&person).await?.context;
        context.settle(patience).await;
        clerk::posted(&context.sent(), &path, &field, &value)
    })
    .await;
}

#[then(regex = r"^(\w+)'s browser posted nothing to (\S+)$")]
async fn not_posted(world: &mut World, person: String, path: String) {
    step(world, async |world| {
        let patience = world.suite().patience();
        let context = &world.browser(&person).await?.context;
        context.settle(patience).await;
        clerk::not_posted(&context.sent(), &path)
    })
    .await;
}

#[then(regex = r"^the Frontend API refuses (\w+)'s browser (\S+) with (\w+)=(\S+) as (\w+)$")]
async fn refuses(
    world: &mut World,
    person: String,
    path: String,
    field: String,
    value: String,
    code: String,
) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&person).await?;
        let fields = [
            (field.as_str(), value.as_str()),
            ("redirect_url", "/sso-callback"),
        ];
        let (status, answer) = clerk::ask(&target, &suite, browser, &path, &fields).await?;
        refused(&path, status, &answer, &code)
    })
    .await;
}

#[then(
    regex = r"^the Frontend API refuses (\w+)'s browser (\S+) with (\w+)=(\S+) that goes on (to another site|to a script|nowhere) as (\w+)$"
)]
async fn refuses_destination(
    world: &mut World,
    person: String,
    path: String,
    field: String,
    value: String,
    destination: String,
    code: String,
) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&person).await?;
        let to = match destination.as_str() {
            "to another site" => foreign_site::PAGE,
            "to a script" => foreign_site::SCRIPT,
            _ => "",
        };
        let fields = [(field.as_str(), value.as_str()), ("redirect_url", to)];
        let (status, answer) = clerk::ask(&target, &suite, browser, &path, &fields).await?;
        refused(&path, status, &answer, &code)
    })
    .await;
}

#[then(regex = r"^the Frontend API takes (\w+)'s browser (\S+) with (\w+)=(\S+)(?: and (\w+)=(\S+))?$")]
async fn takes(
    world: &mut World,
    person: String,
    path: String,
    field: String,
    value: String,
    further: String,
    further_value: String,
) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let browser = world.browser(&person).await?;
        let mut fields = vec![
            (field.as_str(), value.as_str()),
            ("redirect_url", "/sso-callback"),
        ];
        if !further.is_empty() {
            fields.push((&further, &further_value));
        }
        let (status, answer) = clerk::ask(&target, &suite, browser, &path, &fields).await?;
        if status < 400 {
            return Ok(());
        }
        Err(Broken::breach(
            format!("{path} is taken"),
            format!(
                "status {status}, {}",
                clerk::error_code(&answer).unwrap_or("no error")
            ),
        )
        .as_control())
    })
    .await;
}

#[when(regex = r"^(\w+) opens the sign-in page$")]
async fn opens(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let page = target.page(&suite.manifest.pages.sign_in);
        visit(&suite, &world.browser(&person).await?.context, &page).await
    })
    .await;
}

/// Passes when the first error of the answer is `code`.
fn refused(path: &str, status: u16, answer: &serde_json::Value, code: &str) -> Result<(), Broken> {
    let found = clerk::error_code(answer);
    if found == Some(code) {
        return Ok(());
    }
    Err(Broken::breach(
        format!("{path} is refused as {code}"),
        format!("status {status}, {}", found.unwrap_or("no error")),
    ))
}
