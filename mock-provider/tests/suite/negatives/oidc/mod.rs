//! A configured issuer, with the section of the specification from which each row comes.

mod authorize;
mod calls;
mod token;

pub(super) use authorize::authorize;
pub(super) use calls::calls;
pub(super) use token::token;

const GRANT: (u16, &str) = (400, "invalid_grant");
const NO_CLIENT: (u16, &str) = (401, "invalid_client");
const BAD: (u16, &str) = (400, "invalid_request");
