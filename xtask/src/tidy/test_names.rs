//! The name of a test fits on one line of a terminal.

use super::finding::Finding;
use super::strip_comments::{Language, strip_comments};

/// Other functions have shorter names, so the rule does not have to know which functions are tests.
const LONGEST_NAME: usize = 80;

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    if !name.ends_with(".rs") {
        return Vec::new();
    }
    let code = strip_comments(text, Language::Rust).code;
    let lines = code.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let length = function(line)?.chars().count();
            let reason =
                format!("a test's name has at most {LONGEST_NAME} characters, not {length}");
            (length > LONGEST_NAME).then(|| Finding::new(name, index + 1, reason))
        })
        .collect()
}

/// The name of the function that a line defines.
fn function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let is_word = before.is_empty() || before.ends_with(char::is_whitespace);
    is_word
        .then(|| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_found_in_every_kind_of_test() {
        let long = "a".repeat(LONGEST_NAME + 1);
        for line in [
            format!("fn {long}() {{"),
            format!("    async fn {long}() {{"),
            format!("pub fn {long}<T>()"),
        ] {
            let findings = check("a.rs", &format!("#[test]\n{line}\n"));
            assert_eq!(findings.len(), 1, "{line}");
            assert_eq!(findings[0].line, 2);
            assert!(findings[0].reason.ends_with("80 characters, not 81"));
        }
    }

    #[test]
    fn a_name_of_the_permitted_length_is_no_finding() {
        let name = "a".repeat(LONGEST_NAME);
        assert_eq!(check("a.rs", &format!("fn {name}() {{")), []);
        assert_eq!(check("a.rs", &format!("// fn {name}a() {{")), []);
        assert_eq!(check("a.md", &format!("fn {name}a() {{")), []);
    }
}
