//! Formats the report as text or JSON.

use std::fmt::Write as _;

use super::finding::{Finding, Status};

/// One line for each finding and one more for its remedy, and how many there are; with colours on a terminal.
pub(crate) fn text(findings: &[Finding], coloured: bool) -> String {
    let width = |text: fn(&Finding) -> usize, most: usize| {
        findings
            .iter()
            .map(text)
            .max()
            .unwrap_or_default()
            .min(most)
    };
    let ids = width(|finding| finding.item.as_str().len(), usize::MAX);
    let subjects = width(|finding| finding.subject.chars().count(), SUBJECT_CHARS);
    let mut text = String::new();
    for finding in findings {
        let (word, colour) = match finding.status {
            Status::Ok => ("ok  ", GREEN),
            Status::Warn => ("warn", YELLOW),
            Status::Fail => ("fail", RED),
        };
        let word = if coloured {
            format!("{colour}{word}{PLAIN}")
        } else {
            word.to_owned()
        };
        let id = finding.item.as_str();
        // Writing to a String cannot fail.
        let _written = writeln!(
            text,
            "{word}  {id:ids$}  {:subjects$}  {}",
            finding.subject, finding.found
        );
        if let Some(remedy) = &finding.remedy {
            let _written = writeln!(text, "      {remedy}");
        }
    }
    let count = |status| findings.iter().filter(|it| it.status == status).count();
    let _written = writeln!(
        text,
        "\n{} ok, {} with warnings, {} failed",
        count(Status::Ok),
        count(Status::Warn),
        count(Status::Fail)
    );
    text
}

/// An array of all findings.
///
/// # Errors
/// Serialization of strings does not fail in practice.
pub(crate) fn json(findings: &[Finding]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(findings).map(|text| text + "\n")
}

const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";
/// The maximum width of the subject column; a longer subject extends only its own line.
const SUBJECT_CHARS: usize = 40;
