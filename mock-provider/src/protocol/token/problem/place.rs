//! What an operator should know about requests that are made at the wrong place, or from the wrong one.

use super::Problem;
use crate::protocol::Refusal;

impl Problem {
    /// The operator's detail about where, and from where, the request is made.
    pub(super) fn place_refusal(&self) -> Refusal {
        match self {
            Self::UnknownTenant(found) => Refusal::new(
                "tenant-exists",
                format!("tenant \"{found}\""),
                "common, organizations, consumers, or the id or a domain of a configured tenant",
                "add it under [[microsoft.tenants]], or correct the tenant in the app's URLs",
            ),
            Self::OtherTenant { tenant } => Refusal::new(
                "grant-of-this-tenant",
                format!("a grant of an account of tenant \"{tenant}\""),
                "an address that lets this account in",
                "use the same tenant in the authorization and the token URL",
            ),
            Self::OriginMissing => Refusal::new(
                "origin-of-browser",
                "a single-page application's request without an Origin header",
                "a cross-origin request from a browser",
                "redeem the code in the page, or register the client with kind = \"web\"",
            ),
            Self::OriginNotAllowed { origin } => Refusal::new(
                "origin-of-browser",
                format!("a request from origin \"{origin}\""),
                "no Origin header, because the client is no single-page application",
                "redeem the code on the server, or register the client with kind = \"spa\"",
            ),
            Self::ClientSuspended => Refusal::new(
                "client-not-suspended",
                "a client whose status is suspended",
                "an active client",
                "set status of the client to \"active\"",
            ),
            // What is left is `ChallengeRequired`.
            _ => Refusal::new(
                "pkce-challenge-sent",
                "a code without a challenge, sent by a single-page application",
                "a code that was asked for with code_challenge",
                "send code_challenge and code_challenge_method=S256 with the authorization request",
            ),
        }
    }
}
