//! Other settings of the target, by what they mean to people.

use cucumber::given;
use mock_provider::Provider;

use super::parameters::Idp;
use super::step;
use crate::world::World;

/// Each setting in the words of the features, with the name of its variant in manifests.
const SETTINGS: [(&str, &str); 12] = [
    ("takes no new people", "sign-up-restricted"),
    ("has a waiting list", "sign-up-waitlist"),
    ("lets in only addresses at allowed.example", "sign-up-allow-list"),
    ("keeps addresses at blocked.example out", "sign-up-block-list"),
    ("wants a captcha from new people", "captcha"),
    ("has everybody set up a second factor", "mfa-required"),
    ("has everybody choose an organization", "organization-required"),
    (
        "knows no way in but providers and passwords",
        "without-email-codes",
    ),
    (
        "lets one person at a time be signed in in a browser",
        "single-session",
    ),
    (
        "has people at corp.example sign in with their company",
        "enterprise-sso",
    ),
    (
        "asks for a code after a password in a new browser",
        "client-trust",
    ),
    (
        "lets in only people of the Workspace corp.example",
        "workspace-only",
    ),
];

#[given(
    regex = r"^the app (takes no new people|has a waiting list|lets in only addresses at allowed\.example|keeps addresses at blocked\.example out|wants a captcha from new people|has everybody set up a second factor|has everybody choose an organization|knows no way in but providers and passwords|lets one person at a time be signed in in a browser|has people at corp\.example sign in with their company|asks for a code after a password in a new browser|lets in only people of the Workspace corp\.example)$"
)]
async fn setting(world: &mut World, words: String) {
    step(world, async |world| {
        let variant = SETTINGS.iter().find(|(known, _)| *known == words);
        world.choose_variant(variant.map_or("", |(_, variant)| variant))
    })
    .await;
}

#[given(regex = r"^the app lets people connect (Google|GitHub), but not sign in with it$")]
async fn connect_only(world: &mut World, idp: Idp) {
    step(world, async |world| {
        world.choose_variant(match idp.0 {
            Provider::Google => "connect-only-google",
            _ => "connect-only-github",
        })
    })
    .await;
}

#[given(regex = r"^the app has no client of its own at (Google|GitHub)$")]
async fn without_credentials(world: &mut World, idp: Idp) {
    step(world, async |world| {
        world.choose_variant(match idp.0 {
            Provider::Google => "shared-credentials-google",
            _ => "shared-credentials-github",
        })
    })
    .await;
}

#[given(regex = r"^the app was set up without (Google|GitHub)$")]
async fn without_provider(world: &mut World, idp: Idp) {
    step(world, async |world| {
        world.choose_variant(match idp.0 {
            Provider::Google => "without-google",
            _ => "without-github",
        })
    })
    .await;
}

#[given(expr = "nobody has answered for Google since the app was started")]
async fn unreachable(world: &mut World) {
    step(world, async |world| world.choose_variant("google-unreachable")).await;
}
