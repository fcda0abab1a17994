//! Signing out (OpenID Connect RP-Initiated Logout §2).

use askama::Template;

use crate::{
    answer::Answer,
    app::Site,
    dialects::{Brand, Dialect},
    endpoint::Endpoint,
    http::{Incoming, pages},
    protocol::{Refusal, redirect_uri},
};

/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("logout", answer);

#[derive(Template)]
#[template(path = "microsoft/signed_out.html")]
struct SignedOut {
    brand: Brand,
    style: &'static str,
}

/// Signs everybody out in this browser, and sends it on where a client registered the address; else it says so.
fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    let mut parameters = incoming.query();
    parameters.extend(incoming.body_parameters());
    let mut store = app.store();
    store.sign_out(dialect.provider(), &incoming.browser, |_| true);
    let asked = parameters.get("post_logout_redirect_uri");
    let registered = |uri: &str| {
        store.clients().any(|client| {
            client.provider == dialect.provider()
                && redirect_uri::permitted(
                    redirect_uri::Matching::ExactWithLocalPort,
                    &[],
                    &client.redirect_uris,
                    uri,
                )
        })
    };
    match asked {
        Some(uri) if registered(uri) => Answer::redirect(&match parameters.get("state") {
            Some(state) => redirect_uri::with_query(uri, &[("state".to_owned(), state.to_owned())]),
            None => uri.to_owned(),
        }),
        Some(uri) => page(dialect).refused(Refusal::new(
            "post-logout-redirect-uri-registered",
            format!("post_logout_redirect_uri \"{uri}\""),
            "one of redirect_uris of a client",
            "add it to redirect_uris of the client; the person is signed out all the same",
        )),
        None => page(dialect),
    }
}

fn page(dialect: &dyn Dialect) -> Answer {
    pages::page(
        200,
        &SignedOut {
            brand: dialect.brand(),
            style: pages::STYLE,
        },
    )
}
