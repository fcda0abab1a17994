//! What an issuer serves, and where. An endpoint that is switched off does not exist.

use super::HOST;
use crate::{
    config::{IssuerSettings, Registration},
    endpoint::{Pages, Route},
    http,
};

/// The pages that every issuer has.
const PAGES: Pages = Pages {
    host: &HOST,
    sign_in: "/sign-in",
    choose_account: "/choose-account",
    consent: "/consent",
    device: None,
};

const ALWAYS: &[Route] = &[
    Route::new(&HOST, "/authorize", &http::authorize::GET_AND_POST),
    Route::new(&HOST, PAGES.sign_in, &http::sign_in::ENDPOINT),
    Route::new(&HOST, PAGES.choose_account, &http::choose_account::ENDPOINT),
    Route::new(&HOST, PAGES.consent, &http::consent::ENDPOINT),
    Route::new(&HOST, "/token", &http::token::ENDPOINT),
    Route::new(&HOST, "/userinfo", &http::oidc::userinfo::ENDPOINT),
    Route::new(&HOST, "/jwks", &http::jwks::ENDPOINT),
    Route::new(
        &HOST,
        "/.well-known/openid-configuration",
        &http::discovery::ENDPOINT,
    ),
    Route::new(&HOST, "/par", &http::oidc::par::ENDPOINT),
    Route::new(&HOST, "/introspect", &http::oidc::introspect::ENDPOINT),
    Route::new(&HOST, "/revoke", &http::oidc::revoke::ENDPOINT),
    Route::new(&HOST, "/logout", &http::oidc::logout::ENDPOINT),
];

const REGISTRATION: &[Route] = &[
    Route::new(&HOST, "/register", &http::oidc::register::ENDPOINT),
    Route::new(
        &HOST,
        "/register/{client_id}",
        &http::oidc::registration::ENDPOINT,
    ),
];

const DEVICES: &[Route] = &[
    Route::new(&HOST, "/device_authorization", &http::device_code::ENDPOINT),
    Route::new(&HOST, DEVICE_PAGE, &http::device::ENDPOINT),
];

/// Where people type what a device shows.
const DEVICE_PAGE: &str = "/device";

/// The pages of an issuer.
pub(super) fn pages(settings: &IssuerSettings) -> Pages {
    Pages {
        device: settings.device_flow.then_some((&HOST, DEVICE_PAGE)),
        ..PAGES
    }
}

/// Below the issuer.
pub(super) fn of(settings: &IssuerSettings) -> Vec<Route> {
    let mut routes = ALWAYS.to_vec();
    if settings.registration != Registration::Off {
        routes.extend(REGISTRATION);
    }
    if settings.device_flow {
        routes.extend(DEVICES);
    }
    routes
}

/// RFC 8414 §3.1: between host and path, without a slash at its end.
pub(super) fn at_the_root(settings: &IssuerSettings) -> Vec<(String, Route)> {
    let path = format!("/.well-known/oauth-authorization-server/{}", settings.name);
    vec![(path, Route::new(&HOST, "", &http::discovery::ENDPOINT))]
}
