//! Documents have the tables of their data files, with every row and with tests that exist.

use std::collections::HashMap;

use super::finding::Finding;
use super::functions::Functions;
use crate::tables::{DOCUMENTS, Data, Document, Evidence, replaced};

/// The documents and their data files.
#[derive(Default)]
pub(super) struct Tables {
    texts: HashMap<String, String>,
}

impl Tables {
    /// Reads one more file.
    pub(super) fn read(&mut self, name: &str, text: &str) {
        if DOCUMENTS
            .iter()
            .any(|document| [document.path, document.data].contains(&name))
        {
            self.texts.insert(name.to_owned(), text.to_owned());
        }
    }

    /// Every document that differs from its data, and everything that the data lacks.
    pub(super) fn broken(&self, functions: &Functions) -> Vec<Finding> {
        let documents = DOCUMENTS.iter();
        documents
            .flat_map(|document| self.check(document, functions))
            .collect()
    }

    fn check(&self, document: &Document, functions: &Functions) -> Vec<Finding> {
        let empty = String::new();
        let text = |path: &str| self.texts.get(path).unwrap_or(&empty);
        let source = text(document.data);
        let data = match Data::parse(source) {
            Ok(data) => data,
            Err(reason) => return vec![Finding::new(document.data, 1, reason)],
        };
        let mut findings = Vec::new();
        let mut find = |path: &str, line: usize, reason: String| {
            findings.push(Finding::new(path, line, reason));
        };
        let current = text(document.path);
        if replaced(current, &data.rendered()).as_ref() != Some(current) {
            let reason = format!("differs from {}; run `cargo xtask tables`", document.data);
            find(document.path, 1, reason);
        }
        let rows = data.rows().count();
        if rows != document.rows {
            let reason = format!("there are {} rows, not {rows}", document.rows);
            find(document.data, 1, reason);
        }
        let mut reasons = 0;
        for row in data.rows() {
            match &row.evidence {
                Evidence::Reason(_) => reasons += 1,
                Evidence::Tests(tests) => {
                    for test in tests {
                        if !functions.has(&test.file, &test.name) {
                            let reason = format!("{} has no test `{}`", test.file, test.name);
                            find(document.data, line_of(source, &test.name), reason);
                        }
                    }
                }
            }
        }
        if reasons > document.reasons_max {
            let max = document.reasons_max;
            let reason = format!("{reasons} rows have no test, and at most {max} may have none");
            find(document.data, 1, reason);
        }
        findings
    }
}

/// The number of the first line that contains a word.
fn line_of(text: &str, word: &str) -> usize {
    let line = text.lines().position(|line| line.contains(word));
    line.map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: Document = Document {
        path: "docs/a.md",
        data: "docs/a.toml",
        rows: 2,
        reasons_max: 0,
    };
    const DATA: &str = "columns = ['id', 'threat', 'protection', 'tests']\n[[section]]\ntitle = 'A'\n\
        [[section.row]]\nid = 'A1'\nsubject = 's'\noutcome = 'o'\ntests = ['a.rs::a_test']\n\
        [[section.row]]\nid = 'A2'\nsubject = 's'\noutcome = 'o'\ntests = ['a.rs::b_test']\n";
    const CODE: &str = "fn a_test() {}\nasync fn b_test() {}\n";

    fn reasons(data: &str, code: &str) -> Vec<String> {
        let marks = "<!-- written by `cargo xtask tables` -->\n<!-- end -->\n";
        let rendered = Data::parse(DATA).expect("valid").rendered();
        let document = replaced(marks, &rendered).expect("it has both marks");
        let mut functions = Functions::default();
        functions.read("a.rs", code);
        let texts = [("docs/a.md", document.as_str()), ("docs/a.toml", data)];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let tables = Tables {
            texts: texts.into(),
        };
        let findings = tables.check(&DOCUMENT, &functions);
        findings.into_iter().map(|finding| finding.reason).collect()
    }

    #[test]
    fn a_document_with_every_row_and_every_test_is_accepted() {
        assert_eq!(reasons(DATA, CODE), Vec::<String>::new());
    }

    #[test]
    fn a_missing_test_row_or_reason_and_an_outdated_document_are_found() {
        let missing_test = reasons(DATA, "fn a_test() {}");
        assert_eq!(missing_test, ["a.rs has no test `b_test`"]);
        let outdated = reasons(&DATA.replace("'s'", "'t'"), CODE);
        assert_eq!(
            outdated,
            ["differs from docs/a.toml; run `cargo xtask tables`"]
        );
        let (first, _) = DATA.rsplit_once("[[section.row]]").expect("two rows");
        assert_eq!(reasons(first, CODE)[1], "there are 2 rows, not 1");
        let reason = DATA.replace("tests = ['a.rs::b_test']", "reason = 'r'");
        assert_eq!(
            reasons(&reason, CODE)[1],
            "1 rows have no test, and at most 0 may have none"
        );
        assert_eq!(reasons("columns = 1", CODE).len(), 1);
    }
}
