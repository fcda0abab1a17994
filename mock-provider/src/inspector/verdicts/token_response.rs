//! The token response (RFC 6749 §5, OpenID Connect Core §3.1.3.3).

use super::{Judged, Known, Section, Verdict, get, judge};

/// A token response, and what it answers.
#[derive(Debug, Clone, Copy)]
pub struct TokenResponse<'a> {
    /// Its members as text, in order.
    pub members: &'a [(String, String)],
    /// Its status.
    pub status: u16,
    /// Its `Cache-Control` header.
    pub cache_control: Option<&'a str>,
    /// The scopes that the authorization request asked for.
    pub asked_scope: Option<&'a str>,
    /// Whether the provider issues id_tokens.
    pub issues_id_tokens: bool,
}

/// Each member of the response, explained and judged, and those that are missed.
#[must_use]
pub fn token_response(response: &TokenResponse<'_>) -> Vec<Judged> {
    judge(
        KNOWN,
        response.members,
        "No specification that the provider follows defines it; apps ignore it.",
        |rule, value| rule(response, value),
    )
}

type Rule = fn(&TokenResponse<'_>, Option<&str>) -> Option<Verdict>;

const KNOWN: &[Known<Rule>] = &[
    Known {
        name: "access_token",
        meaning: "A key to the provider's APIs.",
        rule: Some(access_token),
    },
    Known {
        name: "token_type",
        meaning: "How the access token is used.",
        rule: Some(token_type),
    },
    Known {
        name: "expires_in",
        meaning: "Seconds until the access token dies.",
        rule: None,
    },
    Known {
        name: "refresh_token",
        meaning: "Redeemed for new access tokens while the person is away.",
        rule: None,
    },
    Known {
        name: "refresh_token_expires_in",
        meaning: "Seconds until the refresh token dies.",
        rule: None,
    },
    Known {
        name: "scope",
        meaning: "What was granted.",
        rule: Some(scope),
    },
    Known {
        name: "id_token",
        meaning: "Who signed in, signed by the provider.",
        rule: Some(id_token),
    },
    Known {
        name: "error",
        meaning: "Why there are no tokens, as a word for programs.",
        rule: Some(error),
    },
    Known {
        name: "error_description",
        meaning: "The same for developers.",
        rule: None,
    },
    Known {
        name: "error_uri",
        meaning: "A page about the error.",
        rule: None,
    },
];

fn succeeded(response: &TokenResponse<'_>) -> bool {
    get(response.members, "error").is_none()
}

/// RFC 6749 §5.1.
fn access_token(response: &TokenResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "5.1");
    match value {
        None => succeeded(response).then(|| Verdict::bad("It is required.", section)),
        Some(_)
            if !response
                .cache_control
                .is_some_and(|value| value.contains("no-store")) =>
        {
            Some(Verdict::note(
                "The answer does not say Cache-Control: no-store, so caches may keep the token.",
                section,
            ))
        }
        Some(_) => None,
    }
}

/// RFC 6749 §7.1: `Bearer`, in any case of letters.
fn token_type(response: &TokenResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "7.1");
    match value {
        None => succeeded(response).then(|| Verdict::bad("It is required.", section)),
        Some(value) if value.eq_ignore_ascii_case("bearer") => Some(Verdict::good(
            "Whoever holds the token may use it.",
            Section::rfc(6750, "6.1.1"),
        )),
        Some(value) => Some(Verdict::bad(
            format!("A client must not use a token of a type it does not know (\"{value}\")."),
            section,
        )),
    }
}

/// RFC 6749 §5.1: required if it differs from what was asked.
fn scope(response: &TokenResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "3.3");
    let asked = words(response.asked_scope?);
    let granted = words(value?);
    let left_out: Vec<&str> = asked
        .iter()
        .filter(|word| !granted.contains(word))
        .copied()
        .collect();
    Some(if left_out.is_empty() {
        Verdict::good("All that was asked is granted.", section)
    } else {
        Verdict::note(
            format!(
                "Not in these words: {}. The app must look at what it was granted.",
                left_out.join(", ")
            ),
            section,
        )
    })
}

