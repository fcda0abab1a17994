//! The embedded keys with which every server starts, and how long what they sign lives.

use std::sync::OnceLock;

use super::{
    KeyError,
    ring::{Ring, RingKey},
};
use crate::{Provider, config::Config, protocol::signing_algorithm::SigningAlgorithm};

/// A private key and its certificate, both PEM.
type Embedded = (&'static str, &'static str);

/// The first signs; the second is published and waits, so that the first rotation makes no key.
const GOOGLE: [Embedded; 2] = [
    (
        include_str!("../../../fixtures/keys/google-current.test-key.pem"),
        include_str!("../../../fixtures/keys/google-current.test-cert.pem"),
    ),
    (
        include_str!("../../../fixtures/keys/google-next.test-key.pem"),
        include_str!("../../../fixtures/keys/google-next.test-cert.pem"),
    ),
];

const MICROSOFT: [Embedded; 2] = [
    (
        include_str!("../../../fixtures/keys/microsoft-current.test-key.pem"),
        include_str!("../../../fixtures/keys/microsoft-current.test-cert.pem"),
    ),
    (
        include_str!("../../../fixtures/keys/microsoft-next.test-key.pem"),
        include_str!("../../../fixtures/keys/microsoft-next.test-cert.pem"),
    ),
];

const APPLE: [Embedded; 2] = [
    (
        include_str!("../../../fixtures/keys/apple-current.test-key.pem"),
        include_str!("../../../fixtures/keys/apple-current.test-cert.pem"),
    ),
    (
        include_str!("../../../fixtures/keys/apple-next.test-key.pem"),
        include_str!("../../../fixtures/keys/apple-next.test-cert.pem"),
    ),
];

/// Of these no certificates are published.
const FACEBOOK: [Embedded; 2] = [
    (
        include_str!("../../../fixtures/keys/facebook-current.test-key.pem"),
        "",
    ),
    (
        include_str!("../../../fixtures/keys/facebook-next.test-key.pem"),
        "",
    ),
];

/// What every configured issuer starts with, for each algorithm that it has: two keys, as above.
macro_rules! issuer_keys {
    ($name:literal) => {
        [
            include_str!(concat!(
                "../../../fixtures/keys/oidc-",
                $name,
                "-current.test-key.pem"
            )),
            include_str!(concat!(
                "../../../fixtures/keys/oidc-",
                $name,
                "-next.test-key.pem"
            )),
        ]
    };
}

/// The rings with which a provider starts, that of its usual algorithm first; none where it signs nothing.
pub(super) fn rings(provider: Provider, config: &Config) -> Result<Vec<Ring>, KeyError> {
    match provider {
        Provider::Google => own_ring(&GOOGLE),
        Provider::Microsoft => own_ring(&MICROSOFT),
        Provider::Apple => own_ring(&APPLE),
        Provider::Facebook => own_ring(&FACEBOOK),
        Provider::Oidc(name) => {
            let mut rings = Vec::new();
            for algorithm in config
                .issuer(name)
                .map(|issuer| issuer.algorithms.as_slice())
                .unwrap_or_default()
            {
                rings.extend(issuer_ring(*algorithm)?);
            }
            Ok(rings)
        }
        Provider::GitHub | Provider::X | Provider::Notion => Ok(Vec::new()),
    }
}

/// Parsed once for all servers of this program: the RSA keys take some milliseconds each.
static PARSED: [OnceLock<[RingKey; 2]>; 4] = [const { OnceLock::new() }; 4];

fn own_ring(embedded: &[Embedded]) -> Result<Vec<Ring>, KeyError> {
    let keys: Result<Vec<_>, _> = embedded
        .iter()
        .map(|(pem, certificate)| RingKey::embedded(pem, SigningAlgorithm::Rs256, certificate))
        .collect();
    Ok(Ring::new(keys?).into_iter().collect())
}

fn issuer_ring(algorithm: SigningAlgorithm) -> Result<Option<Ring>, KeyError> {
    let (place, pems) = match algorithm {
        SigningAlgorithm::Rs256 => (&PARSED[0], issuer_keys!("rs256")),
        SigningAlgorithm::Ps256 => (&PARSED[1], issuer_keys!("ps256")),
        SigningAlgorithm::Es256 => (&PARSED[2], issuer_keys!("es256")),
        SigningAlgorithm::EdDsa => (&PARSED[3], issuer_keys!("eddsa")),
    };
    let parse = |pem: &str| RingKey::embedded(pem, algorithm, "");
    let keys = match place.get() {
        Some(keys) => keys.clone(),
        None => {
            let keys = [parse(pems[0])?, parse(pems[1])?];
            place.get_or_init(|| keys).clone()
        }
    };
    Ok(Ring::new(keys.to_vec()))
}

/// Seconds until the longest-living token that a provider signs dies.
pub(super) fn token_lifetime(provider: Provider, config: &Config) -> u32 {
    match provider {
        Provider::Google => config.google.id_token_lifetime,
        Provider::Microsoft => config.microsoft.id_token_lifetime,
        Provider::Apple => config.apple.id_token_lifetime,
        Provider::Oidc(name) => config.issuer(name).map_or(0, |issuer| issuer.id_token_lifetime),
        Provider::Facebook => crate::dialects::facebook::limited_login::LIFETIME,
        Provider::GitHub | Provider::X | Provider::Notion => 0,
    }
}
