//! The `claims` parameter (OIDC Core §5.5): single claims, asked for by name.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is asked beside what the scopes give.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// Claims of the id_token.
    pub id_token: Vec<Wish>,
    /// Claims of UserInfo.
    pub userinfo: Vec<Wish>,
}

/// One claim that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Its name.
    pub name: String,
    /// Whether the application cannot do without it. That it is missing is no error all the same (§5.5.1).
    pub essential: bool,
    /// The values that it may have, the best first; empty: any.
    pub values: Vec<Value>,
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// A fragment of a sentence that says what it is instead of what §5.5 describes.
    pub fn parse(text: &str) -> Result<Self, String> {
        let members: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| format!("no JSON object ({error})"))?;
        let read = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Object(wishes)) => wishes
                .iter()
                .map(|(claim, wish)| Wish::read(claim, wish))
                .collect(),
            Some(_) => Err(format!("a member \"{name}\" that is no object")),
        };
        Ok(Self {
            id_token: read("id_token")?,
            userinfo: read("userinfo")?,
        })
    }

    /// The wish for a claim of the id_token.
    #[must_use]
    pub fn of_id_token(&self, name: &str) -> Option<&Wish> {
        self.id_token.iter().find(|wish| wish.name == name)
    }

    /// The `sub` that the application insists on.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.of_id_token("sub")
            .into_iter()
            .chain(self.userinfo.iter().filter(|wish| wish.name == "sub"))
            .find_map(|wish| wish.values.first()?.as_str())
    }
}

impl Wish {
    fn read(name: &str, wish: &Value) -> Result<Self, String> {
        let members = match wish {
            Value::Null => &Map::new(),
            Value::Object(members) => members,
            _ => {
                return Err(format!(
                    "a wish for \"{name}\" that is neither null nor an object"
                ));
            }
        };
        let essential = match members.get("essential") {
            None => false,
            Some(Value::Bool(essential)) => *essential,
            Some(_) => {
                return Err(format!(
                    "\"essential\" of \"{name}\" that is neither true nor false"
                ));
            }
        };
        let values = match (members.get("value"), members.get("values")) {
            (Some(_), Some(_)) => return Err(format!("both \"value\" and \"values\" of \"{name}\"")),
            (Some(value), None) => vec![value.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            (None, Some(_)) => return Err(format!("\"values\" of \"{name}\" that is no list")),
            (None, None) => Vec::new(),
        };
        Ok(Self {
            name: name.to_owned(),
            essential,
            values,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of OIDC Core §5.5, shortened.
    #[test]
    fn wishes_are_read_and_anything_else_is_refused() {
        let text = r#"{"userinfo": {"given_name": {"essential": true}, "nickname": null},
            "id_token": {"auth_time": {"essential": true}, "acr": {"values": ["urn:a"]}, "sub": {"value": "248"}}}"#;
        let request = ClaimsRequest::parse(text).expect("a request");
        assert!(request.userinfo[0].essential && !request.userinfo[1].essential);
        assert_eq!(request.of_id_token("acr").map(|wish| wish.values.len()), Some(1));
        assert_eq!(request.subject(), Some("248"));
        for bad in [
            "",
            "[]",
            r#"{"id_token": []}"#,
            r#"{"id_token": {"acr": 1}}"#,
            r#"{"id_token": {"acr": {"essential": "yes"}}}"#,
            r#"{"id_token": {"acr": {"values": "a"}}}"#,
            r#"{"id_token": {"acr": {"value": "a", "values": []}}}"#,
        ] {
            assert!(ClaimsRequest::parse(bad).is_err(), "{bad}");
        }
    }
}
