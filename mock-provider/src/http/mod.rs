//! The HTTP surface of the providers: one endpoint a file, each a function from a request to an [`Answer`].

mod app_grant;
mod app_token;
mod approve;
mod authorize;
mod bearer_token;
mod choose_account;
mod consent;
mod cors;
mod deliver;
mod device;
mod device_code;
mod device_end;
mod discovery;
mod dispatch;
mod front_channel;
mod github_api;
mod incoming;
mod jwks;
mod mint;
mod pages;
mod proceed;
mod revoke;
mod sign_in;
mod token;
mod tokeninfo;
mod user;
mod user_emails;
mod user_orgs;
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
        Endpoint::UserPublicEmails => user_emails::public(app, incoming),
        Endpoint::UserOrgs => user_orgs::answer(app, incoming),
        Endpoint::AppToken => app_token::answer(app, incoming),
        Endpoint::AppGrant => app_grant::answer(app, incoming),
        Endpoint::Jwks => jwks::answer(app),
        Endpoint::Certificates => jwks::certificates(app),
        Endpoint::Discovery => discovery::answer(app, dialect),
        Endpoint::Revoke | Endpoint::RevokeByLink => revoke::answer(app, dialect, incoming),
        Endpoint::TokenInfo => tokeninfo::current(app, incoming),
        Endpoint::TokenInfoV1 => tokeninfo::old(app, incoming),
        Endpoint::DeviceCode => device_code::answer(app, dialect, incoming),
        Endpoint::Device => device::answer(app, dialect, incoming),
    }
}
