//! The only place that draws random values: a seeded generator, so that a seed reproduces a run.

use std::sync::{Mutex, PoisonError};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use serde::{Deserialize, Serialize};

const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Consonants: nothing that reads as a word or as a digit (RFC 8628 §6.1). 20 letters.
const USER_CODE: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
const HEX: &[u8] = b"0123456789abcdef";

/// The source of every code, token, and identifier.
#[derive(Debug)]
pub struct Rng {
    generator: Mutex<ChaCha12Rng>,
}

/// Where a generator stands: another one that is put there draws the same values from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RngState {
    /// The generator's seed.
    seed: [u8; 32],
    /// How many 32-bit words were drawn, as decimal digits: it may be more than a JSON number holds.
    position: String,
}

impl Rng {
    /// Draws the same values in the same order for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self {
            generator: Mutex::new(ChaCha12Rng::seed_from_u64(seed)),
        }
    }

    /// Draws values nobody can foresee.
    #[must_use]
    pub fn from_system() -> Self {
        Self::seeded(system_seed())
    }

    /// `length` characters of `[0-9A-Za-z]`.
    #[must_use]
    pub fn base62(&self, length: usize) -> String {
        self.draw(BASE62, length)
    }

    /// `length` characters of `[A-Za-z0-9_-]`.
    #[must_use]
    pub fn base64url(&self, length: usize) -> String {
        self.draw(BASE64URL, length)
    }

    /// `length` characters of `[0-9a-f]`.
    #[must_use]
    pub fn hex(&self, length: usize) -> String {
        self.draw(HEX, length)
    }

    /// A code that people type: `XXXX-XXXX`.
    #[must_use]
    pub fn user_code(&self) -> String {
        let (first, second) = (self.draw(USER_CODE, 4), self.draw(USER_CODE, 4));
        format!("{first}-{second}")
    }

    /// Fills `bytes`.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.lock().fill_bytes(bytes);
    }

    /// Where the generator stands.
    pub(crate) fn state(&self) -> RngState {
        let generator = self.lock();
        RngState {
            seed: generator.get_seed(),
            position: generator.get_word_pos().to_string(),
        }
    }

    /// A generator that stands there.
    ///
    /// # Errors
    /// What was found and expected, for a position that is no number.
    pub(crate) fn at(state: &RngState) -> Result<Self, String> {
        let position = state.position.parse().map_err(|_| {
            format!(
                "the random generator stands at \"{}\"; expected a number",
                state.position
            )
        })?;
        let mut generator = ChaCha12Rng::from_seed(state.seed);
        generator.set_word_pos(position);
        Ok(Self {
            generator: Mutex::new(generator),
        })
    }

    /// Goes to where another generator stands.
    pub(crate) fn follow(&self, other: &Self) {
        let other = other.lock().clone();
        *self.lock() = other;
    }

    fn draw(&self, alphabet: &[u8], length: usize) -> String {
        let mut generator = self.lock();
        let mut text = String::with_capacity(length);
        while text.len() < length {
            // Six bits reach every alphabet here; what falls outside is drawn again, so each character is
            // equally likely.
            let index = generator.next_u32() as usize & 63;
            if let Some(character) = alphabet.get(index) {
                text.push(char::from(*character));
            }
        }
        text
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, ChaCha12Rng> {
        self.generator.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that may ask the system for randomness"
)]
fn system_seed() -> u64 {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_another_seed_differs() {
        let (a, b, c) = (Rng::seeded(7), Rng::seeded(7), Rng::seeded(8));
        let first = a.base62(40);
        assert_eq!(first, b.base62(40));
        assert_ne!(first, c.base62(40));
        assert_ne!(first, a.base62(40));
    }

    #[test]
    fn a_generator_put_where_another_stood_draws_the_same() {
        let rng = Rng::seeded(7);
        let drawn = rng.base62(13);
        let twin = Rng::at(&rng.state()).expect("a position");
        assert_ne!(drawn, twin.base62(13));
        let _ = rng.base62(13);
        assert_eq!(rng.base62(40), twin.base62(40));
    }

    #[test]
    fn each_alphabet_is_kept_to() {
        let rng = Rng::seeded(1);
        assert!(rng.hex(200).bytes().all(|b| HEX.contains(&b)));
        assert!(rng.base62(200).bytes().all(|b| BASE62.contains(&b)));
        assert!(rng.base64url(200).bytes().all(|b| BASE64URL.contains(&b)));
    }
}
