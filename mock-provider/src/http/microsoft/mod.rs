//! What only Microsoft serves.

mod call;
pub(crate) mod discovery;
pub(crate) mod keys;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod photo;
pub(crate) mod userinfo;
