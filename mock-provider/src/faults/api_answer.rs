//! The successful answer of an API that says who somebody is: UserInfo (OIDC Core §5.3), GitHub's `/user` and
//! `/user/emails`, and their like at other providers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Change, Faults, Occasion, override_members, whole_answer::Replacement};
use crate::answer::Answer;

/// What is different; what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiAnswer {
    /// The word of the endpoint in the journal: `userinfo`, `user`, `user-emails`.
    pub endpoint: String,
    /// Members of the body to set, with any JSON value. A body that is no object is left alone.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = BTreeMap<String, Value>)]
    pub set: Map<String, Value>,
    /// Members of the body to remove.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// HTTP status, 200 to 599.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The whole body, in place of `set` and `remove`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The header `Location`, for a status that redirects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

impl Faults {
    /// Changes the successful answer of the endpoint with this word, and returns the names of the faults that fired.
    pub(crate) fn change_api_answer(
        &self,
        occasion: &Occasion<'_>,
        endpoint: &str,
        answer: &mut Answer,
    ) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::ApiAnswer(wanted) = change else {
                return false;
            };
            wanted.endpoint == endpoint && wanted.put_into(answer)
        })
    }
}

impl ApiAnswer {
    /// False: there was nothing that could differ.
    fn put_into(&self, answer: &mut Answer) -> bool {
        if !self.set.is_empty() || !self.remove.is_empty() {
            let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(&answer.body) else {
                return false;
            };
            override_members(&mut members, &self.set, &self.remove);
            let members = Value::Object(members);
            // In lines where the correct answer is.
            answer.body = match answer.body.contains('\n') {
                true => format!("{members:#}"),
                false => members.to_string(),
            };
        }
        let replacement = Replacement {
            status: self.status,
            body: self.body.as_deref(),
            content_type: self.content_type.as_deref(),
            location: self.location.as_deref(),
        };
        replacement.put_into(answer);
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn altered(change: Value, answer: &Answer) -> (bool, Answer) {
        let wanted: ApiAnswer = serde_json::from_value(change).expect("a change");
        let mut altered = answer.clone();
        (wanted.put_into(&mut altered), altered)
    }

    #[test]
    fn members_differ_in_their_places_and_the_layout_stays() {
        let lines = Answer::new(200, "{\n  \"sub\": \"1\",\n  \"name\": \"A\"\n}").header("etag", "e");
        let change = json!({"endpoint": "userinfo", "set": {"sub": ["1"]}, "remove": ["name"]});
        let (fired, answer) = altered(change.clone(), &lines);
        assert!(fired);
        assert_eq!(answer.body, "{\n  \"sub\": [\n    \"1\"\n  ]\n}");
        assert_eq!((answer.status, answer.headers), (200, lines.headers));
        let (_, answer) = altered(change, &Answer::new(200, "{\"sub\":\"1\",\"a\":1}"));
        assert_eq!(answer.body, "{\"sub\":[\"1\"],\"a\":1}");
    }

    #[test]
    fn a_list_has_no_members() {
        let list = Answer::new(200, "[]");
        let (fired, answer) = altered(json!({"endpoint": "user-emails", "set": {"a": 1}}), &list);
        assert!(!fired && answer == list);
        let (fired, answer) = altered(json!({"endpoint": "user-emails", "body": "null"}), &list);
        assert!(fired && answer.body == "null");
    }

    #[test]
    fn a_redirect_has_its_address() {
        let change =
            json!({"endpoint": "user", "status": 302, "location": "http://elsewhere.example/", "body": ""});
        let (_, answer) = altered(
            change,
            &Answer::new(200, "{}").header("content-type", "application/json"),
        );
        assert_eq!(
            answer,
            Answer::new(302, "")
                .header("content-type", "application/json")
                .header("location", "http://elsewhere.example/")
        );
    }
}
