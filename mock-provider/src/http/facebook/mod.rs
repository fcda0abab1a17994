//! What only Facebook serves.

pub(crate) mod access_token;
mod call;
pub(crate) mod debug_token;
pub(crate) mod dialog;
pub(crate) mod me;
pub(crate) mod permissions;
