//! The authorization response (RFC 6749 §4.1.2, RFC 9207).

use super::{Document, Judged, Known, Section, Verdict, get, judge};

/// An authorization response, and what it answers.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizationResponse<'a> {
    /// Its parameters, decoded, in order.
    pub parameters: &'a [(String, String)],
    /// Those of the request.
    pub request: &'a [(String, String)],
    /// The issuer identifier of the provider.
    pub issuer: &'a str,
    /// Whether it travelled in a query, which servers and histories keep.
    pub in_query: bool,
}

/// Each parameter of the response, explained and judged, and those that are missed.
#[must_use]
pub fn authorization_response(response: &AuthorizationResponse<'_>) -> Vec<Judged> {
    judge(
        KNOWN,
        response.parameters,
        "No specification that the provider follows defines it; apps ignore it.",
        |rule, value| rule(response, value),
    )
}

type Rule = fn(&AuthorizationResponse<'_>, Option<&str>) -> Option<Verdict>;

const KNOWN: &[Known<Rule>] = &[
    Known {
        name: "code",
        meaning: "Redeemed once, within minutes, for tokens.",
        rule: Some(code),
    },
    Known {
        name: "state",
        meaning: "The state of the request; the app must compare it with its own before anything else.",
        rule: Some(state),
    },
    Known {
        name: "iss",
        meaning: "Who answers, so that an app with several providers is not mixed up.",
        rule: Some(iss),
    },
    Known {
        name: "error",
        meaning: "Why there is no code, as a word for programs.",
        rule: Some(error),
    },
    Known {
        name: "error_description",
        meaning: "The same for developers; not meant for people who sign in.",
        rule: None,
    },
    Known {
        name: "error_uri",
        meaning: "A page about the error.",
        rule: None,
    },
    Known {
        name: "access_token",
        meaning: "A key to the provider's APIs.",
        rule: Some(token),
    },
    Known {
        name: "id_token",
        meaning: "Who signed in, signed by the provider.",
        rule: Some(token),
    },
    Known {
        name: "token_type",
        meaning: "How the access token is used.",
        rule: None,
    },
    Known {
        name: "expires_in",
        meaning: "Seconds until the access token dies.",
        rule: None,
    },
    Known {
        name: "scope",
        meaning: "What was granted.",
        rule: None,
    },
    Known {
        name: "authuser",
        meaning: "Google: which of the accounts in this browser was chosen.",
        rule: None,
    },
    Known {
        name: "prompt",
        meaning: "Google: which page was shown.",
        rule: None,
    },
    Known {
        name: "hd",
        meaning: "Google: the Workspace domain of the account. Only the one in the id_token is signed.",
        rule: None,
    },
    Known {
        name: "session_state",
        meaning: "For watching the provider's session (OpenID Connect Session Management).",
        rule: None,
    },
];

/// RFC 6749 §4.1.2.
fn code(response: &AuthorizationResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "4.1.2");
    let has = |name| get(response.parameters, name).is_some();
    match value {
        Some(_) if has("error") => Some(Verdict::bad(
            "There is a code and an error; expected one of them.",
            section,
        )),
        Some(_) => None,
        None if has("error") || has("id_token") || has("access_token") => None,
        None => Some(Verdict::bad(
            "There is neither a code nor an error: the app has nothing to go on with.",
            section,
        )),
    }
}

/// RFC 6749 §4.1.2: required if it was in the request, and the same.
fn state(response: &AuthorizationResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "4.1.2");
    match (get(response.request, "state"), value) {
        (None, None) => None,
        (Some(sent), Some(came)) if sent == came => {
            Some(Verdict::good("It is the one of the request.", section))
        }
        (Some(_), Some(_)) => Some(Verdict::bad(
            "It is not the one of the request: the app must refuse this answer.",
            Section::rfc(6749, "10.12"),
        )),
        (Some(_), None) => Some(Verdict::bad(
            "The request had one and the answer has none: the app must refuse this answer.",
            Section::rfc(6749, "10.12"),
        )),
        (None, Some(_)) => Some(Verdict::bad(
            "The request had none: the app must refuse this answer.",
            Section::rfc(6749, "10.12"),
        )),
    }
}

/// RFC 9207 §2.4: where it is there, it must be the issuer that was asked.
fn iss(response: &AuthorizationResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(9207, "2.4");
    Some(match value {
        None => Verdict::note(
            "It is not there: an app with several providers needs another way to know who answers.",
            Section::rfc(9700, "4.4.2"),
        ),
        Some(value) if value == response.issuer => Verdict::good("It is the issuer that was asked.", section),
        Some(_) => Verdict::bad(
            format!(
                "Expected \"{}\": the app must refuse this answer.",
                response.issuer
            ),
            section,
        ),
    })
}

/// RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6.
fn error(_: &AuthorizationResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let value = value?;
    let (says, section) = match value {
        "access_denied" => (
            "The person or the provider said no.",
            Section::rfc(6749, "4.1.2.1"),
        ),
        "invalid_request" => (
            "The request lacks something or has too much.",
            Section::rfc(6749, "4.1.2.1"),
        ),
        "unauthorized_client" => (
            "The client may not ask in this way.",
            Section::rfc(6749, "4.1.2.1"),
        ),
        "unsupported_response_type" => (
            "The provider does not have this response type.",
            Section::rfc(6749, "4.1.2.1"),
        ),
        "invalid_scope" => ("A scope is unknown or malformed.", Section::rfc(6749, "4.1.2.1")),
        "server_error" => ("The provider failed.", Section::rfc(6749, "4.1.2.1")),
        "temporarily_unavailable" => ("The provider is overloaded.", Section::rfc(6749, "4.1.2.1")),
        "login_required" => (
            "Nobody is signed in, and no page was allowed.",
            Section::oidc("3.1.2.6"),
        ),
        "consent_required" => (
            "Nobody agreed yet, and no page was allowed.",
            Section::oidc("3.1.2.6"),
        ),
        "interaction_required" => (
            "The person has something to do, and no page was allowed.",
            Section::oidc("3.1.2.6"),
        ),
        "account_selection_required" => (
            "Several accounts are possible, and no page was allowed.",
            Section::oidc("3.1.2.6"),
        ),
        _ => ("This word is the provider's own.", Section::rfc(6749, "4.1.2.1")),
    };
    Some(Verdict::note(says, section))
}

/// OAuth 2.0 Multiple Response Types §3: never in a query.
fn token(response: &AuthorizationResponse<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section {
        document: Document::ResponseTypes,
        number: "3",
    };
    value?;
    Some(if response.in_query {
        Verdict::bad("A token in a query ends up in logs and histories.", section)
    } else {
        Verdict::note(
            "It travelled through the browser: check it before it is believed.",
            section,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Mark, authorization_request::samples::parameters},
        *,
    };

    fn marks(request: &str, response: &str, in_query: bool) -> Vec<(String, Mark)> {
        let (request, parameters) = (parameters(request), parameters(response));
        let rows = authorization_response(&AuthorizationResponse {
            parameters: &parameters,
            request: &request,
            issuer: "https://issuer.test",
            in_query,
        });
        rows.into_iter()
            .flat_map(|row| {
                row.verdicts
                    .into_iter()
                    .map(move |verdict| (row.name.clone(), verdict.mark))
            })
            .collect()
    }

    fn mark(request: &str, response: &str, name: &str) -> Option<Mark> {
        marks(request, response, true)
            .into_iter()
            .find(|(found, _)| found == name)
            .map(|(_, mark)| mark)
    }

    #[test]
    fn state_must_come_back_as_it_was() {
        assert_eq!(mark("state=a", "code=x&state=a", "state"), Some(Mark::Good));
        assert_eq!(mark("state=a", "code=x&state=b", "state"), Some(Mark::Bad));
        assert_eq!(mark("state=a", "code=x&state=", "state"), Some(Mark::Bad));
        assert_eq!(mark("state=a", "code=x", "state"), Some(Mark::Bad));
        assert_eq!(mark("", "code=x&state=b", "state"), Some(Mark::Bad));
        assert_eq!(mark("", "code=x", "state"), None);
    }

    #[test]
    fn iss_must_be_the_issuer_that_was_asked() {
        assert_eq!(
            mark("", "code=x&iss=https://issuer.test", "iss"),
            Some(Mark::Good)
        );
        assert_eq!(
            mark("", "code=x&iss=https://issuer.test/", "iss"),
            Some(Mark::Bad)
        );
        assert_eq!(mark("", "code=x", "iss"), Some(Mark::Note));
    }

    #[test]
    fn an_answer_has_a_code_or_an_error_and_no_token_in_a_query() {
        assert_eq!(mark("", "code=x&error=y", "code"), Some(Mark::Bad));
        assert_eq!(mark("", "iss=x", "code"), Some(Mark::Bad));
        assert_eq!(mark("", "error=access_denied", "code"), None);
        assert_eq!(mark("", "error=access_denied", "error"), Some(Mark::Note));
        assert_eq!(mark("", "id_token=x", "id_token"), Some(Mark::Bad));
        assert!(marks("", "id_token=x", false).contains(&("id_token".to_owned(), Mark::Note)));
    }
}
