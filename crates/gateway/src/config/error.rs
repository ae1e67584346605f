//! `ConfigError`: the file, the field, and the reason.

use std::error::Error;
use std::fmt;

use crate::yaml::{YamlError, line_of};

/// Why a configuration is invalid; one line for each mistake, without secrets.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    source_name: String,
    error: YamlError,
    /// Further mistakes, each without others.
    others: Vec<ConfigError>,
}

impl ConfigError {
    /// An error of the file as a whole.
    pub(super) fn in_file(source_name: &str, reason: impl Into<String>) -> Self {
        Self::new(source_name, None, reason)
    }

    /// An error of the parser.
    pub(super) fn from_parser(source_name: &str, error: YamlError) -> Self {
        Self {
            source_name: source_name.to_owned(),
            error,
            others: Vec::new(),
        }
    }

    /// An error of a field that is well-formed YAML but invalid.
    pub(super) fn in_field(source_name: &str, field: &str, reason: impl Into<String>) -> Self {
        Self::new(source_name, Some(field.to_owned()), reason)
    }

    fn new(source_name: &str, field: Option<String>, reason: impl Into<String>) -> Self {
        let error = YamlError {
            line: None,
            field,
            reason: reason.into(),
        };
        Self::from_parser(source_name, error)
    }

    /// One error for all of these, in the order of their lines; `None` if there are none.
    pub(super) fn joined(errors: Vec<Self>) -> Option<Self> {
        let mut all = errors;
        all.sort_by_key(|it| it.error.line);
        let mut all = all.into_iter();
        let first = all.next()?;
        Some(Self {
            others: all.collect(),
            ..first
        })
    }

    /// Each mistake alone, on one line.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        // A name in the file can have any character.
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        let text = |it: &Self| format!("{}{}", it.source_name, it.error);
        let line = move |it: &Self| text(it).chars().map(visible).collect();
        std::iter::once(line(self)).chain(self.others.iter().map(line))
    }

    /// The same error for a field that was set outside the file.
    pub(super) fn with_source(mut self, source: &str) -> Self {
        source.clone_into(&mut self.source_name);
        self
    }

    /// The same error with the line of the field, or of its parent if the field is missing.
    pub(super) fn with_line(mut self, text: &str) -> Self {
        if let Some(field) = &self.error.field {
            self.error.line = self.error.line.or_else(|| line_of(text, field));
        }
        self
    }

    /// Whether it is about the name of a field.
    pub(super) fn is_unknown_field(&self) -> bool {
        self.error.reason.starts_with("unknown field")
    }

    /// The path of the first field, such as `clusters[0].server`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.error.field.as_deref()
    }

    /// The first reason, without the file and the field.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.error.reason
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.lines().collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Error for ConfigError {}
