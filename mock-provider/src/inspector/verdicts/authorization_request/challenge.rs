//! The challenge of PKCE (RFC 7636).

use super::{
    super::{Section, Verdict},
    AuthorizationRequest,
};
use crate::protocol::pkce::well_formed;

/// RFC 7636 §4.2; RFC 9700 §2.1.1 asks every application for it.
pub(super) fn code_challenge(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let yields_code = request.response_type().is_none_or(|asked| asked.code);
    let Some(value) = value else {
        return yields_code.then(|| {
            Verdict::weak(
                "There is no challenge: a stolen code can be redeemed by whoever has the client's credentials, and can be slipped into another sign-in.",
                Section::rfc(9700, "2.1.1"),
            )
        });
    };
    let section = Section::rfc(7636, "4.2");
    if !well_formed(value) {
        return Some(Verdict::bad(
            format!(
                "It has {} characters; expected 43 to 128 letters, digits, and - . _ ~",
                value.chars().count()
            ),
            section,
        ));
    }
    if request.get("code_challenge_method") == Some("S256") && value.len() != 43 {
        return Some(Verdict::bad(
            format!(
                "It has {} characters; a SHA-256 in base64url has 43.",
                value.len()
            ),
            section,
        ));
    }
    Some(Verdict::good("It is there and well formed.", section))
}

/// RFC 7636 §4.3: S256, unless there is no choice.
pub(super) fn code_challenge_method(
    request: &AuthorizationRequest<'_>,
    value: Option<&str>,
) -> Option<Verdict> {
    let section = Section::rfc(7636, "4.3");
    match value {
        None => request.get("code_challenge").map(|_| {
            Verdict::weak(
                "It is left out, which means plain: the challenge is the verifier itself.",
                section,
            )
        }),
        Some(_) if request.get("code_challenge").is_none() => Some(Verdict::bad(
            "A method without a challenge means nothing.",
            section,
        )),
        Some("S256") => Some(Verdict::good(
            "The challenge does not give the verifier away.",
            section,
        )),
        Some("plain") => Some(Verdict::weak(
            "The challenge is the verifier itself: whoever sees the request can redeem the code.",
            Section::rfc(9700, "2.1.1"),
        )),
        Some(other) => Some(Verdict::bad(
            format!("There is no method {other}; expected S256."),
            section,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{super::Mark, samples::parameters},
        *,
    };

    const GOOD: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn marks(query: &str) -> (Option<Mark>, Option<Mark>) {
        let parameters = parameters(query);
        let request = AuthorizationRequest {
            parameters: &parameters,
            issues_id_tokens: false,
            registered: None,
        };
        let mark = |verdict: Option<Verdict>| verdict.map(|verdict| verdict.mark);
        (
            mark(code_challenge(&request, request.get("code_challenge"))),
            mark(code_challenge_method(
                &request,
                request.get("code_challenge_method"),
            )),
        )
    }

    #[test]
    fn a_challenge_is_missed_only_where_a_code_comes() {
        assert_eq!(marks("response_type=code"), (Some(Mark::Weak), None));
        assert_eq!(marks("response_type=id_token"), (None, None));
    }

    #[test]
    fn s256_is_good_plain_is_weak_and_nonsense_is_wrong() {
        let good = Some(Mark::Good);
        assert_eq!(
            marks(&format!("code_challenge={GOOD}&code_challenge_method=S256")),
            (good, good)
        );
        assert_eq!(
            marks(&format!("code_challenge={GOOD}&code_challenge_method=plain")),
            (good, Some(Mark::Weak))
        );
        assert_eq!(marks(&format!("code_challenge={GOOD}")), (good, Some(Mark::Weak)));
        assert_eq!(
            marks(&format!("code_challenge={GOOD}x&code_challenge_method=S256")),
            (Some(Mark::Bad), good)
        );
        assert_eq!(
            marks("code_challenge=short&code_challenge_method=s256"),
            (Some(Mark::Bad), Some(Mark::Bad))
        );
        assert_eq!(
            marks("code_challenge_method=S256"),
            (Some(Mark::Weak), Some(Mark::Bad))
        );
    }
}
