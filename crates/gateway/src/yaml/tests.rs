//! Errors for people: a line, a field, and no advice for programmers.

use serde::Deserialize;
use serde_json::Value;

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only errors matter")]
struct Document {
    #[serde(default)]
    list: Vec<String>,
    number: Option<u16>,
    switch: Option<bool>,
    inner: Option<Inner>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only errors matter")]
struct Inner {
    name: String,
}

fn error(text: &str) -> String {
    parse::<Document>(text).unwrap_err().to_string()
}

#[test]
fn yaml_error_names_line_field_and_reason_in_words() {
    for (text, expected) in [
        (
            "list: []\nlist: []",
            ":2: the key `list` is there twice; remove one of them",
        ),
        (
            "list: []\n---\nlist: []",
            ":2: a second document begins here; only one is possible",
        ),
        ("list: a", ":1: list: must be a list"),
        ("list: [[]]", ":1: list[0]: must be text"),
        ("list: [null]", ":1: list[0]: must be text"),
        ("number: many", ":1: number: must be a number"),
        ("number: 70000", ":1: number: must be a number"),
        ("switch: 3", ":1: switch: must be `true` or `false`"),
        ("inner: []", ":1: inner: must be a map of fields"),
        ("inner: {}", ":1: inner.name: is missing"),
        ("- a", ":1: must be a map of fields"),
        (
            "list: *a",
            ":1: an alias (`*`) refers to no anchor (`&`); put text that begins with `*` in quotes",
        ),
        ("list: [", ":1: a bracket or a comma is missing or wrong"),
        ("list: \"a", ":1: a text in quotes is not closed"),
        (
            "inner:\n  name: a\n\tx: b",
            ":2: there is a tab; indent with spaces",
        ),
        (
            "list:\n  - a\n - b",
            ":3: the indentation does not match the lines above",
        ),
        (
            "list: a: b",
            ":1: `key: value` is expected here; put text with a colon in quotes",
        ),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
}

#[test]
fn yaml_error_never_advises_programmers() {
    let deep = "[".repeat(10_000);
    for text in [
        "list: !!binary x",
        "switch: !!int x",
        "list: {a: [}",
        "inner: {name: !a b}",
        "inner: &a {name: *a}",
        "%YAML 3.0\n---\nlist: []",
        "list: \"\\z\"",
        "? [a]\n: b",
        "<<: 3",
        "list: |\n\tx",
        &deep,
    ] {
        let Err(error) = parse::<Document>(text) else {
            continue;
        };
        let error = error.to_string();
        for word in [
            "Policy", "Options", "from_", "http", "Option<", "budget", "struct",
        ] {
            assert!(!error.contains(word), "{text:.40}: {error}");
        }
    }
}

#[test]
fn first_document_is_read_and_the_others_are_ignored() {
    let value: Value = parse_first("a: 1\n---\na: [\n").unwrap();
    assert_eq!(value["a"], 1);
    let value: Value = parse_first("---\na: 1\n---\n").unwrap();
    assert_eq!(value["a"], 1);
    assert_eq!(parse_first::<Option<Value>>("# nothing\n").unwrap(), None);
}

#[test]
fn file_of_a_windows_editor_is_decoded() {
    let utf_16 = |text: &str, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    };
    for bytes in [
        "a: \u{e9}".as_bytes().to_vec(),
        "\u{feff}a: \u{e9}".as_bytes().to_vec(),
        utf_16("\u{feff}a: \u{e9}", u16::to_le_bytes),
        utf_16("\u{feff}a: \u{e9}", u16::to_be_bytes),
    ] {
        assert_eq!(decode(&bytes).as_deref(), Some("a: \u{e9}"));
    }
    assert_eq!(decode(b"\xff\xfea"), None);
    assert_eq!(decode(b"a: \xe9"), None);
}
