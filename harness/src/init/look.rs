//! One look at the app that runs: its page, its requests, somebody who signs in, and what can be seen then.

use mock_provider::Provider;

use super::authorization::{self, Authorization, Led};
use super::detour::{Detour, away, by_name, other_host, to_port};
use super::door::{self, Door};
use super::plan::Plan;
use super::scene::Scene;
use super::write::{self, Findings};
use super::{InitError, Options, protected, sign_in, sign_out, whoami};

/// What came of one look at the app.
pub(super) enum Look {
    /// Everything was seen.
    Done(Box<Findings>),
    /// It has to be reached in another way.
    Again(Detour),
}

/// Looks at the app that runs.
pub(super) async fn look(
    scene: &Scene,
    plan: &Plan,
    options: &Options,
    say: impl Fn(&str),
) -> Result<Look, InitError> {
    let door = door::find(scene, &plan.path(), &options.providers).await?;
    let named: Vec<&str> = door.buttons.labels.iter().map(|(idp, _)| idp.name()).collect();
    say(&format!(
        "  {} leads to {}",
        scene.target.page(&door.path),
        named.join(", ")
    ));
    let (mut providers, mut unusable): (Vec<write::Provider>, Vec<(Provider, InitError)>) =
        Default::default();
    for (number, &(idp, _)) in door.buttons.labels.iter().enumerate() {
        let browser = scene.browser(&format!("init-ask-{number}")).await?;
        let known = match authorization::ask(scene, &door, &browser, idp).await {
            Ok(Led::Here(request)) if away(plan, &request) => return Ok(Look::Again(Detour::OwnPort)),
            Ok(Led::Here(request)) => match other_host(scene, &request) {
                Some(host) => return Ok(Look::Again(Detour::Host(host))),
                None => known(scene, request, &say),
            },
            Ok(Led::ByName) => return by_name(plan, idp),
            Ok(Led::ToPort(url)) => return to_port(scene, plan, idp, &url),
            Err(error) => Err(error),
        };
        match known {
            Ok(known) => providers.push(known),
            // An app may show a button for which it has no client here.
            Err(error) => unusable.push((idp, error)),
        }
    }
    if providers.is_empty() && !unusable.is_empty() {
        return Err(unusable.swap_remove(0).1);
    }
    for (idp, error) in &unusable {
        say(&format!("  {} is left out: {error}", idp.name()));
    }
    let (visit, who) = signed_in(scene, &door, &providers, &say).await?;
    let sign_up = door::sign_up(scene, &door).await?;
    let protected = protected::find(scene, &visit).await?;
    let sign_out = match &who {
        Some(who) => sign_out::find(scene, &visit, who, protected.as_deref()).await?,
        None => None,
    };
    Ok(Look::Done(Box::new(Findings {
        plan: plan.clone(),
        door,
        sign_up,
        providers,
        unusable: unusable
            .into_iter()
            .map(|(idp, error)| (idp, error.to_string()))
            .collect(),
        whoami: who,
        protected,
        sign_out,
    })))
}

/// Registers what the app says it is.
fn known(scene: &Scene, request: Authorization, say: impl Fn(&str)) -> Result<write::Provider, InitError> {
    let idp = request.idp;
    let (name, slug) = (idp.name(), idp.slug());
    if request.client_id.is_empty() {
        return Err(InitError::app(
            format!("the app asks {name} without a client_id"),
            format!(
                "tell the app its client at {name}: --env NAME={{{slug}.client_id}} with the name that it reads"
            ),
        ));
    }
    if request.redirect_uri.is_empty() {
        return Err(InitError::app(
            format!(
                "the app asks {name} without a redirect_uri, so that nothing says where {name} sends people back to"
            ),
            format!(
                "write the manifest by hand, with that address as `redirect_uri` under [providers.{slug}]: `harness \
                 schema target --example` explains each key"
            ),
        ));
    }
    say(&format!(
        "  {} is asked by {} and answers to {}",
        idp.name(),
        request.client_id,
        request.redirect_uri
    ));
    scene.register(idp, &request.client_id, &request.redirect_uri);
    let (secret, is_its_own) = scene.secret(idp, &request.client_id);
    let is_told = request.client_id == scene.told_client_id(idp);
    Ok(write::Provider {
        client_id: (!is_told).then(|| request.client_id.clone()),
        client_secret: is_its_own.then_some(secret),
        request,
    })
}

/// Signs somebody in with the first provider at which people have accounts, and asks who it is.
async fn signed_in(
    scene: &Scene,
    door: &Door,
    providers: &[write::Provider],
    say: impl Fn(&str),
) -> Result<(sign_in::Visit, Option<whoami::Found>), InitError> {
    let mut usable = providers.iter().map(|provider| provider.request.idp);
    let Some(idp) = usable.find(|&idp| crate::people::have_accounts_at(idp)) else {
        return Err(InitError::app(
            "none of the app's providers is one at which the people of the checks have accounts",
            "the checks sign in with Google and GitHub: add one of them to the app",
        ));
    };
    let visit = sign_in::sign_in(scene, door, idp, "init-visit").await?;
    let who = whoami::find(scene, &visit).await?;
    say(&match &who {
        Some(found) => format!(
            "  {} signed in with {}; {} says so",
            visit.email,
            idp.name(),
            found.url
        ),
        None => format!(
            "  {} came back from {} to {}; nothing says that they are signed in",
            visit.email,
            idp.name(),
            visit.page.url
        ),
    });
    Ok((visit, who))
}
