//! The list of retired words, as `retired_words.toml` has it.

use toml::{Table, Value};

use super::words::split;
use crate::error::{CommandError, CommandResult};

const DATA: &str = include_str!("../retired_words.toml");

/// The retired words of every table, and the files to which they do not apply.
pub(crate) struct Vocabulary {
    skipped: Vec<String>,
    /// Phrases that no text contains.
    pub(super) phrases: Vec<Phrase>,
    /// Names that no type has.
    pub(super) types: Vec<Entry>,
    /// Names that no function, module, file or CSS class has.
    pub(super) names: Vec<Entry>,
}

/// A retired word.
pub(super) struct Entry {
    pub(super) word: String,
    pub(super) replacement: String,
    /// The paths below which the word is retired; everywhere if empty.
    within: Vec<String>,
    except: Vec<String>,
}

/// A retired word or several words in a row.
pub(super) struct Phrase {
    pub(super) entry: Entry,
    /// In lower case.
    pub(super) words: Vec<String>,
    /// Whether the words match only as parts of one name.
    pub(super) is_name: bool,
}

impl Vocabulary {
    /// The list of this repository.
    pub(in crate::tidy) fn load() -> CommandResult<Self> {
        Self::parse(DATA)
    }

    pub(super) fn parse(text: &str) -> CommandResult<Self> {
        let wrong = |reason: String| CommandError::new(format!("retired_words.toml: {reason}"));
        let data: Table = text.parse().map_err(|error| wrong(format!("{error}")))?;
        let table = |key: &str| -> CommandResult<Vec<Entry>> {
            let table = data.get(key).and_then(Value::as_table);
            let entries = table.into_iter().flatten();
            let entries = entries.map(|(word, value)| {
                entry(word, value).ok_or_else(|| wrong(format!("`{word}` has no replacement")))
            });
            entries.collect()
        };
        let phrases = table("words")?.into_iter().map(|entry| Phrase {
            words: split(&entry.word).map(|word| word.text).collect(),
            is_name: entry.word.contains('-'),
            entry,
        });
        Ok(Self {
            skipped: strings(data.get("skipped")),
            phrases: phrases.collect(),
            types: table("types")?,
            names: table("names")?,
        })
    }

    /// Whether a file is not searched.
    pub(super) fn skips(&self, name: &str) -> bool {
        self.skipped
            .iter()
            .any(|path| name == path || name.ends_with(&format!("/{path}")))
    }
}

impl Entry {
    /// Whether the word is retired in this file.
    pub(super) fn applies_to(&self, name: &str) -> bool {
        (self.within.is_empty() || self.within.iter().any(|path| is_below(name, path)))
            && !self.except.iter().any(|path| is_below(name, path))
    }

    /// The reason of a finding.
    pub(super) fn reason(&self, found: &str) -> String {
        format!("`{found}` is retired; use: {}", self.replacement)
    }
}

fn entry(word: &str, value: &Value) -> Option<Entry> {
    let replacement = value.as_str().or_else(|| value.get("use")?.as_str())?;
    (!replacement.is_empty()).then(|| Entry {
        word: word.to_owned(),
        replacement: replacement.to_owned(),
        within: strings(value.get("within")),
        except: strings(value.get("except")),
    })
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    let list = list.filter_map(Value::as_str);
    list.map(str::to_owned).collect()
}

/// Whether `name` is the file or folder `path`, or a file in that folder.
fn is_below(name: &str, path: &str) -> bool {
    name.strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_this_repository_is_valid() {
        let vocabulary = Vocabulary::load().unwrap();
        assert!(vocabulary.skips("xtask/src/tidy/retired_words.toml"));
        assert!(vocabulary.skips("package-lock.json"));
        assert!(!vocabulary.phrases.is_empty());
        assert!(!vocabulary.types.is_empty());
        assert!(!vocabulary.names.is_empty());
        assert!(vocabulary.phrases.iter().all(|it| !it.words.is_empty()));
    }

    #[test]
    fn a_word_without_a_replacement_is_an_error() {
        for value in ["\"\"", "1", "{ within = [\"src\"] }"] {
            let error = Vocabulary::parse(&format!("[words]\ngizmo = {value}\n"));
            let message = error.err().unwrap().to_string();
            assert!(message.contains("`gizmo` has no replacement"), "{message}");
        }
    }

    #[test]
    fn skipped_files_are_not_searched() {
        let vocabulary = Vocabulary::parse("skipped = [\"a.lock\"]\n").unwrap();
        assert!(vocabulary.skips("a.lock"));
        assert!(vocabulary.skips("crates/b/a.lock"));
        assert!(!vocabulary.skips("ba.lock"));
    }

    #[test]
    fn a_word_can_be_retired_in_a_part_of_the_tree() {
        let value = "{ use = \"device\", within = [\"src\"], except = [\"src/old\"] }"
            .parse::<Value>()
            .unwrap();
        let entry = entry("gizmo", &value).unwrap();
        assert!(entry.applies_to("src/a.rs"));
        assert!(!entry.applies_to("src/old/a.rs"));
        assert!(!entry.applies_to("tests/a.rs"));
    }
}
