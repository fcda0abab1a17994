//! Signing keys: a ring for each provider that signs tokens and each algorithm by which it does, filled with fixed, embedded keys, parsed once.
//!
//! A key is published before it signs and stays published until what it signed is dead, so that a client that
//! fetches keys only when it meets an unknown `kid` never sees a signature it cannot check.

mod certificate;
mod generate;
mod jwk;
mod ring;
mod rust_api;
mod seed;
mod signer;
mod snapshot;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

pub use generate::{GenerateError, generate_pem};
pub(crate) use jwk::{Public, public_jwk};
pub use ring::{KeyInfo, KeyState};
pub(crate) use signer::{KeyError, SigningKey, sign_jwt, sign_typed_jwt};
pub(crate) use snapshot::RingSnapshot;

use crate::{Provider, config::Config, protocol::signing_algorithm::SigningAlgorithm, rng::Rng};
use ring::{Ring, RingKey};

/// Why a key ring was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The provider signs nothing.
    #[error("{provider} has no signing keys, because it issues no id_tokens; expected a provider that does")]
    NoRing {
        /// The provider that was named.
        provider: Provider,
    },
    /// Nothing of that name is published.
    #[error("{provider} publishes no key \"{kid}\"; expected one of {published}")]
    Unknown {
        /// The provider.
        provider: Provider,
        /// The name that was given.
        kid: String,
        /// The names that there are, joined by commas.
        published: String,
    },
    /// Without it nothing could be signed.
    #[error(
        "\"{kid}\" signs the tokens of {provider} and no other key is published to take over; expected another"
    )]
    OnlyKey {
        /// The provider.
        provider: Provider,
        /// The key.
        kid: String,
    },
    /// A new key could not be made.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A new key could not be used.
    #[error("the key cannot be used: {0}")]
    Key(#[from] KeyError),
    /// The certificate of a new key could not be made.
    #[error("the certificate of the key cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
}

/// The key rings of one running server. The first ring of a provider is that of its usual algorithm.
#[derive(Debug)]
pub(crate) struct Keys {
    seeded: Rings,
    rings: Mutex<Rings>,
}

type Rings = BTreeMap<Provider, Vec<Ring>>;

impl Keys {
    /// The embedded test keys of `fixtures/keys/`.
    ///
    /// # Errors
    /// [`KeyError`] when an embedded file is not a key for its algorithm, which a test rules out.
    pub(crate) fn embedded(config: &Config) -> Result<Self, KeyError> {
        let mut seeded = Rings::new();
        let issuers = config.issuers.iter().map(|issuer| Provider::Oidc(issuer.name));
        for provider in Provider::ALL.into_iter().chain(issuers) {
            let rings = seed::rings(provider, config)?;
            if !rings.is_empty() {
                seeded.insert(provider, rings);
            }
        }
        Ok(Self {
            rings: Mutex::new(seeded.clone()),
            seeded,
        })
    }

    /// The key that signs a provider's tokens by an algorithm now; absent where it signs nothing by it.
    #[must_use]
    pub(crate) fn current(&self, provider: Provider, algorithm: SigningAlgorithm) -> Option<Arc<SigningKey>> {
        let rings = self.lock();
        let ring = rings
            .get(&provider)?
            .iter()
            .find(|ring| ring.algorithm() == algorithm)?;
        Some(ring.current().signer())
    }

    /// Every key that a provider publishes, for each algorithm the current one first.
    #[must_use]
    pub(crate) fn published(&self, provider: Provider, now: Timestamp) -> Vec<Arc<SigningKey>> {
        self.each(provider, now, RingKey::signer)
    }

    /// The same keys by name, with their self-signed X.509 certificates in PEM form.
    #[must_use]
    pub(crate) fn certificates(&self, provider: Provider, now: Timestamp) -> Vec<(String, String)> {
        self.each(provider, now, |key| {
            (key.kid().to_owned(), key.certificate().to_owned())
        })
    }

