//! The keys of one provider for one algorithm, and the order in which they come to sign.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{GenerateError, KeyError, KeyRingError, SigningKey, certificate, generate_pem};
use crate::{Provider, protocol::signing_algorithm::SigningAlgorithm, rng::Rng};

/// The length of generated keys in bits: that of the real providers' keys.
const BITS: usize = 2_048;

/// What a published key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeyState {
    /// It signs.
    Current,
    /// It will sign after a rotation, and is published already.
    Next,
    /// It signed until a rotation, and is published until the last token that it signed is dead.
    Previous,
}

/// A published key, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeyInfo {
    /// Whose tokens it signs.
    pub provider: Provider,
    /// Its name in the JWKS and in token headers.
    pub kid: String,
    /// Its algorithm (RFC 7518 §3.1).
    pub alg: String,
    /// What it is for.
    pub state: KeyState,
    /// Whether it was made by this server; the others are the same in every copy of it.
    pub generated: bool,
    /// When it stops being published; absent: not before it is rotated or retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_until: Option<Timestamp>,
}

/// A key in a ring.
#[derive(Debug, Clone)]
pub(super) struct RingKey {
    pub(super) signer: Arc<SigningKey>,
    /// For writing it down.
    pub(super) private: Private,
    pub(super) certificate: Arc<str>,
    pub(super) generated: bool,
    pub(super) state: KeyState,
    pub(super) published_until: Option<Timestamp>,
}

/// What a key was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Private {
    /// PKCS#8 PEM.
    Pem(String),
    /// The bytes that were drawn for an elliptic curve.
    Drawn([u8; 32]),
}

/// At least one key, of which exactly one is current.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    pub(super) keys: Vec<RingKey>,
}

/// How a retirement went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retired {
    /// The key is gone.
    Done,
    /// No such key is published.
    Unknown,
    /// It is current, and nothing waits to take over.
    Only,
}

impl RingKey {
    /// An embedded key that waits for its turn.
    pub(super) fn embedded(
        pem: &str,
        algorithm: SigningAlgorithm,
        certificate: &str,
    ) -> Result<Self, KeyError> {
        let key = SigningKey::from_pem_for(pem, algorithm)?;
        Ok(Self::waiting(key, Private::Pem(pem.into()), certificate))
    }

    /// A new key that waits for its turn.
    pub(super) fn generate(algorithm: SigningAlgorithm, rng: &Rng) -> Result<Self, KeyRingError> {
        let mut bytes = [0; 32];
        rng.fill(&mut bytes);
        let mut key = match Self::drawn(algorithm, bytes) {
            Some(key) => key,
            None => {
                let pem =
                    generate_pem(BITS, rng).map_err(|error: GenerateError| KeyRingError::Generate(error))?;
                let certificate = certificate::self_signed(&pem)?;
                Self::embedded(&pem, algorithm, &certificate)?
            }
        };
        key.generated = true;
        Ok(key)
    }

    /// A key for an elliptic curve that waits for its turn; absent for RSA.
    pub(super) fn drawn(algorithm: SigningAlgorithm, bytes: [u8; 32]) -> Option<Self> {
        let key = SigningKey::drawn(algorithm, &bytes)?;
        Some(Self::waiting(key, Private::Drawn(bytes), ""))
    }

    fn waiting(key: SigningKey, private: Private, certificate: &str) -> Self {
        Self {
            signer: Arc::new(key),
            private,
            certificate: certificate.into(),
            generated: false,
            state: KeyState::Next,
            published_until: None,
        }
    }

    pub(super) fn signer(&self) -> Arc<SigningKey> {
        Arc::clone(&self.signer)
    }

    pub(super) fn kid(&self) -> &str {
        self.signer.kid()
    }

    /// The self-signed certificate in PEM form; empty where keys have none.
    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    pub(super) fn info(&self, provider: Provider) -> KeyInfo {
        KeyInfo {
            provider,
            kid: self.kid().to_owned(),
            alg: self.signer.signing_algorithm().word().to_owned(),
            state: self.state,
            generated: self.generated,
            published_until: self.published_until,
        }
    }
}

impl Ring {
    /// The first key signs. Absent where there is none.
    pub(super) fn new(mut keys: Vec<RingKey>) -> Option<Self> {
        keys.first_mut()?.state = KeyState::Current;
        Some(Self { keys })
    }

    /// A ring as it was written down; absent unless exactly one key is current.
    pub(super) fn stored(mut keys: Vec<RingKey>) -> Option<Self> {
        let current = |key: &RingKey| key.state == KeyState::Current;
        if keys.iter().filter(|key| current(key)).count() != 1 {
            return None;
        }
        keys.sort_by_key(|key| !current(key));
        Some(Self { keys })
    }

    /// What its keys sign by.
    pub(super) fn algorithm(&self) -> SigningAlgorithm {
        self.current().signer.signing_algorithm()
    }

    /// The key that signs: always the first.
    pub(super) fn current(&self) -> &RingKey {
        &self.keys[0]
    }

    /// What is published now, the current key first.
    pub(super) fn published(&self, now: Timestamp) -> impl Iterator<Item = &RingKey> {
        self.keys
            .iter()
            .filter(move |key| key.published_until.is_none_or(|until| until > now))
    }

    /// Whether a key waits for its turn.
    pub(super) fn has_next(&self) -> bool {
        self.next().is_some()
    }

    pub(super) fn publish(&mut self, key: RingKey) {
        self.keys.push(key);
    }

    /// Lets the key that has waited longest sign; nothing happens where none waits.
    pub(super) fn rotate(&mut self, now: Timestamp, token_lifetime: u32) {
        let Some(next) = self.next() else { return };
        let mut key = self.keys.remove(next);
        key.state = KeyState::Current;
        let until = now.saturating_add(Duration::from_secs(token_lifetime.into()));
        self.keys[0].state = KeyState::Previous;
        self.keys[0].published_until = Some(until.unwrap_or(Timestamp::MAX));
        self.keys.insert(0, key);
        self.forget_unpublished(now);
    }

    pub(super) fn retire(&mut self, kid: &str, now: Timestamp) -> Retired {
        self.forget_unpublished(now);
        let Some(index) = self.keys.iter().position(|key| key.kid() == kid) else {
            return Retired::Unknown;
        };
        if index == 0 {
            if !self.has_next() {
                return Retired::Only;
            }
            self.rotate(now, 0);
        } else {
            self.keys.remove(index);
        }
        Retired::Done
    }

    fn next(&self) -> Option<usize> {
        self.keys.iter().position(|key| key.state == KeyState::Next)
    }

    fn forget_unpublished(&mut self, now: Timestamp) {
        self.keys
            .retain(|key| key.published_until.is_none_or(|until| until > now));
    }
}
