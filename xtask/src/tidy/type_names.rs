//! No two public types of a crate have the same name.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::strip_comments::{Language, strip_comments};

/// Names that a convention gives to one type of each module: the properties of a Yew component, and the arguments of a
/// subcommand.
const CONVENTIONS: [&str; 2] = ["Options", "Props"];

const KEYWORDS: [&str; 4] = ["enum", "struct", "trait", "type"];

/// The public types of every crate.
#[derive(Default)]
pub(super) struct TypeNames {
    /// By crate and name: where it is defined.
    types: BTreeMap<(String, String), Vec<(String, usize)>>,
}

impl TypeNames {
    /// Reads one more file.
    pub(super) fn read(&mut self, file: &str, text: &str) {
        let Some(package) = package(file) else { return };
        let code = strip_comments(text, Language::Rust).code;
        for (index, line) in code.lines().enumerate() {
            if let Some(name) = public_type(line).filter(|name| !CONVENTIONS.contains(name)) {
                let key = (package.to_owned(), name.to_owned());
                let place = (file.to_owned(), index + 1);
                self.types.entry(key).or_default().push(place);
            }
        }
    }

    /// Every type whose name another one has.
    pub(super) fn repeated(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for ((_, name), places) in self.types {
            for (other, line) in places.iter().skip(1) {
                let (first, at) = &places[0];
                let reason = format!("the crate has another public type `{name}`: {first}:{at}");
                findings.push(Finding::new(other, *line, reason));
            }
        }
        findings
    }
}

/// The folder of the crate to whose sources the file belongs.
fn package(file: &str) -> Option<&str> {
    let (package, rest) = match file.find("/src/") {
        Some(at) => file.split_at(at + 1),
        None => ("", file),
    };
    let is_member = package.is_empty()
        || package == "xtask/"
        || (package.starts_with("crates/") && package.matches('/').count() == 2);
    (is_member && rest.starts_with("src/") && rest.ends_with(".rs")).then_some(package)
}

fn public_type(line: &str) -> Option<&str> {
    let mut words = line.trim_start().strip_prefix("pub ")?.split_whitespace();
    words.next().filter(|word| KEYWORDS.contains(word))?;
    let name = words.next()?;
    name.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(files: &[(&str, &str)]) -> Vec<String> {
        let mut names = TypeNames::default();
        for (file, text) in files {
            names.read(file, text);
        }
        names.repeated().iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_name_that_a_crate_has_twice_is_found() {
        let files = [
            ("crates/a/src/one.rs", "pub struct Token;\n"),
            ("crates/a/src/two.rs", "\npub enum Token<T> {\n"),
        ];
        assert_eq!(
            repeated(&files),
            [
                "crates/a/src/two.rs:2: the crate has another public type `Token`: crates/a/src/one.rs:1"
            ]
        );
    }

    #[test]
    fn other_crates_and_private_types_may_share_a_name() {
        let files = [
            ("crates/a/src/one.rs", "pub struct Token;\n"),
            ("crates/b/src/one.rs", "pub struct Token;\n"),
            ("src/one.rs", "pub trait Token {\n"),
            ("xtask/src/one.rs", "pub type Token = u8;\n"),
            (
                "crates/a/src/two.rs",
                "struct Token;\n// pub struct Token;\n",
            ),
            ("crates/a/src/three.rs", "pub(crate) struct Token;\n"),
            ("crates/a/tests/one.rs", "pub struct Token;\n"),
            (
                "crates/a/src/four.rs",
                "pub struct TokenList;\npub fn token() {}\n",
            ),
        ];
        assert_eq!(repeated(&files), [""; 0]);
    }

    #[test]
    fn a_conventional_name_may_be_repeated() {
        let files = [
            ("src/one.rs", "pub struct Props;\n"),
            ("src/two.rs", "pub struct Props;\n"),
        ];
        assert_eq!(repeated(&files), [""; 0]);
    }
}
