//! Key rings written down and read again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    KeyError, KeyState, Keys, Rings,
    ring::{Private, Ring, RingKey},
};
use crate::{Provider, protocol::signing_algorithm::SigningAlgorithm};

/// One ring, with its private keys: they are test keys, and a snapshot that could not sign would be none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RingSnapshot {
    provider: Provider,
    algorithm: SigningAlgorithm,
    /// The current one first.
    keys: Vec<KeySnapshot>,
}

/// One key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeySnapshot {
    state: KeyState,
    generated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published_until: Option<Timestamp>,
    private_key: Private,
    /// PEM; empty where keys have none.
    certificate: String,
}

/// Why rings that were written down cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RestoreError {
    /// Not a key.
    #[error("a key of {provider} is {error}")]
    Key {
        /// Whose.
        provider: Provider,
        /// What is wrong with it.
        error: KeyError,
    },
    /// Drawn bytes that make no key of the algorithm.
    #[error("a key of {provider} was drawn and cannot sign by {algorithm:?}; expected ES256 or EdDSA")]
    Drawn {
        /// Whose.
        provider: Provider,
        /// The ring's.
        algorithm: SigningAlgorithm,
    },
    /// None signs, or several do.
    #[error("the key ring of {provider} has none or several current keys; expected exactly one")]
    Current {
        /// Whose.
        provider: Provider,
    },
}

/// Rings that were read and found good.
#[derive(Debug)]
pub(crate) struct ReadRings(Rings);

impl Keys {
    /// Every ring.
    pub(crate) fn snapshot(&self) -> Vec<RingSnapshot> {
        let write = |key: &RingKey| KeySnapshot {
            state: key.state,
            generated: key.generated,
            published_until: key.published_until,
            private_key: key.private.clone(),
            certificate: key.certificate.to_string(),
        };
        let rings = self.lock();
        let each = rings
            .iter()
            .flat_map(|(provider, rings)| rings.iter().map(move |ring| (provider, ring)));
        each.map(|(provider, ring)| RingSnapshot {
            provider: *provider,
            algorithm: ring.algorithm(),
            keys: ring.keys.iter().map(write).collect(),
        })
        .collect()
    }

    /// Reads rings and changes nothing. Those of a provider keep their order.
    ///
    /// # Errors
    /// [`RestoreError`] for the first ring that cannot be used.
    pub(crate) fn read(snapshots: Vec<RingSnapshot>) -> Result<ReadRings, RestoreError> {
        let mut rings = Rings::new();
        for RingSnapshot {
            provider,
            algorithm,
            keys,
        } in snapshots
        {
            let keys: Result<Vec<_>, _> = keys
                .into_iter()
                .map(|key| key.read(provider, algorithm))
                .collect();
            let ring = Ring::stored(keys?).ok_or(RestoreError::Current { provider })?;
            rings.entry(provider).or_default().push(ring);
        }
        Ok(ReadRings(rings))
    }

    /// Puts rings in place of the present ones; a provider that is not among them keeps its own.
    pub(crate) fn restore(&self, rings: ReadRings) {
        self.lock().extend(rings.0);
    }
}

impl KeySnapshot {
    fn read(self, provider: Provider, algorithm: SigningAlgorithm) -> Result<RingKey, RestoreError> {
        let key = match &self.private_key {
            Private::Pem(pem) => RingKey::embedded(pem, algorithm, &self.certificate)
                .map_err(|error| RestoreError::Key { provider, error })?,
            Private::Drawn(bytes) => {
                RingKey::drawn(algorithm, *bytes).ok_or(RestoreError::Drawn { provider, algorithm })?
            }
        };
        Ok(RingKey {
            state: self.state,
            generated: self.generated,
            published_until: self.published_until,
            ..key
        })
    }
}
