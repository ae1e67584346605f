//! Why files are not merged, with the place in them that is to blame.

use std::error::Error;
use std::fmt;

use super::report::{List, quoted};

/// Why two kubeconfigs were not merged. Holds names and places, never a value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// One of the files is not usable.
    Refused {
        /// The file to blame.
        input: InputFile,
        /// What is wrong with it.
        error: InputError,
    },
    /// Names that mean something else in either file, all of them.
    Conflicts(Vec<NameConflict>),
    /// A current context was asked for, and the added file has no context.
    NoContext,
    /// The merged file would not read back as what was merged; nothing should be written.
    RoundTripMismatch,
}

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFile {
    /// The file that is merged into.
    Existing,
    /// The file whose entries are merged.
    Addition,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Absent where the file as a whole is to blame.
    pub place: Option<Place>,
    /// What is wrong.
    pub reason: Reason,
}

/// A line and a column, both counted from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What can be wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More bytes than any kubeconfig has.
    TooLarge,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Not YAML; the parser's words.
    Yaml(String),
    /// `&anchor`.
    Anchor,
    /// `*alias`.
    Alias,
    /// `!tag`.
    Tag,
    /// `<<`, which YAML 1.1 reads as an instruction.
    MergeKey,
    /// A key that is itself a list or a map.
    ComplexKey,
    /// A second `---`.
    SecondDocument,
    /// Deeper than any kubeconfig.
    TooDeep,
    /// A map with one key twice.
    DuplicateKey(String),
    /// A list with one name twice.
    DuplicateName(List, String),
    /// Not of the kind `Config`, version `v1`.
    NotAKubeconfig,
    /// A field of another type than it has in a kubeconfig: the field, and the type it has there.
    Shape(String, &'static str),
    /// A context that names something the added file does not define, and would be bound to whatever else has that name.
    Dangling(List, String),
    /// A file named relative to the added file; beside the other file it would be another one.
    RelativePath(String),
}

/// A name that means one thing in the file and another in what is merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConflict {
    /// Where the name stands.
    pub list: List,
    /// The name.
    pub name: String,
    /// The fields that differ; their names only.
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
                f.write_str("these names mean something else in the existing kubeconfig:")?;
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
            Self::RoundTripMismatch => {
                f.write_str("the merged kubeconfig would not read back as what was merged")
            }
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
            Self::Yaml(words) => write!(f, "not YAML: {words}"),
            Self::Anchor => f.write_str("anchors (`&`) are not merged; write the value out"),
            Self::Alias => f.write_str("aliases (`*`) are not merged; write the value out"),
            Self::Tag => f.write_str("tags (`!`) are not merged; remove it"),
            Self::MergeKey => f.write_str("merge keys (`<<`) are not merged; write the fields out"),
            Self::ComplexKey => f.write_str("a key has to be plain text"),
            Self::SecondDocument => f.write_str("a second document; a kubeconfig is one"),
            Self::TooDeep => f.write_str("nested too deeply for a kubeconfig"),
            Self::DuplicateKey(key) => write!(f, "the key {} is here twice", quoted(key)),
            Self::DuplicateName(list, name) => {
                write!(f, "the {} {} is here twice", list.noun(), quoted(name))
            }
            Self::NotAKubeconfig => {
                f.write_str("not a kubeconfig (`apiVersion: v1`, `kind: Config`)")
            }
            Self::Shape(field, wanted) => write!(f, "{} has to be {wanted}", quoted(field)),
            Self::Dangling(list, name) => write!(
                f,
                "the context names the {} {}, which this file does not define",
                list.noun(),
                quoted(name)
            ),
            Self::RelativePath(field) => write!(
                f,
                "{} is relative to this file; make it absolute, or let `kubectl config view --raw --flatten` embed it",
                quoted(field)
            ),
        }
    }
}
