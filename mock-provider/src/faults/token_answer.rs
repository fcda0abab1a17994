//! The successful answer of the token endpoint as a whole, after it is encoded: its status, its body, and what the
//! body is said to be. What was issued stays issued, as it does behind a proxy that fails.

use serde::{Deserialize, Serialize};

use super::{Change, Faults, Occasion, whole_answer::Replacement};
use crate::answer::Answer;

/// What is different; what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TokenAnswer {
    /// HTTP status, 200 to 599.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The whole body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The header `Location`, for a status that redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Only answers to requests with this `grant_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
}

impl Faults {
    /// Changes the answer to a request with `grant_type`, and returns the names of the faults that fired.
    pub(crate) fn change_token_answer(
        &self,
        occasion: &Occasion<'_>,
        grant_type: &str,
        answer: &mut Answer,
    ) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::TokenAnswer(wanted) = change else {
                return false;
            };
            if wanted
                .grant_type
                .as_deref()
                .is_some_and(|only| only != grant_type)
            {
                return false;
            }
            let replacement = Replacement {
                status: wanted.status,
                body: wanted.body.as_deref(),
                content_type: wanted.content_type.as_deref(),
                location: wanted.location.as_deref(),
            };
            replacement.put_into(answer);
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Provider,
        faults::{Fault, Scope},
    };

    const OCCASION: Occasion<'_> = Occasion {
        flow: 1,
        persona: "alice",
        browser: "",
        provider: Provider::Google,
        client_id: "c",
    };

    #[test]
    fn what_is_not_named_stays_as_it_is_and_other_grants_are_left_alone() {
        let faults = Faults::armed_with(&[Fault {
            name: "down".to_owned(),
            scope: Scope::default(),
            times: Some(1),
            change: Change::TokenAnswer(TokenAnswer {
                status: Some(503),
                grant_type: Some("refresh_token".to_owned()),
                ..TokenAnswer::default()
            }),
        }]);
        let correct = Answer::new(200, "{}").header("content-type", "application/json");
        let mut answer = correct.clone();
        let fired = faults.change_token_answer(&OCCASION, "authorization_code", &mut answer);
        assert!(fired.is_empty() && answer == correct, "another grant");
        assert_eq!(
            faults.change_token_answer(&OCCASION, "refresh_token", &mut answer),
            ["down"]
        );
        assert_eq!(
            answer,
            Answer {
                status: 503,
                ..correct.clone()
            }
        );
        let mut later = correct.clone();
        assert!(
            faults
                .change_token_answer(&OCCASION, "refresh_token", &mut later)
                .is_empty()
        );
        assert_eq!(later, correct, "once is once");
    }

    #[test]
    fn the_media_type_takes_the_place_of_the_right_one() {
        let change = serde_json::json!({"token_answer": {"body": "<p>", "content_type": "text/html"}});
        let faults = Faults::armed_with(&[Fault {
            name: "page".to_owned(),
            scope: Scope::default(),
            times: None,
            change: serde_json::from_value(change).expect("a change"),
        }]);
        let mut answer = Answer::new(200, "{}").header("content-type", "application/json");
        faults.change_token_answer(&OCCASION, "authorization_code", &mut answer);
        assert_eq!(
            answer,
            Answer::new(200, "<p>").header("content-type", "text/html")
        );
    }
}
