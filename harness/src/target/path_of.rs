//! Where something stands in a JSON document.

use serde_json::Value;

/// The JSONPath (RFC 9535) of the first text in `json` that is `wanted`, without regard to case.
#[must_use]
pub fn path_of(json: &Value, wanted: &str) -> Option<String> {
    below(json, wanted, "$")
}

fn below(json: &Value, wanted: &str, here: &str) -> Option<String> {
    match json {
        Value::String(text) if text.eq_ignore_ascii_case(wanted) => Some(here.to_owned()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(number, item)| below(item, wanted, &format!("{here}[{number}]"))),
        Value::Object(members) => members
            .iter()
            .find_map(|(key, item)| below(item, wanted, &format!("{here}{}", segment(key)))),
        _ => None,
    }
}

/// A member as a segment of a path: the short form where the key allows it.
fn segment(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if key.chars().all(plain) && key.starts_with(|c: char| !c.is_ascii_digit()) {
        return format!(".{key}");
    }
    let escaped = key.replace('\\', r"\\").replace('\'', r"\'");
    format!("['{escaped}']")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json_path::JsonPath;

    use super::*;

    #[test]
    fn what_is_found_is_what_the_path_points_at() {
        let json = json!({ "data": [{ "e-mail": "x" }, { "it's": { "e-mail": "Alice@people.example" } }] });
        let path = path_of(&json, "alice@people.example").expect("it is there");
        let found = JsonPath::parse(&path).expect("a JSONPath");
        assert_eq!(
            found.query(&json).exactly_one().expect("one"),
            "Alice@people.example"
        );
        assert_eq!(path_of(&json, "bob@people.example"), None);
    }
}
