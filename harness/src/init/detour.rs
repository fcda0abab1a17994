//! Another way of reaching the app, where what it does shows that the way so far is wrong.

use mock_provider::Provider;
use url::Url;

use super::InitError;
use super::authorization::Authorization;
use super::look::Look;
use super::plan::{self, Plan, Port};
use super::scene::Scene;
use crate::target::{Reach, is_loopback};

/// Another way of reaching the app.
pub(super) enum Detour {
    /// At its own port.
    OwnPort,
    /// By another of this machine's names: cookies of `localhost` are not those of `127.0.0.1`.
    Host(String),
    /// By the providers' real names.
    ByName,
    /// With the provider at this port.
    ProviderPort(u16),
}

impl Detour {
    pub(super) fn reason(&self, plan: &Plan) -> String {
        match self {
            Self::OwnPort => format!(
                "the app names {} to the provider: it is started there",
                plan.base_of_person()
            ),
            Self::Host(host) => format!("the app calls itself {host}"),
            Self::ByName => "the app asks for a provider by its real name: reach = \"by-name\"".to_owned(),
            Self::ProviderPort(port) => format!("the app expects the provider at port {port}"),
        }
    }

    pub(super) fn take(self, plan: &mut Plan) -> Result<(), InitError> {
        match self {
            Self::OwnPort => plan.keep_to_its_port(),
            Self::Host(host) => {
                let _ = plan.url.set_host(Some(&host));
            }
            Self::ByName => plan.reach = Reach::ByName,
            Self::ProviderPort(port) => plan.provider_port = port,
        }
        Ok(())
    }
}

/// Whether the app answers elsewhere than where it was told to listen: it has its address from its own settings.
pub(super) fn away(plan: &Plan, request: &Authorization) -> bool {
    let told = matches!(plan.port, Port::Told(_));
    let origin = Url::parse(&request.redirect_uri).map(|url| url.origin());
    told && origin.is_ok_and(|origin| origin == plan.url.origin())
}

/// The name of this machine by which the app calls itself, where it is another one than was named.
pub(super) fn other_host(scene: &Scene, request: &Authorization) -> Option<String> {
    let (here, there) = (&scene.target.url, Url::parse(&request.redirect_uri).ok()?);
    let host = there.host_str().filter(|host| is_loopback(host))?;
    let same_port = there.port_or_known_default() == here.port_or_known_default();
    let differs = here.host_str().is_some_and(|own| is_loopback(own) && own != host);
    (same_port && differs).then(|| host.to_owned())
}

pub(super) fn by_name(plan: &Plan, idp: Provider) -> Result<Look, InitError> {
    if plan.start.is_some() && !plan.reach.is_by_real_names() {
        return Ok(Look::Again(Detour::ByName));
    }
    Err(InitError::app(
        format!(
            "the app sends people to {} itself, and a program that already runs cannot be led elsewhere",
            idp.name()
        ),
        "let the harness start the app: end it, and add its command behind `--`, for example `-- npm start`",
    ))
}

pub(super) fn to_port(scene: &Scene, plan: &Plan, idp: Provider, url: &Url) -> Result<Look, InitError> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    if matches!(plan.port, Port::Told(_)) && url.origin() == plan.url.origin() {
        return Ok(Look::Again(Detour::OwnPort));
    }
    let ours = scene.suite.provider.url().port();
    if is_loopback(host) && ours != Some(port) && plan.provider_port != port && plan::is_free(port) {
        return Ok(Look::Again(Detour::ProviderPort(port)));
    }
    let place = url.origin().ascii_serialization();
    Err(InitError::app(
        format!(
            "the app sends people to {place} for {}, where somebody else answers or nobody can",
            idp.name()
        ),
        if is_loopback(host) {
            "end the mock provider that runs there: the harness starts its own at that port"
        } else {
            "tell the app the address of the mock provider: --env with the name that it reads, and {google.issuer}, \
             {github.url}, or the like"
        },
    ))
}
