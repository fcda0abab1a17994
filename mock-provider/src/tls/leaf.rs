//! The certificate that the listener shows: made at the start, and again while there is time left.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio_rustls::rustls::{
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

use super::authority::{Authority, AuthorityError, LEAF_LIFETIME};
use crate::clock::Clock;

/// Shows one certificate for every name, and makes a new one once half the life of the last is over.
#[derive(Debug)]
pub(super) struct FreshLeaf {
    authority: Arc<Authority>,
    /// The system's, for clients judge certificates by it; what the provider's clock says is no matter here.
    clock: Clock,
    current: Mutex<Leaf>,
}

#[derive(Debug)]
struct Leaf {
    key: Arc<CertifiedKey>,
    since: Timestamp,
}

impl FreshLeaf {
    pub(super) fn new(authority: Arc<Authority>, clock: Clock) -> Result<Self, AuthorityError> {
        let since = clock.now();
        let current = Mutex::new(Leaf {
            key: authority.issue(since)?,
            since,
        });
        Ok(Self {
            authority,
            clock,
            current,
        })
    }

    /// The certificate to show now.
    fn current(&self) -> Arc<CertifiedKey> {
        let now = self.clock.now();
        let mut leaf = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let half_life = i64::try_from(LEAF_LIFETIME / 2).unwrap_or(0);
        // Where no new one can be made, the old one may still do.
        if now.as_second() - leaf.since.as_second() >= half_life
            && let Ok(key) = self.authority.issue(now)
        {
            *leaf = Leaf { key, since: now };
        }
        Arc::clone(&leaf.key)
    }
}

impl ResolvesServerCert for FreshLeaf {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_certificate_is_made_again_while_the_old_one_is_still_good() {
        let clock = Clock::frozen(Timestamp::from_second(1_800_000_000).expect("in range"));
        let authority = Arc::new(Authority::create(&["github.com"], clock.now()).expect("made"));
        let leaf = FreshLeaf::new(authority, clock.clone()).expect("made");
        let first = leaf.current();
        clock.advance(Duration::from_secs(LEAF_LIFETIME / 2 - 1));
        assert!(Arc::ptr_eq(&first, &leaf.current()), "nothing to do yet");
        clock.advance(Duration::from_secs(1));
        let second = leaf.current();
        assert_ne!(first.cert[0], second.cert[0]);
        assert_eq!(first.cert[1], second.cert[1], "the authority stays");
    }
}
