//! The `mock-provider` command.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    mock_provider::cli::main().await
}
