//! Keys in the Rust API.

use super::{KeyInfo, KeyRingError, seed};
use crate::{MockProvider, Provider, app::App};

impl App {
    /// Lets the next key of a provider sign.
    pub(crate) fn rotate_key(&self, provider: Provider) -> Result<KeyInfo, KeyRingError> {
        let lifetime = seed::token_lifetime(provider, &self.config);
        self.keys.rotate(provider, &self.rng, self.clock.now(), lifetime)
    }
}

impl MockProvider {
    /// The signing keys that a provider publishes, the one that signs first. Empty for a provider that signs nothing.
    ///
    /// ```
    /// # use mock_provider::{KeyState, MockProvider, Provider};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let provider = MockProvider::builder().port(0).start().await?;
    /// let [old, next] = provider.keys(Provider::Google).try_into().expect("two embedded keys");
    /// assert_eq!((old.state, next.state), (KeyState::Current, KeyState::Next));
    /// // The application has seen only published keys, so a rotation alone breaks nobody who looks them up by `kid` …
    /// assert_eq!(provider.rotate_key(Provider::Google)?.kid, next.kid);
    /// // … until the old key is gone before the tokens that it signed.
    /// provider.retire_key(Provider::Google, &old.kid)?;
    /// assert_eq!(provider.keys(Provider::Google).len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn keys(&self, provider: Provider) -> Vec<KeyInfo> {
        self.app.keys.list(provider, self.app.clock.now())
    }

    /// Makes a signing key that is published and signs nothing yet.
    ///
    /// # Errors
    /// [`KeyRingError`] for a provider that signs nothing, or when the key cannot be made.
    pub fn publish_key(&self, provider: Provider) -> Result<KeyInfo, KeyRingError> {
        self.app.keys.publish(provider, &self.app.rng)
    }

    /// Lets the next published key sign, or a new one where none waits. The old key stays published until the last
    /// token that it signed is dead.
    ///
    /// # Errors
    /// As [`MockProvider::publish_key`].
    pub fn rotate_key(&self, provider: Provider) -> Result<KeyInfo, KeyRingError> {
        self.app.rotate_key(provider)
    }

    /// Stops publishing a key at once. In place of the key that signs, the next published one takes over.
    ///
    /// # Errors
    /// [`KeyRingError`] when nothing of that name is published, or no other key waits to take over.
    pub fn retire_key(&self, provider: Provider, kid: &str) -> Result<(), KeyRingError> {
        self.app.keys.retire(provider, kid, self.app.clock.now())
    }
}
