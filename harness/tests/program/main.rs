//! The `harness` program from outside: exit codes, messages, and what it leaves behind.

mod bad_input;
mod hard_coded;
mod started_target;
mod support;
mod targets;
mod transport;
