//! The `harness` program from outside: exit codes, messages, and what it leaves behind.

mod bad_input;
mod broken_set_up;
mod hard_coded;
mod hook_commands;
mod init;
mod remote_ends;
mod services;
mod started_target;
mod support;
mod target_ends;
mod targets;
mod tls_target;
mod transport;
