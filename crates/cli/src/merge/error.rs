//! Errors of a merge, with their positions.

use std::error::Error;
use std::fmt;

use super::report::{List, quoted};

/// Why two kubeconfigs cannot be merged. Contains names and positions, never the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// One of the files cannot be used.
    Refused {
        /// The file with the error.
        input: InputFile,
        /// The error.
        error: InputError,
    },
    /// All names that are used for different entries in the two files.
    Conflicts(Vec<NameConflict>),
    /// `set_current` is set, and the added file has no context.
    NoContext,
    /// The merged text does not parse to the merged tree; nothing should be written.
    RoundTripMismatch,
}

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFile {
    /// The file to merge into.
    Existing,
    /// The file whose entries are merged.
    Addition,
}

/// An error in a file, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// `None` if the error concerns the whole file.
    pub place: Option<Place>,
    /// The reason.
    pub reason: Reason,
}

/// Line and column in characters, both starting at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Larger than any kubeconfig.
    TooLarge,
    /// Not UTF-8.
    NotUtf8,
    /// UTF-16, as some editors on Windows write.
    Utf16,
    /// A character that ends a line for kubectl, but not in the version of YAML that other programs read.
    LineBreak(char),
    /// Not YAML, and the reason.
    Yaml(&'static str),
    /// `&anchor`.
    Anchor,
    /// `*alias`.
    Alias,
    /// `!tag`.
    Tag,
    /// `<<`, a merge key in YAML 1.1.
    MergeKey,
    /// A key that is itself a list or a map.
    ComplexKey,
    /// A second `---`.
    SecondDocument,
    /// Nested deeper than any kubeconfig.
    TooDeep,
    /// A duplicate key in a map.
    DuplicateKey(String),
    /// A duplicate name in a list.
    DuplicateName(List, String),
    /// Not of the kind `Config`, version `v1`.
    NotAKubeconfig,
    /// A field with the wrong type: the field and the expected type.
    Shape(String, &'static str),
    /// A context that refers to a missing entry; after the merge it could refer to an unrelated entry with that name.
    Dangling(List, String),
    /// A relative path; next to the other file it would be a different file.
    RelativePath(String),
}

/// A name that the two files use for different entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConflict {
    /// The list with the name.
    pub list: List,
    /// The name.
    pub name: String,
    /// The names of the fields that differ.
    pub fields: Vec<String>,
}

impl InputError {
    pub(super) fn at(place: Place, reason: Reason) -> Self {
        Self {
            place: Some(place),
            reason,
        }
    }

    pub(super) fn of_file(reason: Reason) -> Self {
        Self {
            place: None,
            reason,
        }
    }

    pub(super) fn of(self, input: InputFile) -> MergeError {
        MergeError::Refused { input, error: self }
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { input, error } => {
                let input = match input {
                    InputFile::Existing => "the existing kubeconfig",
                    InputFile::Addition => "the kubeconfig to merge",
                };
                match error.place {
                    Some(place) => write!(f, "{input}, {place}: {}", error.reason),
                    None => write!(f, "{input}: {}", error.reason),
                }
            }
            Self::Conflicts(conflicts) => {
                f.write_str(
                    "these names are used for different entries in the existing kubeconfig:",
                )?;
                for conflict in conflicts {
                    write!(f, "\n  {} {}", conflict.list.noun(), quoted(&conflict.name))?;
                    if !conflict.fields.is_empty() {
                        write!(f, " (differs in {})", conflict.fields.join(", "))?;
                    }
                }
                Ok(())
            }
            Self::NoContext => {
                f.write_str("the kubeconfig to merge has no context that could become current")
            }
            Self::RoundTripMismatch => f.write_str(
                "internal error: the merged kubeconfig does not match the expected result",
            ),
        }
    }
}

impl Error for MergeError {}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("too large for a kubeconfig (more than 4 MiB)"),
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::Utf16 => f.write_str("UTF-16; save the file as UTF-8"),
            Self::LineBreak(c) => {
                let code = u32::from(*c);
                write!(
                    f,
                    "there is a U+{code:04X}, which ends the line for kubectl; remove it, or write `\\u{code:04x}` in double quotes"
                )
            }
            Self::Yaml(reason) => f.write_str(reason),
            Self::Anchor => f.write_str("anchors (`&`) are not supported; write the value out"),
            Self::Alias => f.write_str("aliases (`*`) are not supported; write the value out"),
            Self::Tag => f.write_str("tags (`!`) are not supported; remove the tag"),
            Self::MergeKey => {
                f.write_str("merge keys (`<<`) are not supported; write the fields out")
            }
            Self::ComplexKey => f.write_str("a key must be text"),
            Self::SecondDocument => f.write_str("a second document; a kubeconfig has only one"),
            Self::TooDeep => f.write_str("nested too deeply for a kubeconfig"),
            Self::DuplicateKey(key) => write!(f, "duplicate key {}", quoted(key)),
            Self::DuplicateName(list, name) => {
                write!(f, "duplicate {} {}", list.noun(), quoted(name))
            }
            Self::NotAKubeconfig => {
                f.write_str("not a kubeconfig (`apiVersion: v1`, `kind: Config`)")
            }
            Self::Shape(field, wanted) => write!(f, "{} must be {wanted}", quoted(field)),
            Self::Dangling(list, name) => write!(
                f,
                "the context refers to the {} {}, which this file does not define",
                list.noun(),
                quoted(name)
            ),
            Self::RelativePath(field) => write!(
                f,
                "{} is relative to this file; make it absolute, or embed the file with `kubectl config view --raw --flatten`",
                quoted(field)
            ),
        }
    }
}
