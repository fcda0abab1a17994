//! What an app has to have asked for, so that an altered answer can mean anything to it. Where it has not, a check of
//! that alteration is not about this app.

use mock_provider::Provider;
use mock_provider::faults::Change;
use mock_provider::journal::Exchange;

use super::request;

/// What an alteration presupposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Premise {
    /// The app sends a state: nothing else in the answer is altered.
    State,
    /// The app sends a nonce: nothing else in the ID token is altered, or another sign-in's takes its place.
    Nonce,
    /// The app asks for an ID token, by the scope `openid`: that there is none is all that is altered.
    AsksForIdToken,
    /// The app gets an ID token: that token is altered.
    IdToken,
    /// The app asks this endpoint of the provider's API who somebody is.
    Endpoint(String),
}

impl Premise {
    /// The premise of an alteration, where it has one.
    #[must_use]
    pub fn of(change: &Change) -> Option<Self> {
        match change {
            Change::AuthorizationResponse { set, remove } => {
                only("state", set.keys().chain(remove)).then_some(Self::State)
            }
            Change::IdToken { set, remove } => Some(match only("nonce", set.keys().chain(remove)) {
                true => Self::Nonce,
                false => Self::IdToken,
            }),
            Change::IdTokenSignature(_) | Change::IdTokenHeader { .. } | Change::IdTokenTwice { .. } => {
                Some(Self::IdToken)
            }
            Change::TokenResponse { set, remove } if only("id_token", set.keys().chain(remove)) => {
                // Another sign-in's ID token is told from this one's by its nonce.
                Some(if set.is_empty() {
                    Self::AsksForIdToken
                } else {
                    Self::Nonce
                })
            }
            Change::TokenResponse { .. } => None,
            Change::ApiAnswer(answer) => Some(Self::Endpoint(answer.endpoint.clone())),
            Change::HoldAnswer { endpoint } | Change::Delivery { endpoint, .. } if endpoint != "token" => {
                Some(Self::Endpoint(endpoint.clone()))
            }
            Change::AuthorizationCode { .. }
            | Change::HoldAuthorizationResponse
            | Change::TokenAnswer(_)
            | Change::HoldAnswer { .. }
            | Change::Delivery { .. } => None,
        }
    }

    /// Why the alteration means nothing to the app, by what it asked `idp`; `altered` says whether an answer was
    /// altered at all. `None` where it does, or where nobody can tell.
    #[must_use]
    pub fn unmet(&self, exchanges: &[Exchange], idp: Provider, altered: bool) -> Option<String> {
        let name = idp.name();
        let without = |parameter| request::has(exchanges, idp, parameter).is_err();
        let reached = has_token(exchanges, idp);
        match self {
            Self::State if request::relies_on_pkce(exchanges, idp) => Some(format!(
                "the app sends {name} no state that could be altered; it relies on PKCE"
            )),
            Self::Nonce if reached && without("nonce") => Some(format!(
                "the app sends {name} no nonce, so that it expects none in the ID token"
            )),
            Self::AsksForIdToken if reached && request::asks_for_scope(exchanges, idp, "openid").is_err() => {
                Some(format!(
                    "the app does not ask {name} for the scope openid, so that no ID token is promised to it"
                ))
            }
            Self::IdToken
                if !altered && reached && request::asks_for_scope(exchanges, idp, "openid").is_err() =>
            {
                Some(format!(
                    "the app does not ask {name} for the scope openid, and gets no ID token"
                ))
            }
            Self::Endpoint(endpoint) if !altered && reached && !asked(exchanges, idp, endpoint) => Some(
                format!("the app never asks {name}'s endpoint `{endpoint}` who somebody is"),
            ),
            _ => None,
        }
    }
}

/// Whether `names` are `name` and nothing else.
fn only<'a>(name: &str, names: impl Iterator<Item = &'a String>) -> bool {
    let mut names = names.peekable();
    names.peek().is_some() && names.all(|found| found == name)
}

/// Whether the app got as far as to a token.
fn has_token(exchanges: &[Exchange], idp: Provider) -> bool {
    let token = |exchange: &&Exchange| exchange.provider == idp && exchange.endpoint == "token";
    exchanges
        .iter()
        .filter(token)
        .any(|exchange| exchange.status == 200 && exchange.refusal.is_none())
}

