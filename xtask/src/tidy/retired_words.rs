//! Retired words do not come back: neither in names nor in prose.

mod names;
mod vocabulary;
mod words;

use super::finding::Finding;

pub(super) use vocabulary::Vocabulary;

/// Every retired word in one file, with its replacement.
pub(super) fn check(vocabulary: &Vocabulary, name: &str, text: &str) -> Vec<Finding> {
    if vocabulary.skips(name) {
        return Vec::new();
    }
    let mut findings = words::check(vocabulary, name, text);
    findings.extend(names::check(vocabulary, name, text));
    findings
}
