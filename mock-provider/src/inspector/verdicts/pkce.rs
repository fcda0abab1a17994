//! PKCE, recomputed where people can follow it (RFC 7636 §4.6).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{Section, Verdict};
use crate::protocol::pkce::well_formed;

/// One step of the computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub does: &'static str,
    /// What comes of it.
    pub gives: String,
}

/// The computation from the verifier to the challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PkceSteps {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Whether the result is the challenge.
    pub verdict: Verdict,
}

/// Recomputes the challenge. `method` is absent where the request had none, which means `plain`.
#[must_use]
pub fn pkce_steps(challenge: &str, method: Option<&str>, verifier: Option<&str>) -> PkceSteps {
    let mut steps = vec![step("The authorization request had the challenge", challenge)];
    let Some(verifier) = verifier else {
        return PkceSteps {
            steps,
            verdict: Verdict::bad(
                "The token request had no code_verifier, so nothing shows that the app began this sign-in.",
                Section::rfc(7636, "4.5"),
            ),
        };
    };
    steps.push(step("The token request had the verifier", verifier));
    let computed = match method {
        Some("S256") => {
            let digest = Sha256::digest(verifier.as_bytes());
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            steps.push(Step {
                does: "The SHA-256 of its ASCII bytes, in hexadecimal",
                gives: hex,
            });
            let encoded = URL_SAFE_NO_PAD.encode(digest);
            steps.push(step("The same 32 bytes in base64url without padding", &encoded));
            encoded
        }
        _ => {
            steps.push(step("With plain, the challenge is the verifier itself", verifier));
            verifier.to_owned()
        }
    };
    PkceSteps {
        steps,
        verdict: compared(challenge, verifier, &computed),
    }
}

fn compared(challenge: &str, verifier: &str, computed: &str) -> Verdict {
    let section = Section::rfc(7636, "4.6");
    if computed != challenge {
        let why = if verifier == challenge {
            " The verifier is the challenge itself: the app sent the wrong one of the two."
        } else {
            " The verifier belongs to another sign-in, or was changed on the way."
        };
        return Verdict::bad(format!("The result is not the challenge.{why}"), section);
    }
    if well_formed(verifier) {
        Verdict::good("The result is the challenge, character for character.", section)
    } else {
        Verdict::bad(
            format!(
                "The result is the challenge, but the verifier has {} characters; expected 43 to 128 letters, digits, and - . _ ~",
                verifier.chars().count()
            ),
            Section::rfc(7636, "4.1"),
        )
    }
}

fn step(does: &'static str, gives: &str) -> Step {
    Step {
        does,
        gives: gives.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Mark, *};

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let found = pkce_steps(CHALLENGE, Some("S256"), Some(VERIFIER));
        assert_eq!(found.verdict.mark, Mark::Good);
        assert_eq!(
            found.steps[2].gives,
            "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
        );
        assert_eq!(found.steps[3].gives, CHALLENGE);
    }

    #[test]
    fn each_way_to_get_it_wrong_is_told_apart() {
        let says = |method, verifier| pkce_steps(CHALLENGE, method, verifier).verdict;
        assert!(says(Some("S256"), None).says.contains("no code_verifier"));
        assert!(
            says(Some("S256"), Some(CHALLENGE))
                .says
                .contains("challenge itself")
        );
        assert!(says(Some("S256"), Some("other")).says.contains("another sign-in"));
        assert_eq!(says(None, Some(CHALLENGE)).mark, Mark::Good, "plain");
        assert_eq!(says(Some("plain"), Some(VERIFIER)).mark, Mark::Bad);
        let short = pkce_steps("abc", Some("plain"), Some("abc")).verdict;
        assert!(short.mark == Mark::Bad && short.says.contains("3 characters"));
    }
}
