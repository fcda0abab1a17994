//! The `mock-provider` command.
fn main() {}
