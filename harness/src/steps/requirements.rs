//! What a sign-up still lacks: the form between the provider and the session.

use cucumber::{given, then, when};

use super::parameters::Requirement;
use super::{step, visit};
use crate::broken::Broken;
use crate::browser::Locator;
use crate::target::MissingRequirements;
use crate::world::{Person, World};

#[given(expr = "the app requires {requirement}")]
async fn requires(world: &mut World, requirement: Requirement) {
    step(world, async |world| {
        form(world)?;
        world.choose_variant(requirement.variant())
    })
    .await;
}

#[then(expr = "{word} is asked for her/his {requirement}")]
async fn asked(world: &mut World, person: String, requirement: Requirement) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let field = field(&form, requirement)?;
        Ok(world
            .browser(&person)
            .await?
            .context
            .wait_for(field, suite.patience())
            .await?)
    })
    .await;
}

#[then(expr = "{word} is not asked for a {requirement}")]
async fn not_asked(world: &mut World, person: String, requirement: Requirement) {
    step(world, async |world| {
        let (suite, form) = (world.suite(), form(world)?);
        let field = field(&form, requirement)?;
        let context = &world.browser(&person).await?.context;
        context.settle(suite.patience()).await;
        if context.is_visible(field).await? {
            return Err(Broken::breach(format!("no {field}"), "it is there"));
        }
        Ok(())
    })
    .await;
}

#[when(regex = r"^(\w+) opens the address at which (\w+) stands$")]
async fn opens_address_of(world: &mut World, person: String, owner: String) {
    step(world, async |world| {
        let page = world.browser(&owner).await?.context.page().await?;
        let address = page.url.parse().map_err(|_| {
            Broken::breach("an address", page.url.clone()).of_kind(crate::broken::Kind::Stuck)
        })?;
        let suite = world.suite();
        visit(&suite, &world.browser(&person).await?.context, &address).await
    })
    .await;
}

#[when(expr = "{word} gives a valid {requirement}")]
async fn gives_valid(world: &mut World, person: String, requirement: Requirement) {
    step(world, async |world| give(world, &person, requirement, true).await).await;
}

#[when(expr = "{word} gives an invalid {requirement}")]
async fn gives_invalid(world: &mut World, person: String, requirement: Requirement) {
    step(world, async |world| {
        give(world, &person, requirement, false).await
    })
    .await;
}

#[then(expr = "{word} is told that it was not accepted")]
async fn told(world: &mut World, person: String) {
    step(world, async |world| {
        let suite = world.suite();
        let errors = suite.manifest.actions.errors();
        let context = &world.browser(&person).await?.context;
        if errors.is_empty() {
            return Err(Broken::not_applicable(
                "the manifest says nowhere where errors are shown",
            ));
        }
        // The place for errors may be on the page all the time, empty until there is one.
        context.wait_for_text(&errors, suite.patience()).await?;
        Ok(())
    })
    .await;
}

#[when(expr = "{word} leaves the form and opens the protected page")]
async fn leaves(world: &mut World, person: String) {
    step(world, async |world| {
        let (suite, target) = (world.suite(), world.target().await?);
        let path = suite
            .manifest
            .pages
            .protected
            .as_deref()
            .ok_or_else(|| Broken::not_applicable("the manifest names no protected page"))?;
        visit(&suite, &world.browser(&person).await?.context, &target.page(path)).await
    })
    .await;
}

fn form(world: &World) -> Result<MissingRequirements, Broken> {
    world
        .suite()
        .manifest
        .actions
        .missing_requirements
        .clone()
        .ok_or_else(|| Broken::not_applicable("the manifest has no [actions.missing_requirements]"))
}

fn field(form: &MissingRequirements, requirement: Requirement) -> Result<&Locator, Broken> {
    let key = requirement.key();
    form.fields
        .get(key)
        .or_else(|| form.boxes.get(key))
        .ok_or_else(|| {
            Broken::not_applicable(format!(
                "[actions.missing_requirements] has neither fields.{key} nor boxes.{key}"
            ))
        })
}

async fn give(world: &mut World, name: &str, requirement: Requirement, valid: bool) -> Result<(), Broken> {
    let (suite, form) = (world.suite(), form(world)?);
    let field = field(&form, requirement)?;
    // Usernames are unique, so the valid one comes from the person.
    let person = world.person(name)?;
    let own = person.persona.id.replace('-', "_");
    let (password, telephone, address) = (
        person.password(),
        telephone(person),
        person.provider_email().to_owned(),
    );
    let value = match (requirement, valid) {
        (Requirement::LastName, true) => "Lovelace",
        (Requirement::LastName, false) => "   ",
        (Requirement::Username, true) => own.as_str(),
        (Requirement::Username, false) => "no spaces allowed!",
        (Requirement::Password, true) => password.as_str(),
        (Requirement::Password, false) => "abc",
        (Requirement::PhoneNumber, true) => telephone.as_str(),
        (Requirement::PhoneNumber, false) => "12",
        (Requirement::EmailAddress, true) => address.as_str(),
        (Requirement::EmailAddress, false) => "no address",
        (Requirement::Legal, _) => "",
    };
    let context = &world.browser(name).await?.context;
    if requirement == Requirement::Legal {
        context.tick(field, valid, suite.patience()).await?;
    } else {
        context.fill(field, value, suite.patience()).await?;
    }
    if !valid {
        // A browser may refuse to send what `required` or `pattern` forbids. Whether the app refuses it shows only
        // when it gets there.
        context
            .script(
                "for (const form of document.forms) form.noValidate = true;",
                vec![],
            )
            .await?;
    }
    context.click(&form.submit, suite.patience()).await?;
    Ok(())
}

/// The telephone number of a person: a fictitious one of their own (+1 area code 555 01 is kept for such).
pub(super) fn telephone(person: &Person) -> String {
    let sum = person
        .persona
        .id
        .bytes()
        .fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 10_000_000_000);
    // Nine digits of the sum keep people of one run apart; the country code 999 is nobody's.
    format!("+999{:09}", sum % 1_000_000_000)
}
