//! The token request (RFC 6749 §4.1.3, §2.3.1, §6).

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Judged, Known, Section, Verdict, get, judge};
use crate::protocol::pkce::well_formed;

/// A token request, and what led to it.
#[derive(Debug, Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The parameters of its body, decoded, in order.
    pub parameters: &'a [(String, String)],
    /// The parameters of its URL, where nothing belongs.
    pub query: &'a [(String, String)],
    /// Its `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The parameters of the authorization request; absent where there was none.
    pub request: Option<&'a [(String, String)]>,
    /// The code that was sent to the app.
    pub issued_code: Option<&'a str>,
}

/// How the client showed who it is (OpenID Connect Core §9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAuthentication {
    /// The registered name of the method: `client_secret_basic`.
    pub method: &'static str,
    /// What is to be said about it.
    pub verdict: Verdict,
}

/// The method by which the client showed who it is.
#[must_use]
pub fn client_authentication(request: &TokenRequest<'_>) -> ClientAuthentication {
    let section = Section::rfc(6749, "2.3.1");
    let body = |name| get(request.parameters, name);
    let basic = request.authorization.is_some_and(is_basic);
    if get(request.query, "client_secret").is_some() {
        return ClientAuthentication {
            method: "none of the registered ones",
            verdict: Verdict::bad("The secret is in the URL, which logs keep.", section),
        };
    }
    if basic && body("client_secret").is_some() {
        return ClientAuthentication {
            method: "client_secret_basic and client_secret_post",
            verdict: Verdict::bad(
                "A client must not use two methods in one request.",
                Section::rfc(6749, "2.3"),
            ),
        };
    }
    let (method, verdict) = if basic {
        let says = "The secret is in the Authorization header, as the specification recommends.";
        ("client_secret_basic", Verdict::good(says, section))
    } else if body("client_assertion").is_some() {
        let says = "The client signed an assertion: no secret travels.";
        (
            "private_key_jwt or client_secret_jwt",
            Verdict::good(says, Section::oidc("9")),
        )
    } else if body("client_secret").is_some() {
        let says = "The secret is in the body, which is allowed and common.";
        ("client_secret_post", Verdict::note(says, section))
    } else {
        let says = "The client shows nothing: it is public, and PKCE is all that protects the code.";
        ("none", Verdict::weak(says, Section::rfc(9700, "2.1.1")))
    };
    ClientAuthentication { method, verdict }
}

/// Each parameter of the request, explained and judged, and those that are missed.
#[must_use]
pub fn token_request(request: &TokenRequest<'_>) -> Vec<Judged> {
    judge(
        KNOWN,
        request.parameters,
        "No specification that the provider follows defines it; it is ignored.",
        |rule, value| rule(request, value),
    )
}

type Rule = fn(&TokenRequest<'_>, Option<&str>) -> Option<Verdict>;

const KNOWN: &[Known<Rule>] = &[
    Known {
        name: "grant_type",
        meaning: "What is redeemed.",
        rule: Some(grant_type),
    },
    Known {
        name: "code",
        meaning: "The code from the authorization response.",
        rule: Some(code),
    },
    Known {
        name: "redirect_uri",
        meaning: "The redirect URI of the authorization request, once more.",
        rule: Some(redirect_uri),
    },
    Known {
        name: "code_verifier",
        meaning: "The secret behind the code challenge.",
        rule: Some(code_verifier),
    },
    Known {
        name: "client_id",
        meaning: "Which application asks.",
        rule: Some(client_id),
    },
    Known {
        name: "client_secret",
        meaning: "Shows that the application is the one it names.",
        rule: None,
    },
    Known {
        name: "client_assertion",
        meaning: "A JWT by which the application shows who it is (RFC 7523).",
        rule: None,
    },
    Known {
        name: "client_assertion_type",
        meaning: "What sort of assertion it is.",
        rule: None,
    },
    Known {
        name: "refresh_token",
        meaning: "Redeemed for a new access token.",
        rule: None,
    },
    Known {
        name: "scope",
        meaning: "A part of what was granted, where less is wanted.",
        rule: None,
    },
    Known {
        name: "device_code",
        meaning: "The code for which the person decided elsewhere (RFC 8628).",
        rule: None,
    },
    Known {
        name: "repository_id",
        meaning: "GitHub: the repository to which the token is limited.",
        rule: None,
    },
];

/// RFC 6749 §4.1.3. GitHub does without.
fn grant_type(request: &TokenRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "4.1.3");
    match value {
        None if get(request.parameters, "code").is_some() => Some(Verdict::weak(
            "It is required; GitHub is lenient about it, others are not.",
            section,
        )),
        None => Some(Verdict::bad("It is required.", section)),
        Some("password") => Some(Verdict::bad(
            "The app handles the person's password; this grant must not be used.",
            Section::rfc(9700, "2.4"),
        )),
        Some(_) => None,
    }
}

/// RFC 6749 §4.1.3: the code that was issued in this flow.
fn code(request: &TokenRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "4.1.3");
    match value {
        None => (get(request.parameters, "grant_type") == Some("authorization_code"))
            .then(|| Verdict::bad("It is required.", section)),
        Some(value) => Some(if request.issued_code == Some(value) {
            Verdict::good("It is the one that was issued in this sign-in.", section)
        } else {
            Verdict::bad("It is not the one that was issued in this sign-in.", section)
        }),
    }
}

