//! The codes are one list, in Rust, in TypeScript and in the documentation; the page's texts are exhaustive by `match`.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;

use haulout_protocol::Code;

#[test]
fn the_types_of_the_package_name_every_code_and_no_other() {
    let types = read("pkg/snapshot.d.ts");
    let (_, union) = types
        .split_once("export type Code =")
        .expect("the union of codes");
    let (union, _) = union.split_once(';').expect("its end");
    let named = union.split('|').filter_map(|part| {
        part.trim()
            .strip_prefix('\'')
            .and_then(|part| part.strip_suffix('\''))
    });
    assert_eq!(once(named), codes());
}

#[test]
fn the_documentation_has_a_full_row_for_every_code_and_no_other() {
    let page = read("docs/errors.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for row in &rows {
        assert_eq!(row.len(), 4, "{row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
    let named = rows.iter().map(|row| row[0].trim_matches('`'));
    assert_eq!(once(named), codes());
}

fn codes() -> BTreeSet<&'static str> {
    once(Code::ALL.iter().map(|code| code.as_str()))
}

/// A set, out of a list in which nothing may occur twice.
fn once<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut set = BTreeSet::new();
    for name in names {
        assert!(set.insert(name), "{name} occurs twice");
    }
    set
}

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
