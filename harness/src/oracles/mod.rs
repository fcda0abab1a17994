//! What happened, with evidence: who is signed in, what the provider's journal shows, what a person sees.

pub mod accessible;
pub mod clerk;
pub mod connections;
pub mod credentials;
pub mod exposure;
pub mod identity;
pub mod injection;
pub mod journal;
pub mod leaks;
pub mod page;
pub mod premise;
pub mod printed;
pub mod request;
pub mod request_values;
pub mod session;
pub mod start;
pub mod state_contents;
pub mod tokens;
