//! What the machine's RSA allows.

use std::time::{Duration, Instant};

use aws_lc_rs::{rand::SystemRandom, signature};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey as _, pkcs8::DecodePrivateKey as _};

const KEY: &str = include_str!("../../../fixtures/keys/google-current.test-key.pem");

/// RS256 signatures a second with the provider's own key and library, on the core of the caller.
pub(crate) fn per_second(time: Duration) -> f64 {
    let key = RsaPrivateKey::from_pkcs8_pem(KEY).expect("the fixture");
    let der = key.to_pkcs1_der().expect("DER");
    let pair = signature::RsaKeyPair::from_der(der.as_bytes()).expect("a key pair");
    let random = SystemRandom::new();
    let mut out = vec![0; pair.public_modulus_len()];
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < time {
        pair.sign(
            &signature::RSA_PKCS1_SHA256,
            &random,
            b"a JWS signing input",
            &mut out,
        )
        .expect("a signature");
        count += 1;
    }
    f64::from(count) / begin.elapsed().as_secs_f64()
}
