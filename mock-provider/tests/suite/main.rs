//! The provider's behaviour, seen from outside: through HTTP, the Rust API, and the command line.

mod behaviour;
mod browser;
mod setup;
