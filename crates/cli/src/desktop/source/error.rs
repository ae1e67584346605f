//! Why it is not known what to sign in to.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_gateway::config::ConfigError;

use super::pinniped::PinnipedError;

/// What is wrong with the configuration, the kubeconfig or the command line.
#[derive(Debug)]
pub(crate) enum SourceError {
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The configuration cannot be used.
    Config(ConfigError),
    /// The kubeconfig cannot be used.
    Kubeconfig(PathBuf, PinnipedError),
    /// The command line names nothing to sign in to.
    NotSpecified,
    /// No `haulout open` has run with this folder.
    NoSavedSettings,
    /// What a `haulout open` left in the folder cannot be read.
    UnreadableSettings(PathBuf),
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file, error) => {
                write!(f, "{} cannot be read: {error}", file.display())
            }
            Self::Config(complaint) => complaint.fmt(f),
            Self::Kubeconfig(file, error) => write!(f, "{}: {error}", file.display()),
            Self::NotSpecified => f.write_str(
                "name what to sign in to: --config FILE, --kubeconfig FILE, or --issuer URL with --endpoint URL",
            ),
            Self::NoSavedSettings => f.write_str(
                "no `haulout open` runs, and none has run yet; start one, or name what to sign in to (--help)",
            ),
            Self::UnreadableSettings(file) => write!(
                f,
                "{} cannot be read; start `haulout open` once",
                file.display()
            ),
        }
    }
}

impl From<ConfigError> for SourceError {
    fn from(complaint: ConfigError) -> Self {
        Self::Config(complaint)
    }
}
