//! What only GitHub serves.

pub(crate) mod app_grant;
pub(crate) mod app_token;
mod call;
pub(crate) mod revoke_credentials;
pub(crate) mod scoped_token;
pub(crate) mod user;
pub(crate) mod user_by_id;
pub(crate) mod user_emails;
pub(crate) mod user_memberships;
pub(crate) mod user_orgs;
pub(crate) mod user_teams;
