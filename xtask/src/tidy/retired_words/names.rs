//! Finds retired names where something is defined: a file, a type, a function, a module or a CSS class.

use super::vocabulary::{Entry, Vocabulary};
use crate::tidy::finding::Finding;
use crate::tidy::strip_comments::{Language, strip_comments};

/// A name where it is defined.
struct Definition<'a> {
    line: usize,
    name: &'a str,
    is_type: bool,
}

const TYPES: [&str; 6] = ["class", "enum", "interface", "struct", "trait", "type"];
const OTHERS: [&str; 5] = ["const", "fn", "function", "mod", "static"];

pub(super) fn check(vocabulary: &Vocabulary, file: &str, text: &str) -> Vec<Finding> {
    let types: Vec<&Entry> = applying(&vocabulary.types, file);
    let names: Vec<&Entry> = applying(&vocabulary.names, file);
    let mut findings: Vec<Finding> = names
        .iter()
        .filter(|entry| is_in_path(file, &entry.word))
        .map(|entry| Finding::new(file, 1, entry.reason(&entry.word)))
        .collect();
    let mut report = |definition: Definition<'_>| {
        let entries = if definition.is_type { &types } else { &names };
        let found = entries.iter().find(|entry| entry.word == definition.name);
        findings.extend(
            found.map(|entry| Finding::new(file, definition.line, entry.reason(definition.name))),
        );
    };
    match file.rsplit('.').next().unwrap_or_default() {
        "rs" => {
            let code = strip_comments(text, Language::Rust).code;
            definitions(&code).for_each(&mut report);
        }
        "js" | "mjs" | "ts" => {
            let code = strip_comments(text, Language::Script).code;
            definitions(&code).for_each(&mut report);
        }
        "css" => classes(text).for_each(&mut report),
        _ => {}
    }
    findings
}

fn applying<'a>(entries: &'a [Entry], file: &str) -> Vec<&'a Entry> {
    let applying = entries.iter().filter(|entry| entry.applies_to(file));
    applying.collect()
}

/// Whether a folder or file of the path has this name; a name with a slash matches several of them in a row.
fn is_in_path(file: &str, name: &str) -> bool {
    let (folders, last) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = last.split('.').next().unwrap_or_default();
    format!("/{folders}/{stem}/").contains(&format!("/{name}/"))
}

/// The identifiers that follow a word such as `struct`.
fn definitions(code: &str) -> impl Iterator<Item = Definition<'_>> {
    code.lines().enumerate().flat_map(|(index, line)| {
        let words: Vec<&str> = line
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let pairs: Vec<(&str, &str)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.into_iter().filter_map(move |(keyword, name)| {
            let is_type = TYPES.contains(&keyword);
            (is_type || OTHERS.contains(&keyword)).then_some(Definition {
                line: index + 1,
                name,
                is_type,
            })
        })
    })
}

/// The classes of selectors.
fn classes(css: &str) -> impl Iterator<Item = Definition<'_>> {
    css.lines().enumerate().flat_map(|(index, line)| {
        let after_dots = line.split('.').skip(1);
        after_dots.map(move |rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
            Definition {
                line: index + 1,
                name: &rest[..end.unwrap_or(rest.len())],
                is_type: false,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str =
        "[types]\nGizmo = \"Device\"\n[names]\ngizmo = \"device\"\n\"old/part\" = \"new/part\"\n";

    fn lines(file: &str, text: &str) -> Vec<usize> {
        let findings = check(&Vocabulary::parse(DATA).unwrap(), file, text);
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_type_is_found_where_it_is_defined() {
        for text in [
            "struct Gizmo;",
            "pub(super) enum Gizmo<'a> {",
            "type Gizmo = u8;",
            "// It is\ntrait Gizmo {}",
        ] {
            assert_eq!(lines("a.rs", text), [text.lines().count()], "{text}");
        }
        assert_eq!(lines("a.mjs", "export class Gizmo {}"), [1]);
        assert_eq!(lines("a.ts", "export interface Gizmo {}"), [1]);
    }

    #[test]
    fn a_use_of_a_name_is_not_a_finding() {
        for text in [
            "let gizmo = other::Gizmo::new();",
            "// struct Gizmo",
            "\"struct Gizmo\"",
            "struct GizmoList;",
            "fn gizmos() {}",
            "struct gizmo;",
        ] {
            assert_eq!(lines("a.rs", text), [0; 0], "{text}");
        }
    }

    #[test]
    fn functions_modules_and_classes_are_found() {
        assert_eq!(lines("a.rs", "async fn gizmo() {}\nmod gizmo;\n"), [1, 2]);
        assert_eq!(lines("a.js", "function gizmo() {}"), [1]);
        assert_eq!(lines("a.css", "p {}\n.b > .gizmo { width: 0.5em; }\n"), [2]);
        assert_eq!(lines("a.css", ".gizmo-list { }"), [0; 0]);
    }

    #[test]
    fn files_and_folders_are_found() {
        for file in ["src/gizmo.rs", "gizmo/a.md", "a/gizmo.d.ts", "old/part.css"] {
            assert_eq!(lines(file, ""), [1], "{file}");
        }
        for file in ["src/gizmos.rs", "part.css", "old/other/part.css"] {
            assert_eq!(lines(file, ""), [0; 0], "{file}");
        }
    }
}
