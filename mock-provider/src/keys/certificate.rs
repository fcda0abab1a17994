//! Self-signed certificates, as Google publishes its keys in their old form.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256,
    date_time_ymd,
};

/// What the certificates of the embedded keys say too.
const NAME: &str = "mock-provider test key - never trust";

/// A certificate in PEM form for a PKCS#8 PEM key, valid from 2020 to 2099. The same key gives the same certificate.
///
/// # Errors
/// [`rcgen::Error`] for a key that its signer refuses, such as one of fewer than 2048 bits.
pub(super) fn self_signed(pem: &str) -> Result<String, rcgen::Error> {
    let key = KeyPair::from_pkcs8_pem_and_sign_algo(pem, &PKCS_RSA_SHA256)?;
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = date_time_ymd(2099, 12, 31);
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    Ok(parameters.self_signed(&key)?.pem())
}
