//! The authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

mod asking;
mod binding;
mod challenge;
mod redirect_uri;

use super::{Judged, Known, Verdict, get, judge};
use crate::protocol::response_type::ResponseType;

/// An authorization request, and what is known of the two sides.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizationRequest<'a> {
    /// Its parameters, decoded, in order.
    pub parameters: &'a [(String, String)],
    /// Whether the provider issues id_tokens.
    pub issues_id_tokens: bool,
    /// The redirect URIs that the client has registered; absent: the client is not known.
    pub registered: Option<&'a [String]>,
}

impl AuthorizationRequest<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        get(self.parameters, name)
    }

    fn response_type(&self) -> Option<ResponseType> {
        ResponseType::parse(self.get("response_type")?)
    }

    fn asks_for(&self, scope: &str) -> bool {
        self.get("scope")
            .is_some_and(|scopes| scopes.split(' ').any(|word| word == scope))
    }

    /// Whether an id_token comes of it, now or with the code.
    fn id_token_is_due(&self) -> bool {
        self.issues_id_tokens
            && (self.asks_for("openid") || self.response_type().is_some_and(|asked| asked.id_token))
    }
}

/// Each parameter of the request, explained and judged, and those that are missed.
#[must_use]
pub fn authorization_request(request: &AuthorizationRequest<'_>) -> Vec<Judged> {
    judge(
        KNOWN,
        request.parameters,
        "No specification that the provider follows defines it; it is ignored.",
        |rule, value| rule(request, value),
    )
}

type Rule = fn(&AuthorizationRequest<'_>, Option<&str>) -> Option<Verdict>;

const KNOWN: &[Known<Rule>] = &[
    Known {
        name: "response_type",
        meaning: "What the answer is to carry: a code, tokens, or both.",
        rule: Some(asking::response_type),
    },
    Known {
        name: "client_id",
        meaning: "Which application asks.",
        rule: Some(asking::client_id),
    },
    Known {
        name: "redirect_uri",
        meaning: "Where the answer goes.",
        rule: Some(redirect_uri::redirect_uri),
    },
    Known {
        name: "scope",
        meaning: "What the application wants to know or do.",
        rule: Some(asking::scope),
    },
    Known {
        name: "state",
        meaning: "Comes back unchanged, so that the application knows its own sign-in again.",
        rule: Some(binding::state),
    },
    Known {
        name: "nonce",
        meaning: "Comes back inside the id_token, so that a token of another sign-in is noticed.",
        rule: Some(binding::nonce),
    },
    Known {
        name: "code_challenge",
        meaning: "A hash of a secret that only the application can show when it redeems the code.",
        rule: Some(challenge::code_challenge),
    },
    Known {
        name: "code_challenge_method",
        meaning: "How the challenge was made from the verifier.",
        rule: Some(challenge::code_challenge_method),
    },
    Known {
        name: "response_mode",
        meaning: "How the answer travels: in the query, in the fragment, or as a form.",
        rule: Some(asking::response_mode),
    },
    Known {
        name: "prompt",
        meaning: "Which of its pages the provider must show, or that it may show none.",
        rule: Some(asking::prompt),
    },
    Known {
        name: "max_age",
        meaning: "How many seconds ago the person may have signed in at the provider.",
        rule: Some(asking::max_age),
    },
    Known {
        name: "login_hint",
        meaning: "Who is probably signing in.",
        rule: None,
    },
    Known {
        name: "login",
        meaning: "GitHub: who is probably signing in.",
        rule: None,
    },
    Known {
        name: "id_token_hint",
        meaning: "An earlier id_token of the person who is to sign in.",
        rule: None,
    },
    Known {
        name: "acr_values",
        meaning: "How strongly the person is to prove who they are.",
        rule: None,
    },
    Known {
        name: "claims",
        meaning: "Single claims that are wanted (OpenID Connect Core §5.5).",
        rule: None,
    },
    Known {
        name: "display",
        meaning: "How the provider's pages are shown.",
        rule: None,
    },
    Known {
        name: "ui_locales",
        meaning: "The languages that the person reads.",
        rule: None,
    },
    Known {
        name: "request",
        meaning: "The request as a signed object (RFC 9101).",
        rule: None,
    },
    Known {
        name: "request_uri",
        meaning: "Where the request is kept (RFC 9101, RFC 9126).",
        rule: None,
    },
    Known {
        name: "resource",
        meaning: "The API for which the token is meant (RFC 8707).",
        rule: None,
    },
    Known {
        name: "access_type",
        meaning: "Google: `offline` asks for a refresh token.",
        rule: None,
    },
    Known {
        name: "include_granted_scopes",
        meaning: "Google: whether scopes that were granted before are granted again.",
        rule: None,
    },
    Known {
        name: "hd",
        meaning: "Google: the Workspace domain whose accounts are offered. A wish, not a guarantee: check `hd` in the id_token.",
        rule: None,
    },
    Known {
        name: "allow_signup",
        meaning: "GitHub: whether people without an account are offered one.",
        rule: None,
    },
];

#[cfg(test)]
pub(in crate::inspector::verdicts) mod samples {
    /// Parameters from a query.
    pub(in crate::inspector::verdicts) fn parameters(query: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Mark, samples::parameters, *};

    #[test]
    fn a_request_as_it_should_be_has_nothing_to_blame() {
        let registered = ["http://localhost:3000/callback".to_owned()];
        let parameters = parameters(
            "response_type=code&client_id=a&redirect_uri=http://localhost:3000/callback&scope=openid+email\
             &state=b3RoZXItc3RhdGUtdGhhdC1&nonce=bm9uY2UtdGhhdC1pcy1sb25n\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        );
        let rows = authorization_request(&AuthorizationRequest {
            parameters: &parameters,
            issues_id_tokens: true,
            registered: Some(&registered),
        });
        for row in &rows {
            assert!(
                row.verdicts.iter().all(|verdict| verdict.mark <= Mark::Note),
                "{row:?}"
            );
        }
        assert_eq!(rows.len(), parameters.len());
    }

    #[test]
    fn an_empty_request_is_told_what_it_lacks() {
        let rows = authorization_request(&AuthorizationRequest {
            parameters: &[],
            issues_id_tokens: true,
            registered: None,
        });
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "response_type",
                "client_id",
                "redirect_uri",
                "scope",
                "state",
                "code_challenge"
            ]
        );
        assert!(
            rows.iter()
                .all(|row| row.value.is_none() && row.verdicts[0].mark >= Mark::Note)
        );
    }
}