/// OpenID Connect Core §3.1.3.3: required if `openid` was asked.
fn id_token(response: &TokenResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let asked = response
        .asked_scope
        .is_some_and(|asked| words(asked).contains(&"openid"));
    (value.is_none() && asked && response.issues_id_tokens && succeeded(response))
        .then(|| Verdict::bad("openid was asked, so it is required.", Section::oidc("3.1.3.3")))
}

/// RFC 6749 §5.2.
fn error(response: &TokenResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let says = match value? {
        "invalid_client" => "The client is unknown, or did not show who it is.",
        "invalid_grant" => {
            "The code or refresh token is not valid, was used, or was issued for another request."
        }
        "invalid_request" => "The request lacks something, or has something twice.",
        "unauthorized_client" => "The client may not use this grant.",
        "unsupported_grant_type" => "The provider does not have this grant.",
        "invalid_scope" => "More is asked than was granted.",
        "authorization_pending" => "The person has not decided yet: ask again later.",
        "slow_down" => "The device asks too often.",
        _ => "This word is the provider's own.",
    };
    let section = Section::rfc(6749, "5.2");
    Some(if response.status == 200 {
        Verdict::note(
            format!("{says} The status is 200 all the same: an app that looks only there misses it."),
            section,
        )
    } else {
        Verdict::note(says, section)
    })
}

fn words(scope: &str) -> Vec<&str> {
    scope.split([' ', ',']).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Mark, authorization_request::samples::parameters},
        *,
    };

    fn verdict(members: &str, status: u16, name: &str) -> Option<Verdict> {
        let members = parameters(members);
        let rows = token_response(&TokenResponse {
            members: &members,
            status,
            cache_control: Some("no-store"),
            asked_scope: Some("openid email"),
            issues_id_tokens: true,
        });
        rows.into_iter()
            .find(|row| row.name == name)?
            .verdicts
            .into_iter()
            .next()
    }

    fn mark(members: &str, name: &str) -> Option<Mark> {
        verdict(members, 200, name).map(|verdict| verdict.mark)
    }

    #[test]
    fn a_good_answer_lacks_nothing() {
        let good = "access_token=x&token_type=bearer&scope=email+openid&id_token=y";
        assert_eq!(mark(good, "access_token"), None);
        assert_eq!(mark(good, "token_type"), Some(Mark::Good));
        assert_eq!(mark(good, "scope"), Some(Mark::Good));
        assert_eq!(mark(good, "id_token"), None);
    }

    #[test]
    fn what_is_missing_or_odd_is_told() {
        for name in ["access_token", "token_type", "id_token"] {
            assert_eq!(mark("", name), Some(Mark::Bad), "{name}");
            assert_eq!(mark("error=invalid_grant", name), None, "{name}");
        }
        assert_eq!(
            mark("access_token=x&token_type=mac", "token_type"),
            Some(Mark::Bad)
        );
        assert!(
            verdict("scope=openid", 200, "scope")
                .expect("a verdict")
                .says
                .contains("email")
        );
        assert!(
            verdict("error=invalid_grant", 200, "error")
                .expect("a verdict")
                .says
                .contains("200")
        );
        assert!(
            !verdict("error=invalid_grant", 400, "error")
                .expect("a verdict")
                .says
                .contains("200")
        );
    }

    #[test]
    fn a_token_that_caches_may_keep_is_told() {
        let members = parameters("access_token=x&token_type=bearer");
        let rows = token_response(&TokenResponse {
            members: &members,
            status: 200,
            cache_control: None,
            asked_scope: None,
            issues_id_tokens: false,
        });
        assert_eq!(rows[0].verdicts[0].mark, Mark::Note);
    }
}