fn asked(exchanges: &[Exchange], idp: Provider, endpoint: &str) -> bool {
    exchanges
        .iter()
        .any(|exchange| exchange.provider == idp && exchange.endpoint == endpoint)
}

#[cfg(test)]
mod tests {
    use mock_provider::faults::{ApiAnswer, Signature};
    use mock_provider::protocol::Refusal;
    use serde_json::{Value, json};

    use super::*;

    const GOOGLE: Provider = Provider::Google;

    fn exchange(endpoint: &str, query: &str) -> Exchange {
        Exchange {
            endpoint: endpoint.into(),
            url: format!("http://p/?{query}"),
            status: 200,
            provider: GOOGLE,
            ..Exchange::default()
        }
    }

    fn premise(change: Value) -> Option<Premise> {
        Premise::of(&serde_json::from_value(change).expect("a change"))
    }

    #[test]
    fn an_alteration_of_one_thing_presupposes_that_thing() {
        let of = |change| premise(change);
        assert_eq!(
            of(json!({"authorization_response": {"remove": ["state"]}})),
            Some(Premise::State)
        );
        assert_eq!(
            of(json!({"authorization_response": {"set": {"state": "x", "iss": "y"}}})),
            None
        );
        assert_eq!(
            of(json!({"id_token": {"set": {"nonce": "x"}}})),
            Some(Premise::Nonce)
        );
        assert_eq!(
            of(json!({"id_token": {"set": {"nonce": "x", "sub": "y"}}})),
            Some(Premise::IdToken)
        );
        assert_eq!(
            of(json!({"id_token": {}})),
            Some(Premise::IdToken),
            "signed again as it is"
        );
        assert_eq!(
            Premise::of(&Change::IdTokenSignature(Signature::Removed)),
            Some(Premise::IdToken)
        );
        assert_eq!(
            of(json!({"token_response": {"remove": ["id_token"]}})),
            Some(Premise::AsksForIdToken)
        );
        assert_eq!(
            of(json!({"token_response": {"set": {"id_token": "x"}}})),
            Some(Premise::Nonce)
        );
        assert_eq!(
            of(json!({"token_response": {"set": {"token_type": "mac"}}})),
            None
        );
        assert_eq!(of(json!({"hold_answer": {"endpoint": "token"}})), None);
        assert_eq!(
            of(json!({"delivery": {"endpoint": "user", "manner": "dropped"}})),
            Some(Premise::Endpoint("user".to_owned()))
        );
        let answer = ApiAnswer {
            endpoint: "userinfo".to_owned(),
            ..ApiAnswer::default()
        };
        assert_eq!(
            Premise::of(&Change::ApiAnswer(answer)),
            Some(Premise::Endpoint("userinfo".to_owned()))
        );
    }

    #[test]
    fn what_was_asked_for_can_be_altered_and_what_was_not_cannot() {
        let unmet = |premise: &Premise, query: &str, altered: bool| {
            let all = [exchange("authorize", query), exchange("token", "")];
            premise.unmet(&all, GOOGLE, altered).is_some()
        };
        assert!(!unmet(&Premise::Nonce, "nonce=x", true));
        assert!(unmet(&Premise::Nonce, "state=x", true));
        assert!(!unmet(&Premise::AsksForIdToken, "scope=email+openid", true));
        assert!(unmet(&Premise::AsksForIdToken, "scope=email+profile", true));
        assert!(
            !unmet(&Premise::IdToken, "scope=email", true),
            "one came all the same"
        );
        assert!(unmet(&Premise::IdToken, "scope=email", false));
        let userinfo = Premise::Endpoint("userinfo".to_owned());
        assert!(unmet(&userinfo, "", false));
        assert!(!unmet(&userinfo, "", true));
        let pkce = "code_challenge=x&code_challenge_method=S256";
        assert!(unmet(&Premise::State, pkce, true));
        assert!(!unmet(&Premise::State, &format!("state=x&{pkce}"), true));
    }

    #[test]
    fn an_app_that_never_got_a_token_is_not_let_off() {
        let refused = Exchange {
            refusal: Some(Refusal::new("code-once", "", "", "")),
            ..exchange("token", "")
        };
        let all = [exchange("authorize", "scope=email"), refused];
        for premise in [
            Premise::Nonce,
            Premise::AsksForIdToken,
            Premise::Endpoint("userinfo".to_owned()),
        ] {
            assert_eq!(premise.unmet(&all, GOOGLE, false), None, "{premise:?}");
        }
    }
}
