//! The signals that ask the program to stop.

use tokio::signal::unix::{SignalKind, signal};

use crate::run::Interrupt;

/// Ends with the first signal that asks the program to stop.
pub(super) async fn interrupt() -> Interrupt {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Interrupt::Interrupted,
        _ = terminate.recv() => Interrupt::Terminated,
    }
}
