//! Generators of kubeconfigs for property tests: few names, so that they collide, in many YAML styles.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// A kubeconfig and its text.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) tree: Value,
    pub(super) text: String,
}

/// An existing file, which may have dangling references, unknown fields and absent lists.
pub(super) fn existing() -> impl Strategy<Value = File> {
    let contexts = vec((name(), name(), name()), 0..4);
    (entries(), entries(), contexts, extras(), current(), way()).prop_map(
        |(clusters, users, contexts, extras, current, way)| {
            let mut tree = extras;
            tree.insert("kind".to_owned(), json!("Config"));
            put_list(&mut tree, "clusters", named("cluster", clusters), &way);
            put_list(&mut tree, "users", named("user", users), &way);
            let contexts = contexts.into_iter().map(|(name, cluster, user)| {
                (
                    name,
                    json!({"cluster": cluster, "user": user, "namespace": "web"}),
                )
            });
            put_list(
                &mut tree,
                "contexts",
                named("context", contexts.collect()),
                &way,
            );
            if let Some(current) = current {
                tree.insert("current-context".to_owned(), json!(current));
            }
            File::new(Value::Object(tree), &way)
        },
    )
}

/// A self-contained file.
pub(super) fn addition() -> impl Strategy<Value = File> {
    let contexts = vec((name(), any::<Index>(), any::<Index>()), 0..4);
    (entries(), entries(), contexts, way()).prop_map(|(clusters, users, contexts, way)| {
        let clusters = named("cluster", clusters);
        let users = named("user", users);
        let contexts = if clusters.is_empty() || users.is_empty() {
            Vec::new()
        } else {
            let contexts = contexts.into_iter().map(|(name, cluster, user)| {
                let (cluster, user) = (cluster.get(&clusters), user.get(&users));
                (
                    name,
                    json!({"cluster": cluster["name"], "user": user["name"]}),
                )
            });
            named("context", contexts.collect())
        };
        let tree = json!({
            "apiVersion": "v1", "kind": "Config",
            "clusters": clusters, "users": users, "contexts": contexts,
        });
        File::new(tree, &way)
    })
}

impl File {
    fn new(tree: Value, way: &Way) -> Self {
        let mut text = String::new();
        if way.json {
            text = tree.to_string();
        } else {
            write(&mut text, &tree, 0, way);
        }
        if way.no_last_line_end {
            text.truncate(text.trim_end().len());
        }
        if way.windows {
            text = text.replace('\n', "\r\n");
        }
        Self { tree, text }
    }

    pub(super) fn list(&self, key: &str) -> &[Value] {
        list(&self.tree, key)
    }

    /// The comments of the file, all different.
    pub(super) fn comments(&self) -> impl Iterator<Item = &str> {
        let comments = self.text.lines().filter_map(|line| line.split_once("# c-"));
        comments.map(|(_, number)| number.trim_end())
    }
}

pub(super) fn list<'a>(tree: &'a Value, key: &str) -> &'a [Value] {
    tree[key].as_array().map_or(&[], Vec::as_slice)
}

#[derive(Clone, Debug)]
struct Way {
    json: bool,
    dashes_indented: bool,
    plain: bool,
    comments: bool,
    windows: bool,
    no_last_line_end: bool,
    nothing: &'static str,
}

fn way() -> impl Strategy<Value = Way> {
    let json = prop::bool::weighted(0.1);
    let flags = any::<(bool, bool, bool, bool, bool)>();
    let nothing = select(vec!["", "[]", "null", "absent"]);
    (json, flags, nothing).prop_map(|(json, flags, nothing)| Way {
        json,
        dashes_indented: flags.0,
        plain: flags.1,
        comments: flags.2,
        windows: flags.3,
        no_last_line_end: flags.4,
        nothing,
    })
}

fn name() -> impl Strategy<Value = String> {
    let names = vec![
        "a",
        "b",
        "a-haulout",
        "a-haulout-2",
        "yes",
        "1",
        "eu: prod #1",
        "\"q\\'\n",
        "é😀\u{202e}",
        "- x",
    ];
    select(names).prop_map(str::to_owned)
}

/// Contents by unique names.
fn entries() -> impl Strategy<Value = Vec<(String, Value)>> {
    let content = select(vec![
        json!({"server": "https://one"}),
        json!({"server": "https://two", "insecure-skip-tls-verify": true}),
        json!({"token": "t", "extensions": [{"name": "e", "extension": {"n": [1, null, "1"]}}]}),
        json!({"exec": {"command": "cat", "args": ["/a b", "-"], "env": null}}),
        json!({"future": {"": [], "x": {}, "y": [[1], {"z": -2.5}]}}),
        json!({}),
    ]);
    vec((name(), content), 0..4)
}

fn extras() -> impl Strategy<Value = Map<String, Value>> {
    let extra = select(vec![
        ("preferences", json!({"colors": true})),
        ("extensions", json!([{"name": "e", "extension": "x"}])),
        ("zebra", json!("last")),
        ("apiVersion", json!("v1")),
        ("aardvark", json!(["first", ["deep"]])),
    ]);
    vec(extra, 0..4).prop_map(|extras| {
        let extras = extras.into_iter();
        extras.map(|(key, value)| (key.to_owned(), value)).collect()
    })
}

fn current() -> impl Strategy<Value = Option<String>> {
    prop::option::of(name())
}

fn named(noun: &str, entries: Vec<(String, Value)>) -> Vec<Value> {
    let mut seen = Vec::new();
    let mut list = Vec::new();
    for (name, content) in entries {
        if !seen.contains(&name) {
            list.push(json!({"name": name, noun: content}));
            seen.push(name);
        }
    }
    list
}

fn put_list(tree: &mut Map<String, Value>, key: &str, entries: Vec<Value>, way: &Way) {
    let value = match (entries.is_empty(), way.nothing) {
        (true, "absent") => return,
        (true, "[]") => json!([]),
        (true, _) => Value::Null,
        (false, _) => Value::Array(entries),
    };
    tree.insert(key.to_owned(), value);
}

fn write(out: &mut String, value: &Value, indent: usize, way: &Way) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    out.push_str(&pad);
                }
                out.push_str(&scalar(&json!(key), way));
                out.push(':');
                nested(out, value, indent, way);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(&pad);
                }
                out.push_str("- ");
                write(out, item, indent + 2, way);
            }
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            out.push_str(&scalar(value, way));
            end_line(out, way);
        }
    }
}

fn nested(out: &mut String, value: &Value, indent: usize, way: &Way) {
    let indent = match value {
        Value::Object(map) if !map.is_empty() => indent + 2,
        Value::Array(items) if !items.is_empty() && way.dashes_indented => indent + 2,
        Value::Array(items) if !items.is_empty() => indent,
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            out.push(' ');
            return write(out, value, indent, way);
        }
    };
    end_line(out, way);
    out.push_str(&" ".repeat(indent));
    write(out, value, indent, way);
}

fn scalar(value: &Value, way: &Way) -> String {
    match value {
        Value::Null if way.nothing == "null" => "null".to_owned(),
        Value::Null => String::new(),
        Value::String(text)
            if way.plain
                && text.len() > 1
                && text.chars().all(|c| c.is_ascii_lowercase())
                && text != "yes" =>
        {
            text.clone()
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => value.to_string(),
    }
}

fn end_line(out: &mut String, way: &Way) {
    if way.comments {
        let number = out.len();
        // Writing to a string cannot fail.
        let _ = write!(out, " # c-{number}");
    }
    out.push('\n');
}
