//! New keys, made only when somebody asks for one.

use rsa::{
    RsaPrivateKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
    rand_core,
};

use crate::rng::Rng;

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// Below what any RSA signature needs, or beyond what finishes in reasonable time.
    #[error("an RSA key of {found} bits was asked; expected 1024 to 8192")]
    Length {
        /// The number of bits asked.
        found: usize,
    },
    /// The generator gave up.
    #[error("the RSA key could not be generated: {0}")]
    Rsa(#[from] rsa::Error),
    /// The key could not be written as PKCS#8.
    #[error("the RSA key could not be encoded: {0}")]
    Encode(#[from] rsa::pkcs8::Error),
}

/// A new RSA private key of `bits` bits as PKCS#8 PEM. The same generator state gives the same key.
///
/// # Errors
/// [`GenerateError::Length`] outside 1024 to 8192 bits; the others when the `rsa` crate fails.
pub fn generate_pem(bits: usize, rng: &Rng) -> Result<String, GenerateError> {
    if !(1024..=8192).contains(&bits) {
        return Err(GenerateError::Length { found: bits });
    }
    let key = RsaPrivateKey::new(&mut Source(rng), bits)?;
    Ok(key.to_pkcs8_pem(LineEnding::LF)?.to_string())
}

/// Our generator in the shape that `rsa` 0.9 asks for.
struct Source<'a>(&'a Rng);

impl rand_core::RngCore for Source<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Source<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SigningKey;

    #[test]
    fn a_generated_key_can_be_used_and_a_seed_repeats_it() {
        let pem = generate_pem(1024, &Rng::seeded(3)).expect("generated");
        assert_eq!(SigningKey::from_pem(&pem).expect("an RSA key").bits(), 1024);
        assert_eq!(pem, generate_pem(1024, &Rng::seeded(3)).expect("generated"));
    }

    #[test]
    fn a_useless_length_is_refused() {
        assert!(matches!(
            generate_pem(512, &Rng::seeded(3)),
            Err(GenerateError::Length { found: 512 })
        ));
    }
}
