//! Fake identity providers that behave on the wire as the real ones do, run offline, and misbehave in one precise
//! way when told to.
//!
//! | folder | what is there |
//! |---|---|
//! | `protocol` | the rules of OAuth 2.0 and OpenID Connect as pure functions: no HTTP framework, clock, or I/O |
//! | `dialects` | what is peculiar to each provider, and nothing else |
//! | `faults` | deliberate deviations: the correct answer with exactly one override |
//! | `http` | one endpoint a file: decode, protocol, dialect, fault, answer, journal |
//! | `journal` | the record of flows and exchanges, the refused ones too |
//! | `inspector` | everything under `/_mock/` |
//!
//! Nothing outside `clock` and `rng` asks the system for time or randomness: a seed and a frozen clock reproduce a
//! run byte for byte. A provider is strict: what the real one refuses is refused.

mod answer;
mod app;
pub mod cli;
mod clock;
pub mod config;
mod dialects;
pub mod faults;
mod http;
mod inspector;
pub mod journal;
mod keys;
mod origins;
pub mod protocol;
mod provider;
mod rng;
mod server;
mod store;

pub use clock::Clock;
pub use keys::{GenerateError, generate_pem};
pub use provider::{Provider, UnknownProvider};
pub use rng::Rng;
pub use server::{Builder, MockProvider, StartError};
