//! The certificate authority that vouches for the served names, and can vouch for no other.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData as _, SanType,
};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::{
    crypto::aws_lc_rs::sign::any_ecdsa_type,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use x509_parser::{extensions::GeneralName, prelude::*};

const DAY: u64 = 24 * 60 * 60;
/// Clocks of containers and virtual machines differ a little.
const BACKDATED: u64 = DAY;
/// How long an authority is good.
const LIFETIME: u64 = 3650 * DAY;
/// An authority that ends sooner than this is replaced at the next start.
const LEAST_LEFT: i64 = 30 * 24 * 60 * 60;
/// How long a certificate of the listener is good.
pub(super) const LEAF_LIFETIME: u64 = 7 * DAY;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Making a key or signing failed.
    #[error("a certificate cannot be made: {0}")]
    Make(#[from] rcgen::Error),
    /// The TLS library does not take the key that was made.
    #[error("the TLS library refuses the certificate: {0}")]
    Use(#[from] tokio_rustls::rustls::Error),
    /// What was kept is no authority.
    #[error(
        "the kept certificate authority cannot be read: {0}; expected a P-256 key and its certificate as PEM"
    )]
    Read(String),
}

/// A name-constrained certificate authority with its key (ECDSA P-256).
///
/// Name constraints (RFC 5280 §4.2.1.10, critical) permit the provider hosts, `localhost`, and loopback addresses:
/// whoever gets hold of the key can stand in for nothing else.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    hosts: Vec<String>,
}

impl Authority {
    /// A new authority for these host names.
    pub(super) fn create(hosts: &[&str], now: Timestamp) -> Result<Self, AuthorityError> {
        let mut params = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, "mock-provider local CA");
        name.push(
            DnType::OrganizationName,
            "mock-provider (fake identity providers, for tests only)",
        );
        params.distinguished_name = name;
        limit(&mut params, now, LIFETIME);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let dns = names(hosts)
            .into_iter()
            .map(|host| GeneralSubtree::DnsName(host.to_owned()));
        let loopback = [
            CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0]),
            CidrSubnet::from_v6_prefix(V6_LOOPBACK, 128),
        ];
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: dns.chain(loopback.map(GeneralSubtree::IpAddress)).collect(),
            excluded_subtrees: Vec::new(),
        });
        // A key of the TLS layer never shows in an answer, so it need not follow the seed; nor can it.
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.der().clone();
        Ok(Self {
            issuer: Issuer::new(params, key),
            certificate,
            hosts: hosts.iter().map(ToString::to_string).collect(),
        })
    }

    /// An authority that was kept. None: it is made for other names, or ends within 30 days.
    pub(super) fn read(
        key: &str,
        certificate: &str,
        hosts: &[&str],
        now: Timestamp,
    ) -> Result<Option<Self>, AuthorityError> {
        let unreadable = |error: &dyn fmt::Display| AuthorityError::Read(error.to_string());
        let key = KeyPair::from_pem(key).map_err(|error| unreadable(&error))?;
        let certificate =
            CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|error| unreadable(&error))?;
        let (_, parsed) = X509Certificate::from_der(&certificate).map_err(|error| unreadable(&error))?;
        if parsed.public_key().raw != key.subject_public_key_info() {
            return Err(unreadable(&"key and certificate do not belong together"));
        }
        if parsed.validity().not_after.timestamp() - now.as_second() < LEAST_LEFT
            || permitted(&parsed) != names(hosts)
        {
            return Ok(None);
        }
        Ok(Some(Self {
            issuer: Issuer::from_ca_cert_der(&certificate, key)?,
            hosts: hosts.iter().map(ToString::to_string).collect(),
            certificate,
        }))
    }

    /// A certificate and a new key for all served names, `localhost`, 127.0.0.1, and ::1.
    pub(super) fn issue(&self, now: Timestamp) -> Result<Arc<CertifiedKey>, AuthorityError> {
        let mut params = CertificateParams::new(self.hosts.clone())?;
        params.subject_alt_names.extend([
            SanType::DnsName("localhost".try_into()?),
            SanType::IpAddress(IpAddr::from([127, 0, 0, 1])),
            SanType::IpAddress(IpAddr::from(V6_LOOPBACK)),
        ]);
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, "mock-provider");
        limit(&mut params, now, LEAF_LIFETIME);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &self.issuer)?.der().clone();
        let key = any_ecdsa_type(&PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(
            key.serialize_der(),
        )))?;
        // The authority is sent along, although clients have it: Chromium accepts a chain by any key in it, so that
        // one hash stays good for every certificate of the listener.
        Ok(Arc::new(CertifiedKey::new(
            vec![leaf, self.certificate.clone()],
            key,
        )))
    }

    /// The certificate as PEM.
    pub(super) fn certificate_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// The private key as PKCS#8 PEM.
    pub(super) fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// SHA-256 of the public key (SubjectPublicKeyInfo) in base64, as Chromium's
    /// `--ignore-certificate-errors-spki-list` takes it.
    pub(super) fn spki_hash(&self) -> String {
        STANDARD.encode(Sha256::digest(self.issuer.key().subject_public_key_info()))
    }
}

