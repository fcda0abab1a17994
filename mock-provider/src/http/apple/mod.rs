//! What only Apple serves.

pub(crate) mod keys;
pub(crate) mod revoke;
