//! Tests that a document cites have to exist.

use super::finding::Finding;
use super::functions::Functions;
use crate::cases;

/// The documents whose tables cite tests.
const DOCUMENTS: [&str; 2] = ["docs/security.md", cases::TABLE];

/// The tests that documents cite.
#[derive(Default)]
pub(super) struct CitedTests {
    cited: Vec<(String, usize, String)>,
}

impl CitedTests {
    /// Reads one more file.
    pub(super) fn read(&mut self, name: &str, text: &str) {
        if !DOCUMENTS.contains(&name) {
            return;
        }
        for (index, line) in text.lines().enumerate() {
            let quoted = line.split('`').skip(1).step_by(2);
            let tests = quoted.filter(|word| is_test_name(word));
            self.cited
                .extend(tests.map(|test| (name.to_owned(), index + 1, test.to_owned())));
        }
    }

    /// Every cited test that does not exist.
    pub(super) fn missing(self, functions: &Functions) -> Vec<Finding> {
        let missing = self
            .cited
            .into_iter()
            .filter(|(_, _, test)| !functions.contains(test));
        missing
            .map(|(file, line, test)| {
                Finding::new(&file, line, format!("there is no test `{test}`"))
            })
            .collect()
    }
}

/// Whether a word is the name of a test: these are sentences, and longer than all other names in the documents.
fn is_test_name(word: &str) -> bool {
    word.matches('_').count() >= WORDS_MIN - 1
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

const WORDS_MIN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cited_test_that_does_not_exist_is_found() {
        let mut cited_tests = CitedTests::default();
        let row = "| D1 | the `client_id` is ours | `d1_only_known_hosts_are_dialled`, `d1_there_is_no_such_test` |";
        cited_tests.read("docs/security.md", row);
        cited_tests.read("docs/other.md", "`d1_there_is_no_other_test`");
        let mut functions = Functions::default();
        functions.read("a.rs", "#[test]\nfn d1_only_known_hosts_are_dialled() {");
        let missing = cited_tests.missing(&functions);
        assert_eq!(missing.len(), 1);
        assert!(missing[0].reason.contains("`d1_there_is_no_such_test`"));
    }
}
