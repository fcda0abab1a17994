//! What only Notion serves.

mod call;
mod client;
pub(crate) mod introspect;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod user;
pub(crate) mod users;
pub(crate) mod users_me;
