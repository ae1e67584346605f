//! Rules about the format of a file: its first sentence, its length, its white space.

use std::path::Path;

use super::finding::Finding;

/// A longer file has more than one subject.
const LONGEST_CODE_FILE: usize = 400;

/// Recorded data, which is copied unchanged from its source.
const FIXTURES: &str = "tests/fixtures/";

/// Marks a generated file, near its start.
const GENERATED: &str = "@generated";
const LINES_SEARCHED_FOR_GENERATED: usize = 5;

pub(super) fn check(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if name.starts_with(FIXTURES) || is_generated(text) {
        return findings;
    }
    let extension = extension(name);
    if extension == "rs" {
        findings.extend(first_sentence(name, text));
    }
    let lines = text.lines().count();
    if matches!(extension, "rs" | "js" | "mjs" | "ts" | "css") && lines > LONGEST_CODE_FILE {
        findings.push(Finding::new(
            name,
            lines,
            format!(
                "the file has {lines} lines; split it by meaning, {LONGEST_CODE_FILE} is the limit"
            ),
        ));
    }
    if is_written_by_hand(name) {
        findings.extend(white_space(name, text));
    }
    findings
}

fn first_sentence(name: &str, text: &str) -> Option<Finding> {
    let paragraph: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//! "))
        .collect();
    let reason = match paragraph.join(" ").trim_end() {
        "" => "the file does not start with a `//!` sentence that describes it",
        sentence if !sentence.ends_with(['.', '!', '?', ':']) => {
            "the `//!` sentence at the start does not end"
        }
        _ => return None,
    };
    Some(Finding::new(name, 1, reason))
}

fn white_space(name: &str, text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = text
        .split('\n')
        .enumerate()
        .filter(|(_, line)| line.ends_with([' ', '\t', '\r']))
        .map(|(index, _)| {
            Finding::new(
                name,
                index + 1,
                "there is white space at the end of the line",
            )
        })
        .collect();
    if !text.is_empty() && !text.ends_with('\n') {
        let last = text.lines().count();
        findings.push(Finding::new(name, last, "the last line does not end"));
    }
    findings
}

fn is_written_by_hand(name: &str) -> bool {
    let text_files = [
        "css", "html", "js", "json", "md", "mjs", "rs", "run", "sh", "toml", "ts", "yaml", "yml",
    ];
    !name.ends_with("package-lock.json")
        && (text_files.contains(&extension(name)) || name == ".ci/run")
}

fn extension(name: &str) -> &str {
    Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

fn is_generated(text: &str) -> bool {
    text.lines()
        .take(LINES_SEARCHED_FOR_GENERATED)
        .any(|line| line.contains(GENERATED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(name: &str, text: &str) -> Vec<String> {
        check(name, text).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_file_without_its_sentence_is_found() {
        assert_eq!(
            reasons("a.rs", "//! Does a thing,\n//! at length.\n"),
            [""; 0]
        );
        assert!(reasons("a.rs", "use b;\n")[0].starts_with("a.rs:1: the file does not start"));
        assert!(reasons("a.rs", "")[0].contains("does not start"));
        assert!(reasons("a.rs", "// Only a comment.\n")[0].contains("does not start"));
        assert!(reasons("a.rs", "//! Does a thing\n")[0].contains("does not end"));
        assert_eq!(reasons("a.js", "let b;\n"), [""; 0]);
    }

    #[test]
    fn a_long_file_is_found_unless_it_is_data() {
        let long = format!("//! Long.\n{}", "a\n".repeat(LONGEST_CODE_FILE));
        assert!(reasons("src/a.rs", &long)[0].contains("401 lines"));
        assert!(reasons("www/a.css", &long)[0].contains("401 lines"));
        assert_eq!(reasons("tests/fixtures/a.rs", &long), [""; 0]);
        assert_eq!(reasons("docs/a.md", &long), [""; 0]);
        let generated = format!("/* {GENERATED} */\n{long}");
        assert_eq!(reasons("src/a.rs", &generated), [""; 0]);
        let at_the_limit = format!("//! Long.\n{}", "a\n".repeat(LONGEST_CODE_FILE - 1));
        assert_eq!(reasons("src/a.rs", &at_the_limit), [""; 0]);
    }

    #[test]
    fn white_space_at_the_end_of_a_line_is_found() {
        assert_eq!(
            reasons("a.md", "a\nb \n"),
            ["a.md:2: there is white space at the end of the line"]
        );
        assert_eq!(
            reasons("a.toml", "a"),
            ["a.toml:1: the last line does not end"]
        );
        assert_eq!(reasons("a.svg", "a "), [""; 0]);
    }
}