    /// Every key that a provider publishes with its certificate in PEM form.
    #[must_use]
    pub(crate) fn certified(&self, provider: Provider, now: Timestamp) -> Vec<(Arc<SigningKey>, String)> {
        self.each(provider, now, |key| (key.signer(), key.certificate().to_owned()))
    }

    /// What a provider publishes, for people; empty where it signs nothing.
    #[must_use]
    pub(crate) fn list(&self, provider: Provider, now: Timestamp) -> Vec<KeyInfo> {
        self.each(provider, now, |key| key.info(provider))
    }

    /// Makes a key for the provider's usual algorithm that is published and signs nothing yet.
    ///
    /// # Errors
    /// [`KeyRingError`] where the provider signs nothing, or the key could not be made.
    pub(crate) fn publish(&self, provider: Provider, rng: &Rng) -> Result<KeyInfo, KeyRingError> {
        let algorithm = self.with_ring(provider, |ring| Ok(ring.algorithm()))?;
        // Not under the lock: making a key takes a tenth of a second, and others sign meanwhile.
        let key = RingKey::generate(algorithm, rng)?;
        let info = key.info(provider);
        self.with_ring(provider, |ring| {
            ring.publish(key);
            Ok(info)
        })
    }

    /// Makes the next published key, or a new one where none waits, the one that signs by the usual algorithm. The
    /// old one stays published for `token_lifetime` seconds, which is when the last token that it signed dies.
    ///
    /// # Errors
    /// As [`Keys::publish`].
    pub(crate) fn rotate(
        &self,
        provider: Provider,
        rng: &Rng,
        now: Timestamp,
        token_lifetime: u32,
    ) -> Result<KeyInfo, KeyRingError> {
        if !self.with_ring(provider, |ring| Ok(ring.has_next()))? {
            self.publish(provider, rng)?;
        }
        self.with_ring(provider, |ring| {
            ring.rotate(now, token_lifetime);
            Ok(ring.current().info(provider))
        })
    }

    /// Stops publishing a key. In place of the current one, the next published key signs from then on.
    ///
    /// # Errors
    /// [`KeyRingError::Unknown`] when nothing of that name is published, [`KeyRingError::OnlyKey`] when no other key
    /// waits to take over.
    pub(crate) fn retire(&self, provider: Provider, kid: &str, now: Timestamp) -> Result<(), KeyRingError> {
        let mut rings = self.lock();
        let rings = rings
            .get_mut(&provider)
            .ok_or(KeyRingError::NoRing { provider })?;
        for ring in rings.iter_mut() {
            match ring.retire(kid, now) {
                ring::Retired::Done => return Ok(()),
                ring::Retired::Unknown => {}
                ring::Retired::Only => {
                    let kid = kid.to_owned();
                    return Err(KeyRingError::OnlyKey { provider, kid });
                }
            }
        }
        let published: Vec<&str> = rings
            .iter()
            .flat_map(|ring| ring.published(now).map(RingKey::kid))
            .collect();
        Err(KeyRingError::Unknown {
            provider,
            kid: kid.to_owned(),
            published: published.join(", "),
        })
    }

    /// Back to the embedded keys.
    pub(crate) fn reset(&self) {
        self.lock().clone_from(&self.seeded);
    }

    fn each<T>(&self, provider: Provider, now: Timestamp, read: impl Fn(&RingKey) -> T) -> Vec<T> {
        let rings = self.lock();
        let keys = rings.get(&provider).into_iter().flatten();
        keys.flat_map(|ring| ring.published(now)).map(read).collect()
    }

    fn with_ring<T>(
        &self,
        provider: Provider,
        act: impl FnOnce(&mut Ring) -> Result<T, KeyRingError>,
    ) -> Result<T, KeyRingError> {
        match self.lock().get_mut(&provider).and_then(|rings| rings.first_mut()) {
            Some(ring) => act(ring),
            None => Err(KeyRingError::NoRing { provider }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Rings> {
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
