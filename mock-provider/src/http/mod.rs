//! The HTTP surface of the providers: one endpoint a file, each a function from a request to an [`Answer`].

mod approve;
mod authorize;
mod bearer_token;
mod choose_account;
mod consent;
mod cors;
mod discovery;
mod dispatch;
mod incoming;
mod jwks;
mod mint;
mod pages;
mod proceed;
mod revoke;
mod sign_in;
mod token;
mod user;
mod user_emails;
mod userinfo;

pub(crate) use dispatch::routes;

use crate::{
    answer::Answer,
    app::App,
    dialects::{Dialect, Endpoint},
};
use incoming::Incoming;

/// Hands a request to its endpoint.
fn answer(app: &App, dialect: &'static dyn Dialect, endpoint: Endpoint, incoming: &Incoming) -> Answer {
    match endpoint {
        Endpoint::Authorize => authorize::answer(app, dialect, incoming),
        Endpoint::SignIn => sign_in::answer(app, dialect, incoming),
        Endpoint::ChooseAccount => choose_account::answer(app, dialect, incoming),
        Endpoint::Consent => consent::answer(app, dialect, incoming),
        Endpoint::Token => token::answer(app, dialect, incoming),
        Endpoint::Userinfo => userinfo::oidc(app, incoming),
        Endpoint::UserinfoV2 => userinfo::v2(app, incoming),
        Endpoint::User => user::answer(app, incoming),
        Endpoint::UserEmails => user_emails::answer(app, incoming),
        Endpoint::Jwks => jwks::answer(app),
        Endpoint::Discovery => discovery::answer(app, dialect),
        Endpoint::Revoke => revoke::answer(app, dialect, incoming),
    }
}