/// Says nothing of the key.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("spki", &self.spki_hash())
            .finish_non_exhaustive()
    }
}

const V6_LOOPBACK: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/// The names that an authority for these hosts permits, in the order in which they are compared.
fn names<'a>(hosts: &[&'a str]) -> Vec<&'a str> {
    let mut names = hosts.to_vec();
    names.push("localhost");
    names.sort_unstable();
    names.dedup();
    names
}

/// The DNS names that a certificate permits, sorted.
fn permitted<'a>(certificate: &'a X509Certificate<'_>) -> Vec<&'a str> {
    let Ok(Some(constraints)) = certificate.name_constraints() else {
        return Vec::new();
    };
    let subtrees = constraints
        .value
        .permitted_subtrees
        .as_deref()
        .unwrap_or_default();
    let mut names: Vec<&str> = subtrees
        .iter()
        .filter_map(|subtree| match subtree.base {
            GeneralName::DNSName(name) => Some(name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names
}

/// Good from a day ago until `seconds` from now.
fn limit(params: &mut CertificateParams, now: Timestamp, seconds: u64) {
    let now =
        rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0));
    params.not_before = now - Duration::from_secs(BACKDATED);
    params.not_after = now + Duration::from_secs(seconds);
}

/// RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: [&str; 2] = ["accounts.google.com", "api.github.com"];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_kept_authority_is_used_until_its_end_is_near_or_the_names_change() {
        let made = Authority::create(&HOSTS, at(1_800_000_000)).expect("made");
        let (key, certificate) = (made.key_pem(), made.certificate_pem());
        let read =
            |hosts: &[&str], now| Authority::read(&key, &certificate, hosts, at(now)).expect("readable");
        let kept = read(&HOSTS, 1_800_000_000).expect("still good");
        assert_eq!(
            (kept.spki_hash(), kept.certificate_pem()),
            (made.spki_hash(), certificate.clone())
        );
        assert!(
            read(&["api.github.com", "accounts.google.com"], 1_800_000_000).is_some(),
            "order is no matter"
        );
        assert!(
            read(&HOSTS, 1_800_000_000 + 3_640 * 86_400).is_none(),
            "ten days left"
        );
        assert!(
            read(&["accounts.google.com"], 1_800_000_000).is_none(),
            "permits more than is served"
        );
    }

    #[test]
    fn a_key_of_another_authority_is_refused() {
        let (one, other) = (Authority::create(&HOSTS, at(0)), Authority::create(&HOSTS, at(0)));
        let (one, other) = (one.expect("made"), other.expect("made"));
        let error =
            Authority::read(&one.key_pem(), &other.certificate_pem(), &HOSTS, at(0)).expect_err("refused");
        assert!(error.to_string().contains("do not belong together"), "{error}");
        assert!(Authority::read("", "", &HOSTS, at(0)).is_err());
    }
}
