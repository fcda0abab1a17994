//! The provider's behaviour, seen from outside: through HTTP, the Rust API, and the command line.

mod authorize_fuzz;
mod behaviour;
mod browser;
mod command_line;
mod control_api;
mod determinism;
mod device_flow;
mod github_api;
mod github_apps;
mod github_quirks;
mod google_quirks;
mod google_requests;
mod google_tokens;
mod invariants;
mod judge;
mod negatives;
mod pages;
mod setup;
