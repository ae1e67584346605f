//! `Refusal`: why no configuration is made, with the file, the context and the reason.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use super::cluster::answer::Answer;

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The kubeconfig.
    pub file: String,
    /// The name of the context in it.
    pub context: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: context `{}`", self.file, self.context)
    }
}

/// Why no configuration is made.
#[derive(Debug)]
pub enum Refusal {
    /// A file cannot be used; the reason goes on after its name.
    File(String, String),
    /// A context cannot be used; the reason goes on after its name.
    Context(Origin, String),
    /// What the cluster of a context said, or lacks.
    Cluster(Box<Origin>, Answer),
    /// Nothing that was named signs in with the Pinniped CLI.
    Nothing,
    /// A portal has one issuer.
    SecondIssuer {
        /// In what they differ.
        what: &'static str,
        /// Where the first is, and what it says.
        first: Box<(Origin, String)>,
        /// Where the other is, and what it says.
        second: Box<(Origin, String)>,
    },
    /// Two contexts say different things about one cluster.
    Differs {
        /// In what they differ.
        field: &'static str,
        /// Which cluster.
        server: String,
        /// Where one is.
        first: Box<Origin>,
        /// Where the other is.
        second: Box<Origin>,
    },
    /// The configuration would not be accepted, because of what the command line says.
    Unusable(String),
    /// There is a file already.
    Exists(PathBuf),
    /// The system has no threads or sockets left.
    NotStarted(std::io::Error),
    /// The file cannot be written.
    Unwritable(PathBuf, std::io::Error),
}

impl Refusal {
    /// Whether nothing succeeds until somebody edits a file or the command line.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::File(..)
            | Self::Context(..)
            | Self::Nothing
            | Self::SecondIssuer { .. }
            | Self::Differs { .. }
            | Self::Unusable(_)
            | Self::Exists(_) => true,
            Self::Cluster(_, answer) => answer.needs_a_person(),
            Self::NotStarted(_) | Self::Unwritable(..) => false,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, reason) => write!(f, "{file} {reason}"),
            Self::Context(origin, reason) => write!(f, "{origin} {reason}"),
            Self::Cluster(origin, answer) => write!(f, "{origin}: {answer}"),
            Self::Nothing => f.write_str(
                "no context signs in with `pinniped login oidc`, so there is nothing to import",
            ),
            Self::SecondIssuer {
                what,
                first,
                second,
            } => write!(
                f,
                "{} has the {what} `{}`, and {} has `{}`; a portal has one, so import them one by one",
                first.0,
                brief(&first.1),
                second.0,
                brief(&second.1)
            ),
            Self::Differs {
                field,
                server,
                first,
                second,
            } => write!(
                f,
                "{first} and {second} are the same cluster {server} and differ in the {field}; choose one with --context"
            ),
            Self::Unusable(reason) => f.write_str(reason),
            Self::Exists(file) => {
                write!(
                    f,
                    "{} exists already; pass --force to replace it",
                    file.display()
                )
            }
            Self::NotStarted(error) => write!(f, "cannot start: {error}"),
            Self::Unwritable(file, error) => {
                write!(f, "{} cannot be written: {error}", file.display())
            }
        }
    }
}

impl Error for Refusal {}

/// Bundles are long, and their beginnings are alike; what is short is said in full.
fn brief(text: &str) -> String {
    if text.len() <= BRIEF {
        return text.to_owned();
    }
    let tail: String = text.chars().rev().take(BRIEF_TAIL).collect();
    let tail: String = tail.chars().rev().collect();
    format!("…{tail}")
}

/// Bytes; longer than issuers are.
const BRIEF: usize = 300;
/// Characters of what is longer.
const BRIEF_TAIL: usize = 24;
