//! The OpenAPI document and what is served.

use std::{collections::BTreeSet, path::Path};

use mock_provider::MockProvider;
use reqwest::Method;
use serde_json::Value;

use crate::{
    control_api::get,
    setup::{start, text},
};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The status of a request to a described path, with a value in each placeholder.
async fn status(provider: &MockProvider, method: &str, path: &str) -> u16 {
    let path = path.replace("{provider}", "google").replace(['{', '}'], "");
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
    let url = provider.url().join(&path).expect("a URL");
    let response = reqwest::Client::new().request(method, url).body("x").send().await;
    response.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn every_described_route_is_served_and_no_other_method_of_it() {
    let provider = start().await;
    let document = get(&provider, "openapi.json").await;
    assert!(text(&document, "openapi").starts_with("3.1"));
    assert_eq!(
        document["servers"][0]["url"],
        provider.url().as_str().trim_end_matches('/')
    );
    let paths = document["paths"].as_object().expect("an object");
    assert!(paths.len() > 20, "{}", paths.len());
    for (path, item) in paths {
        let described: BTreeSet<&str> = METHODS
            .into_iter()
            .filter(|method| item.get(*method).is_some())
            .collect();
        assert!(!described.is_empty(), "{path}");
        for method in METHODS {
            let status = status(&provider, method, path).await;
            // What is described may miss what was named, but the path itself is there.
            assert_eq!(
                status == 405,
                !described.contains(method),
                "{method} {path}: {status}"
            );
        }
    }
    // A 404 for a path that is missing lists the paths; none of the described ones gives that.
    assert_eq!(status(&provider, "get", "/_mock/api/nothing").await, 404);
}

/// A route that is added by hand would be served and not described.
#[test]
fn every_served_route_is_described() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/inspector/api");
    let mut handlers = 0;
    let mut registered = 0;
    for file in std::fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        for call in [".route(", ".nest(\"", ".merge(", ".route_service("] {
            assert!(!text.contains(call), "{} calls {call}", path.display());
        }
        handlers += text.matches("#[utoipa::path(").count();
        if path.ends_with("mod.rs") {
            let calls = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix(".routes(routes!("));
            registered += calls
                .map(|handlers| handlers.matches("::").count())
                .sum::<usize>();
        }
    }
    assert_eq!(handlers, registered, "a handler that is described and not served");
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere_and_every_operation_has_a_summary() {
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let provider = start().await;
    let document = get(&provider, "openapi.json").await;
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 10, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    for (path, item) in document["paths"].as_object().expect("an object") {
        for (method, operation) in item.as_object().expect("an object") {
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_answered_has_the_members_that_its_schema_names() {
    let provider = start().await;
    let document = get(&provider, "openapi.json").await;
    for (path, schema) in [
        ("personas", "Persona"),
        ("clients", "Client"),
        ("keys", "KeyInfo"),
        ("clock", "ClockReading"),
        ("health", "Health"),
    ] {
        let schema = &document["components"]["schemas"][schema];
        let answer = get(&provider, path).await;
        let items = answer.as_array().cloned().unwrap_or_else(|| vec![answer]);
        assert!(!items.is_empty(), "{path}");
        for item in items {
            for name in item.as_object().expect("an object").keys() {
                assert!(schema["properties"].get(name).is_some(), "{path} has {name}");
            }
            for name in schema["required"].as_array().expect("a list") {
                let name = name.as_str().expect("a name");
                assert!(item.get(name).is_some(), "{path} lacks {name}");
            }
        }
    }
}
