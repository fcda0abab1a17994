//! What only Google serves.

pub(crate) mod keys;
pub(crate) mod revoke;
pub(crate) mod tokeninfo;
pub(crate) mod userinfo;
