//! The commented example of a manifest: it is one, and lacks no key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use harness::features::EXAMPLE_MANIFEST;
use harness::target::Manifest;
use serde_json::Value;

/// Keys by which every hook is called: each stands in the example once, and not with every hook.
const CALL: [&str; 5] = ["get", "post", "json", "headers", "command"];

/// The keys that stand in the example, by the table that they belong to.
type Keys = BTreeMap<String, BTreeSet<String>>;

#[test]
fn it_is_a_manifest() {
    let manifest = Manifest::parse(EXAMPLE_MANIFEST, "example", Path::new(".")).expect("a manifest");
    assert_eq!(manifest.name, "my-app");
}

#[test]
fn every_key_of_the_schema_stands_in_it() {
    let schema = serde_json::to_value(schemars::schema_for!(Manifest)).expect("a schema");
    let example: toml::Table = toml::from_str(&with_alternatives()).expect("TOML");
    let example = serde_json::to_value(example).expect("JSON");
    let (mut known, mut found) = (Keys::new(), Keys::new());
    walk(&schema, &schema, "the manifest", &example, &mut known, &mut found);
    let tables = known.len();
    assert!(tables > 25, "the walk reaches the tables of the schema: {tables}");
    let of_hooks: BTreeSet<String> = of_hooks(&found);
    let mut missing = Vec::new();
    for (table, keys) in &known {
        for key in keys {
            let is_call = table.ends_with("Hook") && CALL.contains(&key.as_str());
            let stands = if is_call {
                &of_hooks
            } else {
                found.get(table).unwrap_or(&of_hooks)
            };
            if !stands.contains(key) {
                missing.push(format!("{table}: {key}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Every key has its explanation: a comment in the lines before it, or it is one of a form that was explained above.
#[test]
fn every_first_mention_of_a_key_follows_a_comment() {
    let mut seen = BTreeSet::new();
    let mut before = "";
    let mut bare = Vec::new();
    for line in EXAMPLE_MANIFEST.lines() {
        let key = line
            .trim_start_matches('#')
            .split(" =")
            .next()
            .unwrap_or_default();
        let is_key = line.contains(" = ") && !line.starts_with("# ") && !key.contains(' ');
        // The variables under [start.env] are the app's own.
        if is_key && key.chars().any(char::is_lowercase) && seen.insert(key) && !before.starts_with("# ") {
            bare.push(key);
        }
        before = line;
    }
    assert_eq!(bare, Vec::<&str>::new());
}

/// The example with what excludes something else in it, such as `#pattern = …` beside `email`.
fn with_alternatives() -> String {
    let lines = EXAMPLE_MANIFEST.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn of_hooks(found: &Keys) -> BTreeSet<String> {
    let hooks = found.iter().filter(|(table, _)| table.ends_with("Hook"));
    hooks.flat_map(|(_, keys)| keys.iter().cloned()).collect()
}

/// Collects the keys of every table of the schema, and those that the example has there.
fn walk(root: &Value, schema: &Value, name: &str, example: &Value, known: &mut Keys, found: &mut Keys) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return walk(root, &root["$defs"][name], name, example, known, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        walk(root, choice, name, example, known, found);
    }
    if let (Some(items), Some(examples)) = (schema.get("items"), example.as_array()) {
        for example in examples {
            walk(root, items, name, example, known, found);
        }
    }
    if let (Some(each), Some(examples)) = (schema.get("additionalProperties"), example.as_object()) {
        for example in examples.values().filter(|_| each.is_object()) {
            walk(root, each, name, example, known, found);
        }
    }
    let Some(properties) = schema["properties"].as_object() else {
        return;
    };
    for (key, schema) in properties {
        known.entry(name.to_owned()).or_default().insert(key.clone());
        if let Some(example) = example.get(key) {
            found.entry(name.to_owned()).or_default().insert(key.clone());
            walk(root, schema, name, example, known, found);
        } else {
            // A table that is missing altogether is missing with all its keys.
            walk_missing(root, schema, known);
        }
    }
}

/// The keys of a table that the example does not have.
fn walk_missing(root: &Value, schema: &Value, known: &mut Keys) {
    let references = std::iter::once(schema).chain(schema["anyOf"].as_array().into_iter().flatten());
    for reference in references.filter_map(|schema| schema["$ref"].as_str()) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let Some(properties) = root["$defs"][name]["properties"].as_object() else {
            continue;
        };
        let keys = known.entry(name.to_owned()).or_default();
        keys.extend(properties.keys().cloned());
    }
}
