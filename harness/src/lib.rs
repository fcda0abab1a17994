//! Proves that a social-login implementation is right: drives real browsers through every flow and reports what is broken.

pub mod browser;
pub mod catalogue;
pub mod clock;
pub mod events;
pub mod redact;
pub mod report;
pub mod verdict;
