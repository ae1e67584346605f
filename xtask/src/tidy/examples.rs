//! The examples are short, and documents contain them unchanged.

use std::collections::BTreeMap;

use super::finding::Finding;

/// The maximum length, because readers skip longer ones. Empty lines do not count.
const LINES_MAX: usize = 80;
const FOLDER: &str = "examples/";

/// The examples, and their copies in documents.
#[derive(Default)]
pub(super) struct Examples {
    files: BTreeMap<String, String>,
    shown: Vec<ExampleCopy>,
}

/// A fenced block after a comment with an example's path.
struct ExampleCopy {
    document: String,
    line: usize,
    path: String,
    text: String,
}

impl Examples {
    /// Reads one more file.
    pub(super) fn read(&mut self, name: &str, text: &str) {
        if name.ends_with(".md") {
            self.shown.extend(shown(name, text));
        } else if name.starts_with(FOLDER) {
            self.files.insert(name.to_owned(), text.to_owned());
        }
    }

    /// Every example that is too long or in no document, and every outdated copy.
    pub(super) fn broken(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, text) in &self.files {
            let example = name[FOLDER.len()..].split('/').next().unwrap_or_default();
            *lengths.entry(example).or_default() +=
                text.lines().filter(|line| !line.trim().is_empty()).count();
            if !self.shown.iter().any(|shown| shown.path == *name) {
                findings.push(Finding::new(name, 1, "no document contains this file"));
            }
        }
        for (example, lines) in lengths {
            if lines > LINES_MAX {
                let reason = format!("an example has at most {LINES_MAX} lines, not {lines}");
                findings.push(Finding::new(&format!("{FOLDER}{example}"), 1, reason));
            }
        }
        let stale = |shown: &&ExampleCopy| self.files.get(&shown.path) != Some(&shown.text);
        findings.extend(self.shown.iter().filter(stale).map(|shown| {
            let reason = format!("the block differs from `{}`", shown.path);
            Finding::new(&shown.document, shown.line, reason)
        }));
        findings
    }
}

fn shown(document: &str, text: &str) -> Vec<ExampleCopy> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let path = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"))
            .filter(|path| path.starts_with(FOLDER));
        let Some(path) = path else { continue };
        let opened = lines
            .next()
            .is_some_and(|(_, line)| line.starts_with(FENCE));
        let inside = lines.by_ref().map(|(_, line)| line);
        let inside = inside.take_while(|line| opened && *line != FENCE);
        found.push(ExampleCopy {
            document: document.to_owned(),
            line: index + 1,
            path: path.to_owned(),
            text: inside.flat_map(|line| [line, "\n"]).collect(),
        });
    }
    found
}

const FENCE: &str = "```";

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(files: &[(&str, &str)]) -> Vec<String> {
        let mut examples = Examples::default();
        for (name, text) in files {
            examples.read(name, text);
        }
        let broken = examples.broken();
        broken.into_iter().map(|finding| finding.reason).collect()
    }

    #[test]
    fn an_unchanged_copy_is_accepted() {
        let document = "# It\n\n<!-- examples/one/a.js -->\n```js\none\n\ntwo\n```\n\nMore.\n";
        let files = [
            ("docs/a.md", document),
            ("examples/one/a.js", "one\n\ntwo\n"),
        ];
        assert_eq!(reasons(&files), Vec::<String>::new());
    }

    #[test]
    fn an_outdated_copy_is_found() {
        let document = "<!-- examples/one/a.js -->\n```js\none\n```\n";
        let files = [("docs/a.md", document), ("examples/one/a.js", "two\n")];
        assert_eq!(
            reasons(&files),
            ["the block differs from `examples/one/a.js`"]
        );
        assert_eq!(reasons(&files[..1]).len(), 1, "the file is missing");
    }

    #[test]
    fn an_example_in_no_document_is_found() {
        let files = [("examples/one/a.js", "one\n")];
        assert_eq!(reasons(&files), ["no document contains this file"]);
    }

    #[test]
    fn the_lines_of_all_files_of_an_example_are_added() {
        let text = "line\n\n".repeat(41);
        let document = format!(
            "<!-- examples/one/a -->\n```\n{text}```\n<!-- examples/one/b -->\n```\n{text}```\n"
        );
        let files = [
            ("docs/a.md", document.as_str()),
            ("examples/one/a", &text),
            ("examples/one/b", &text),
        ];
        assert_eq!(reasons(&files), ["an example has at most 80 lines, not 82"]);
    }
}
