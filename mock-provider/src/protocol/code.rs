//! Redeeming an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.6).

use jiff::Timestamp;

use super::{Parameters, pkce::Challenge, token::Problem};

/// What is known about an issued code.
#[derive(Debug, Clone, Copy)]
pub struct Issued<'a> {
    /// To whom it was issued.
    pub client_id: &'a str,
    /// Where it was sent.
    pub redirect_uri: &'a str,
    /// Whether the token request must name the redirect URI again.
    pub redirect_uri_required: bool,
    /// The challenge of the authorization request.
    pub challenge: Option<&'a Challenge>,
    /// When it dies.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub used_at: Option<Timestamp>,
}

/// Whether the code may be redeemed by this client with these parameters at `now`.
///
/// # Errors
/// [`Problem`] with the first rule that was broken.
pub fn check(
    issued: &Issued<'_>,
    client_id: &str,
    parameters: &Parameters,
    refuse_needless_verifier: bool,
    now: Timestamp,
) -> Result<(), Problem> {
    check_client(issued, client_id)?;
    check_unused(issued)?;
    check_age(issued, now)?;
    check_redirect_uri(issued, parameters)?;
    check_verifier(issued, parameters, refuse_needless_verifier)
}

/// The code is bound to the client it was issued to.
fn check_client(issued: &Issued<'_>, client_id: &str) -> Result<(), Problem> {
    if issued.client_id == client_id {
        Ok(())
    } else {
        Err(Problem::CodeOfOtherClient {
            issued_to: issued.client_id.to_owned(),
            used_by: client_id.to_owned(),
        })
    }
}

/// The code must not be used more than once.
fn check_unused(issued: &Issued<'_>) -> Result<(), Problem> {
    match issued.used_at {
        Some(at) => Err(Problem::CodeReused { at }),
        None => Ok(()),
    }
}

/// The code must not be expired.
fn check_age(issued: &Issued<'_>, now: Timestamp) -> Result<(), Problem> {
    if now < issued.expires_at {
        Ok(())
    } else {
        Err(Problem::CodeExpired {
            at: issued.expires_at,
        })
    }
}

/// The redirect URI must be the one of the authorization request, byte for byte.
fn check_redirect_uri(issued: &Issued<'_>, parameters: &Parameters) -> Result<(), Problem> {
    let given = parameters.get("redirect_uri");
    match given {
        Some(uri) if uri == issued.redirect_uri => Ok(()),
        None if !issued.redirect_uri_required => Ok(()),
        other => Err(Problem::RedirectUriDiffers {
            expected: issued.redirect_uri.to_owned(),
            found: other.map(ToOwned::to_owned),
        }),
    }
}

/// The verifier must belong to the challenge.
fn check_verifier(
    issued: &Issued<'_>,
    parameters: &Parameters,
    refuse_needless: bool,
) -> Result<(), Problem> {
    match (issued.challenge, parameters.get("code_verifier")) {
        (None, None) => Ok(()),
        (None, Some(_)) if refuse_needless => Err(Problem::NeedlessVerifier),
        (None, Some(_)) => Ok(()),
        (Some(_), None) => Err(Problem::MissingVerifier),
        (Some(challenge), Some(verifier)) if challenge.accepts(verifier) => Ok(()),
        (Some(challenge), Some(verifier)) => Err(Problem::WrongVerifier {
            method: challenge.method,
            verifier: verifier.to_owned(),
        }),
    }
}
