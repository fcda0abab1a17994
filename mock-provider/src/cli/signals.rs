//! Requests to end: Ctrl-C, and the polite one that containers and supervisors send.

use std::io;

/// Which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// Ctrl-C. It reaches every program in the terminal's foreground.
    Interrupt,
    /// For this process alone.
    Terminate,
}

/// Listens from the moment it is made, so make it before telling anybody that this process can be asked to end.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    interrupts: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminations: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens.
    ///
    /// # Errors
    /// When the system allows no listening.
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupts: signal(SignalKind::interrupt())?,
            terminations: signal(SignalKind::terminate())?,
        })
    }

    /// Listens.
    ///
    /// # Errors
    /// Never on this system.
    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// The next request.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> Request {
        tokio::select! {
            _ = self.interrupts.recv() => Request::Interrupt,
            _ = self.terminations.recv() => Request::Terminate,
        }
    }

    /// The next request.
    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> Request {
        // An error means that the system sends none; whoever ends this process then ends it the hard way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Request::Interrupt
    }
}
