//! What ties the answer to the browser that asked: state and nonce.

use super::{
    super::{
        Section, Verdict,
        randomness::{ENOUGH, bits_at_most},
    },
    AuthorizationRequest,
};

/// RFC 6749 §10.12: a value that only this browser's session knows.
pub(super) fn state(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "10.12");
    let Some(value) = value else {
        return Some(if request.get("code_challenge").is_some() {
            Verdict::weak(
                "There is no state. PKCE protects against forged callbacks too, if the verifier is bound to the browser and the app refuses callbacks without one.",
                Section::rfc(9700, "4.7.1"),
            )
        } else {
            Verdict::bad(
                "There is no state: the app cannot tell its own sign-in from one that an attacker began.",
                section,
            )
        });
    };
    let (length, bits) = (value.chars().count(), bits_at_most(value));
    Some(if bits < ENOUGH {
        Verdict::weak(
            format!(
                "It is there with {length} characters, which hold {bits} bits of chance at most; {ENOUGH} or more cannot be guessed."
            ),
            Section::rfc(6749, "10.10"),
        )
    } else {
        Verdict::good(
            format!("It is there with {length} characters, enough for {ENOUGH} bits of chance."),
            section,
        )
    })
}

/// OpenID Connect Core §3.1.2.1, §3.2.2.1, §15.5.2: optional with a code alone, required where the browser is handed an id_token.
pub(super) fn nonce(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let Some(value) = value else {
        if request.response_type().is_some_and(|asked| asked.id_token) {
            return Some(Verdict::bad(
                "There is no nonce, and the browser is handed an id_token: anybody's token would do.",
                Section::oidc("3.2.2.1"),
            ));
        }
        return request.id_token_is_due().then(|| {
            Verdict::weak(
                "There is no nonce: the app cannot notice an id_token of another sign-in.",
                Section::oidc("3.1.2.1"),
            )
        });
    };
    let section = Section::oidc("15.5.2");
    if !request.id_token_is_due() {
        return Some(Verdict::note(
            "No id_token comes of this request, so nothing carries it back.",
            section,
        ));
    }
    if request.get("state") == Some(value) {
        return Some(Verdict::weak(
            "It is the same as state, which is in the address of the callback: whoever sees that knows the nonce.",
            section,
        ));
    }
    let bits = bits_at_most(value);
    Some(if bits < ENOUGH {
        Verdict::weak(
            format!("It holds {bits} bits of chance at most; {ENOUGH} or more cannot be guessed."),
            section,
        )
    } else {
        Verdict::good(
            format!("It is there, with room for {ENOUGH} bits of chance."),
            section,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{super::Mark, samples::parameters},
        *,
    };

    fn mark(
        rule: fn(&AuthorizationRequest<'_>, Option<&str>) -> Option<Verdict>,
        query: &str,
        name: &str,
    ) -> Option<Mark> {
        let parameters = parameters(query);
        let request = AuthorizationRequest {
            parameters: &parameters,
            issues_id_tokens: true,
            registered: None,
        };
        rule(&request, request.get(name)).map(|verdict| verdict.mark)
    }

    const LONG: &str = "b3RoZXItc3RhdGUtdGhhdC1";

    #[test]
    fn state_is_missed_unless_pkce_stands_in_and_must_be_long() {
        assert_eq!(mark(state, "scope=openid", "state"), Some(Mark::Bad));
        assert_eq!(mark(state, "code_challenge=x", "state"), Some(Mark::Weak));
        assert_eq!(
            mark(state, "state=", "state"),
            Some(Mark::Bad),
            "empty is not sent"
        );
        assert_eq!(mark(state, "state=123", "state"), Some(Mark::Weak));
        assert_eq!(mark(state, &format!("state={LONG}"), "state"), Some(Mark::Good));
    }

    #[test]
    fn nonce_matters_only_where_an_id_token_is_due() {
        assert_eq!(mark(nonce, "response_type=code&scope=email", "nonce"), None);
        assert_eq!(
            mark(nonce, "response_type=code&scope=openid", "nonce"),
            Some(Mark::Weak)
        );
        assert_eq!(
            mark(nonce, "response_type=code+id_token&scope=openid", "nonce"),
            Some(Mark::Bad)
        );
        assert_eq!(
            mark(nonce, &format!("scope=email&nonce={LONG}"), "nonce"),
            Some(Mark::Note)
        );
        assert_eq!(
            mark(nonce, &format!("scope=openid&nonce={LONG}"), "nonce"),
            Some(Mark::Good)
        );
        assert_eq!(
            mark(nonce, &format!("scope=openid&state={LONG}&nonce={LONG}"), "nonce"),
            Some(Mark::Weak)
        );
    }
}