/// RFC 6749 §4.1.3: identical to the one of the authorization request, if that had one.
fn redirect_uri(request: &TokenRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    get(request.parameters, "code")?;
    let section = Section::rfc(6749, "4.1.3");
    match (get(request.request?, "redirect_uri"), value) {
        (Some(asked), Some(value)) if asked == value => Some(Verdict::good(
            "It is the one of the authorization request.",
            section,
        )),
        (Some(asked), Some(_)) => Some(Verdict::bad(
            format!("The authorization request had \"{asked}\"; expected the same."),
            section,
        )),
        (Some(_), None) => Some(Verdict::weak(
            "The authorization request had one, so it is required here; GitHub is lenient about it.",
            section,
        )),
        (None, _) => None,
    }
}

/// RFC 7636 §4.5: required where there was a challenge.
fn code_verifier(request: &TokenRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    get(request.parameters, "code")?;
    let challenge = get(request.request?, "code_challenge");
    match (challenge, value) {
        (None, None) => None,
        (Some(_), None) => Some(Verdict::bad(
            "The authorization request had a challenge, so the verifier is required.",
            Section::rfc(7636, "4.5"),
        )),
        (None, Some(_)) => Some(Verdict::bad(
            "The authorization request had no challenge: a verifier without one points to a downgrade.",
            Section::rfc(9700, "4.8.2"),
        )),
        (Some(_), Some(value)) if well_formed(value) => Some(Verdict::good(
            "It is there and well formed.",
            Section::rfc(7636, "4.1"),
        )),
        (Some(_), Some(value)) => Some(Verdict::bad(
            format!(
                "It has {} characters; expected 43 to 128 letters, digits, and - . _ ~",
                value.chars().count()
            ),
            Section::rfc(7636, "4.1"),
        )),
    }
}

/// RFC 6749 §4.1.3: the client to which the code was issued.
fn client_id(request: &TokenRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "4.1.3");
    let asked = get(request.request?, "client_id")?;
    match value {
        None => None,
        Some(value) if value == asked => Some(Verdict::good(
            "It is the one of the authorization request.",
            section,
        )),
        Some(_) => Some(Verdict::bad(
            format!("The code was issued to \"{asked}\"; expected the same."),
            section,
        )),
    }
}

/// Whether it is the Basic scheme with something that can be decoded.
fn is_basic(header: &str) -> bool {
    header.split_once(' ').is_some_and(|(scheme, rest)| {
        scheme.eq_ignore_ascii_case("basic") && STANDARD.decode(rest.trim()).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Mark, authorization_request::samples::parameters},
        *,
    };

    const CHALLENGED: &str = "client_id=a&redirect_uri=https://app.test/cb&code_challenge=x";
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn mark(request: &str, body: &str, name: &str) -> Option<Mark> {
        let (request, body) = (parameters(request), parameters(body));
        let rows = token_request(&TokenRequest {
            parameters: &body,
            query: &[],
            authorization: None,
            request: Some(&request),
            issued_code: Some("good"),
        });
        let row = rows.into_iter().find(|row| row.name == name)?;
        row.verdicts.first().map(|verdict| verdict.mark)
    }

    #[test]
    fn a_token_request_repeats_what_the_authorization_request_said() {
        let body = format!(
            "grant_type=authorization_code&code=good&redirect_uri=https://app.test/cb&client_id=a&code_verifier={VERIFIER}"
        );
        for name in ["code", "redirect_uri", "client_id", "code_verifier"] {
            assert_eq!(mark(CHALLENGED, &body, name), Some(Mark::Good), "{name}");
        }
        let wrong = "grant_type=authorization_code&code=other&redirect_uri=https://app.test/&client_id=b&code_verifier=x";
        for name in ["code", "redirect_uri", "client_id", "code_verifier"] {
            assert_eq!(mark(CHALLENGED, wrong, name), Some(Mark::Bad), "{name}");
        }
        let bare = "code=good";
        assert_eq!(mark(CHALLENGED, bare, "grant_type"), Some(Mark::Weak));
        assert_eq!(mark(CHALLENGED, bare, "redirect_uri"), Some(Mark::Weak));
        assert_eq!(mark(CHALLENGED, bare, "code_verifier"), Some(Mark::Bad));
        assert_eq!(
            mark("client_id=a", &body, "code_verifier"),
            Some(Mark::Bad),
            "a downgrade"
        );
        assert_eq!(mark("", "grant_type=authorization_code", "code"), Some(Mark::Bad));
        assert_eq!(mark("", "grant_type=password", "grant_type"), Some(Mark::Bad));
        assert_eq!(mark("", "", "grant_type"), Some(Mark::Bad));
    }

    #[test]
    fn the_method_of_client_authentication_is_known() {
        let by = |authorization: Option<&str>, query: &str, body: &str| {
            let (query, body) = (parameters(query), parameters(body));
            let found = client_authentication(&TokenRequest {
                parameters: &body,
                query: &query,
                authorization,
                request: None,
                issued_code: None,
            });
            (found.method, found.verdict.mark)
        };
        let basic = Some("Basic YTpi");
        assert_eq!(by(basic, "", ""), ("client_secret_basic", Mark::Good));
        assert_eq!(
            by(None, "", "client_secret=x"),
            ("client_secret_post", Mark::Note)
        );
        assert_eq!(by(None, "", ""), ("none", Mark::Weak));
        assert_eq!(by(Some("Bearer x"), "", "").0, "none");
        assert_eq!(by(None, "", "client_assertion=x").1, Mark::Good);
        assert_eq!(by(basic, "", "client_secret=x").1, Mark::Bad);
        assert_eq!(by(None, "client_secret=x", "").1, Mark::Bad);
    }
}
