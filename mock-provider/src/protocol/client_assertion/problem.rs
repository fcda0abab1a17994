//! What can be wrong with a client's assertion, and what an operator should know about it.

use crate::protocol::Refusal;

/// One broken rule. On the wire each is `invalid_client` (RFC 7521 §4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// `client_assertion_type` is not that of a JWT.
    Type(Option<String>),
    /// No JWT, and why.
    Malformed(String),
    /// Signed by an algorithm that is not accepted.
    Algorithm {
        /// The one that was used.
        found: String,
        /// Those that are accepted.
        expected: Vec<String>,
    },
    /// No `kid` in the header where one is demanded.
    MissingKid,
    /// A `kid` that the client did not register.
    UnknownKid {
        /// That one.
        found: String,
        /// Those that it registered.
        known: Vec<String>,
    },
    /// The client registered nothing to verify it with.
    NoKeys {
        /// Whether a secret is missing, and not a public key.
        symmetric: bool,
    },
    /// No key of the client, or not its secret, made the signature.
    Signature {
        /// Whether the secret should have made it.
        symmetric: bool,
    },
    /// A claim is not there, or is of the wrong kind.
    MissingClaim(&'static str),
    /// A claim says something else.
    WrongClaim {
        /// Its name.
        name: &'static str,
        /// What it says.
        found: String,
        /// What it should say.
        expected: String,
    },
    /// Too old.
    Expired {
        /// Since when.
        exp: i64,
        /// Now.
        now: i64,
    },
    /// Valid for too long.
    TooLong {
        /// Until when.
        exp: i64,
        /// Now.
        now: i64,
        /// The longest time in seconds.
        longest: i64,
    },
    /// Made, or valid, only in the future.
    InTheFuture {
        /// The claim that says so.
        name: &'static str,
        /// Its time.
        at: i64,
        /// Now.
        now: i64,
    },
    /// Accepted before.
    Replayed {
        /// Its identifier.
        jti: String,
    },
}

impl Problem {
    /// The operator's detail about an assertion of this client.
    #[must_use]
    pub fn refusal(&self, client_id: &str) -> Refusal {
        match self {
            Self::Type(found) => Refusal::new(
                "assertion-type",
                match found {
                    Some(found) => format!("client_assertion_type \"{found}\""),
                    None => "no client_assertion_type".to_owned(),
                },
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer (RFC 7523 §2.2)",
                "send client_assertion_type beside client_assertion",
            ),
            Self::Malformed(why) => Refusal::new(
                "assertion-well-formed",
                format!("a client assertion of \"{client_id}\" that cannot be read: {why}"),
                "a signed JWT in compact form (RFC 7515 §7.1)",
                "send the JWT itself, not its JSON and not quoted",
            ),
            Self::Algorithm { found, expected } => Refusal::new(
                "assertion-algorithm",
                format!("an assertion signed by {found}"),
                expected.join(", "),
                "choose one of the algorithms that the provider's metadata lists",
            ),
            Self::MissingKid => Refusal::new(
                "assertion-kid",
                "an assertion whose header has no kid",
                "the kid of the client's key",
                "put the key's id into the header of the JWT",
            ),
            Self::UnknownKid { found, known } => Refusal::new(
                "assertion-kid",
                format!("kid \"{found}\""),
                format!(
                    "a key that client \"{client_id}\" registered: {}",
                    known.join(", ")
                ),
                "register the new public key in jwks of the client, or sign with the old one",
            ),
            Self::NoKeys { symmetric: true } => Refusal::new(
                "assertion-key-registered",
                format!("an assertion of client \"{client_id}\", which has no secret"),
                "a client with a client_secret",
                "set client_secret of the client",
            ),
            Self::NoKeys { symmetric: false } => Refusal::new(
                "assertion-key-registered",
                format!("an assertion of client \"{client_id}\", which registered no public key"),
                "a client with jwks or public_keys",
                "put the public half of the app's key into jwks or public_keys of the client",
            ),
            Self::Signature { symmetric: true } => Refusal::new(
                "assertion-signature",
                "a signature that the secret did not make",
                format!("an HMAC with the client_secret of \"{client_id}\""),
                "check the app's client secret setting; its bytes are the key, not their base64 form",
            ),
            Self::Signature { symmetric: false } => Refusal::new(
                "assertion-signature",
                "a signature that no registered key verifies",
                format!("a signature by the private half of a key of \"{client_id}\""),
                "the app signs with another key than the one in jwks or public_keys of the client",
            ),
            Self::MissingClaim(name) => Refusal::new(
                &format!("assertion-{name}"),
                format!("an assertion without {name}"),
                format!("the claim {name} (RFC 7523 §3)"),
                format!("add {name} to the claims of the assertion"),
            ),
            Self::WrongClaim {
                name,
                found,
                expected,
            } => Refusal::new(
                &format!("assertion-{name}"),
                format!("{name} \"{found}\""),
                format!("{name} \"{expected}\" (RFC 7523 §3)"),
                match *name {
                    "aud" => "the audience is the provider, by the exact text of its metadata",
                    _ => "check the ids from which the app makes the assertion",
                },
            ),
            Self::Expired { exp, now } => Refusal::new(
                "assertion-alive",
                format!("an assertion that expired at {exp}, {} seconds ago", now - exp),
                format!("an exp after {now}"),
                "make a new assertion for each request; compare the clocks",
            ),
            Self::TooLong { exp, now, longest } => Refusal::new(
                "assertion-lifetime",
                format!("an assertion that expires at {exp}, in {} seconds", exp - now),
                format!("at most {longest} seconds from now"),
                "make the assertion shorter-lived; exp is in seconds, not in milliseconds",
            ),
            Self::InTheFuture { name, at, now } => Refusal::new(
                "assertion-not-from-the-future",
                format!("{name} {at}, {} seconds from now", at - now),
                format!("{name} of at most {now}"),
                "compare the clocks of app and provider",
            ),
            Self::Replayed { jti } => Refusal::new(
                "assertion-once",
                format!("jti \"{jti}\" again"),
                "each assertion at most once (RFC 7523 §3)",
                "make a new assertion with a new jti for each request",
            ),
        }
    }
}
