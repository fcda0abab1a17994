//! What only X serves.

pub(crate) mod revoke;
pub(crate) mod users_me;
