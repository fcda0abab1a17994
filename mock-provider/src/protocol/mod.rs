//! The rules of OAuth 2.0 and OpenID Connect as pure functions over values.
//!
//! Nothing here knows an HTTP framework, a clock, or a provider: what differs between providers comes in as
//! rules (`AuthorizeRules`, `TokenRules`), what went wrong goes out as a problem that a dialect puts into words.

pub mod at_hash;
pub mod authorize;
pub mod bearer;
pub mod claims_request;
pub mod client_assertion;
pub mod client_auth;
pub mod code;
pub mod device;
pub mod interaction;
mod parameters;
pub mod pkce;
pub mod redirect_uri;
mod refusal;
pub mod response_mode;
pub mod response_type;
pub mod signing_algorithm;
pub mod token;

pub use parameters::Parameters;
pub use refusal::Refusal;
