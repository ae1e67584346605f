//! The JSON Schema is current, accepts the examples, and lists the fields that can be set outside the file.

use std::path::{Path, PathBuf};

use haulout_gateway::config::{Overrides, schema};
use serde_json::Value;

use crate::setup::yaml;

#[test]
fn committed_schema_is_current() {
    let committed = std::fs::read_to_string(root().join("docs/config.schema.json")).unwrap();
    let command = "cargo run -p haulout-cli --bin haulout -- schema > docs/config.schema.json";
    // Compared as values, because the order of keys is not stable: another workspace member may enable serde_json's
    // feature `preserve_order`.
    let committed: Value = serde_json::from_str(&committed).unwrap();
    let ours: Value = serde_json::from_str(&schema::text()).unwrap();
    assert!(committed == ours, "renew it: {command}");
}

#[test]
fn examples_match_the_schema_and_a_misspelt_one_does_not() {
    let documents: Vec<_> = documents()
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let ours = yaml("https://issuer.example", "https://cluster.example");
    let mut examples = vec![ours.as_str()];
    for document in &documents {
        let blocks = document.split("```yaml\n").skip(1);
        let blocks = blocks.filter_map(|block| block.split("```").next());
        // Other blocks are manifests, or parts of a configuration.
        examples.extend(blocks.filter(|block| block.contains("\npublicUrl: ")));
    }
    assert!(examples.len() >= 10, "{}", examples.len());
    for example in examples {
        assert_eq!(faults_of(example), Vec::<String>::new(), "{example}");
    }
    assert_eq!(
        faults_of(&ours.replace("clientId", "clientID")),
        [
            "/issuer: clientID is unknown",
            "/issuer: clientId is missing"
        ]
    );
    assert_eq!(
        faults_of(&ours.replace("type: jwt", "type: [jwt]")).len(),
        2
    );
}

#[test]
fn every_field_outside_the_clusters_can_be_set_and_is_documented() {
    let manual = std::fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let schema = parsed();
    let mut leaves = Vec::new();
    leaves_of(&schema, &schema, "", &mut leaves);
    assert!(leaves.len() > 25, "{leaves:?}");
    for leaf in leaves {
        let row = format!("| `{leaf}` |");
        assert!(manual.contains(&row), "{leaf} is not in the manual");
        if !leaf.starts_with("clusters") {
            assert!(Overrides::new([], &[format!("{leaf}=1")]).is_ok(), "{leaf}");
        }
    }
}

/// The README and the pages in `docs`.
fn documents() -> Vec<PathBuf> {
    let pages = std::fs::read_dir(root().join("docs")).unwrap();
    let pages = pages.map(|entry| entry.unwrap().path());
    let is_text = |path: &PathBuf| path.extension().is_some_and(|it| it == "md");
    let mut documents: Vec<_> = pages.filter(is_text).collect();
    documents.push(root().join("README.md"));
    documents
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn parsed() -> Value {
    serde_json::from_str(&schema::text()).unwrap()
}

/// The paths of all fields that are not maps.
fn leaves_of(schema: &Value, at: &Value, path: &str, leaves: &mut Vec<String>) {
    let at = resolved(schema, at);
    if let Some(properties) = at["properties"].as_object() {
        for (name, property) in properties {
            let dot = if path.is_empty() { "" } else { "." };
            leaves_of(schema, property, &format!("{path}{dot}{name}"), leaves);
        }
    } else if let Some(map) = choices(at).find(|it| resolved(schema, it)["properties"].is_object())
    {
        leaves_of(schema, map, path, leaves);
    } else if at["items"]["$ref"].is_string() {
        leaves_of(schema, &at["items"], &format!("{path}[]"), leaves);
    } else {
        leaves.push(path.to_owned());
    }
}

fn choices(at: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["oneOf", "anyOf"].into_iter();
    lists.filter_map(|name| at[name].as_array()).flatten()
}

fn resolved<'a>(schema: &'a Value, at: &'a Value) -> &'a Value {
    match at["$ref"].as_str().and_then(|text| text.strip_prefix('#')) {
        Some(pointer) => schema.pointer(pointer).unwrap(),
        None => at,
    }
}

fn faults_of(example: &str) -> Vec<String> {
    let value: Value = serde_saphyr::from_str(example).unwrap();
    let mut faults = Vec::new();
    let schema = parsed();
    check(&schema, &schema, &value, "", &mut faults);
    faults
}

/// The subset of JSON Schema that this schema uses.
fn check(schema: &Value, at: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
    let at = resolved(schema, at);
    let fits = |choice: &Value| {
        let mut faults = Vec::new();
        check(schema, choice, value, path, &mut faults);
        faults.is_empty()
    };
    if choices(at).next().is_some() && !choices(at).any(fits) {
        faults.push(format!("{path}: fits no choice"));
    }
    if at.get("const").is_some_and(|only| only != value) {
        faults.push(format!("{path}: is another word"));
    }
    if !is_of_type(&at["type"], value) {
        faults.push(format!("{path}: is of another type"));
    }
    if let (Some(fields), Some(known)) = (value.as_object(), at["properties"].as_object()) {
        for (name, field) in fields {
            match known.get(name) {
                Some(property) => check(schema, property, field, &format!("{path}/{name}"), faults),
                None => faults.push(format!("{path}: {name} is unknown")),
            }
        }
        for name in at["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            if !fields.contains_key(name) {
                faults.push(format!("{path}: {name} is missing"));
            }
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        let path = format!("{path}/{index}");
        check(schema, &at["items"], item, &path, faults);
    }
}

fn is_of_type(types: &Value, value: &Value) -> bool {
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_actual = |name: &Value| name == actual || (name == "number" && actual == "integer");
    if types.is_null() {
        return true;
    }
    types
        .as_array()
        .map_or_else(|| is_actual(types), |names| names.iter().any(is_actual))
}
