//! `ConfigError`: the file, the field, and the reason.

use std::error::Error;
use std::fmt;

use super::yaml_lines::line_of;

/// Why a configuration is invalid; one line for an operator, without secrets.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    source_name: String,
    line: Option<u64>,
    field: Option<String>,
    reason: String,
}

impl ConfigError {
    /// An error of the file as a whole.
    pub(super) fn in_file(source_name: &str, reason: impl Into<String>) -> Self {
        Self {
            source_name: source_name.to_owned(),
            line: None,
            field: None,
            reason: reason.into(),
        }
    }

    /// An error of the parser, which knows the line.
    pub(super) fn from_parser(
        source_name: &str,
        line: Option<u64>,
        path: &str,
        reason: &str,
    ) -> Self {
        // The parser appends the position, once for each enclosing map; here the line comes first.
        let reason = reason.split(" at line ").next().unwrap_or(reason);
        let (field, reason) = name_the_missing_field(path, reason);
        Self {
            source_name: source_name.to_owned(),
            line,
            field,
            reason,
        }
    }

    /// An error of a field that is well-formed YAML but invalid.
    pub(super) fn in_field(source_name: &str, field: &str, reason: impl Into<String>) -> Self {
        Self {
            source_name: source_name.to_owned(),
            line: None,
            field: Some(field.to_owned()),
            reason: reason.into(),
        }
    }

    /// The same error for a field that was set outside the file.
    pub(super) fn with_source(mut self, source: &str) -> Self {
        source.clone_into(&mut self.source_name);
        self
    }

    /// The same error with the line of the field, or of its parent if the field is missing.
    pub(super) fn with_line(mut self, text: &str) -> Self {
        if let Some(field) = &self.field {
            self.line = self.line.or_else(|| line_of(text, field));
        }
        self
    }

    /// The path of the field, such as `clusters[0].server`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The reason, without the file and the field.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// The parser reports a missing field at its parent; operators search for the field itself.
fn name_the_missing_field(path: &str, reason: &str) -> (Option<String>, String) {
    let parent = if path == "." || path == "?" { "" } else { path };
    let missing = reason
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let field = match (parent, missing) {
        ("", None) => None,
        ("", Some(name)) => Some(name.to_owned()),
        (parent, None) => Some(parent.to_owned()),
        (parent, Some(name)) => Some(format!("{parent}.{name}")),
    };
    let reason = if missing.is_some() {
        "is missing".to_owned()
    } else {
        reason.to_owned()
    };
    (field, reason)
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source_name)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Error for ConfigError {}
