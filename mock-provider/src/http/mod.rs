//! The HTTP surface of the providers: one endpoint a file, each a function from a request to an answer. What only
//! one provider serves is in a folder of its name.

pub(crate) mod apple;
mod approve;
pub(crate) mod authorize;
mod bearer_token;
pub(crate) mod choose_account;
mod client_authentication;
pub(crate) mod consent;
mod cors;
mod deliver;
pub(crate) mod device;
pub(crate) mod device_code;
mod device_end;
pub(crate) mod discovery;
mod dispatch;
pub(crate) mod facebook;
mod front_channel;
pub(crate) mod github;
pub(crate) mod google;
mod incoming;
pub(crate) mod jwks;
pub(crate) mod microsoft;
mod mint;
pub(crate) mod notion;
pub(crate) mod oidc;
mod pages;
mod proceed;
pub(crate) mod sign_in;
pub(crate) mod token;
mod virtual_hosts;
mod without_browser;
pub(crate) mod x;

pub(crate) use dispatch::routes;
pub(crate) use incoming::Incoming;
pub(crate) use virtual_hosts::by_host;
pub(crate) use without_browser::mint_tokens;
pub use without_browser::{MintOrder, Minted};
