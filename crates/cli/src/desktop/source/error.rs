//! Errors of the sign-in source.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_gateway::config::ConfigError;
use haulout_gateway::file_error;

use super::pinniped::PinnipedError;
use crate::kubeconfig::KubeconfigError;

/// Why the configuration, the kubeconfig or the command line cannot be used.
#[derive(Debug)]
pub(crate) enum SourceError {
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The configuration cannot be used.
    Config(ConfigError),
    /// The kubeconfig cannot be read.
    NotAKubeconfig(KubeconfigError),
    /// The kubeconfig cannot be used.
    Kubeconfig(String, Box<PinnipedError>),
    /// The command line specifies no issuer and cluster.
    NotSpecified,
    /// `haulout open` has never run with this folder.
    NoSavedSettings,
    /// The settings that `haulout open` saved in the folder cannot be read.
    UnreadableSettings(PathBuf),
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file, error) => {
                write!(f, "{} {}", file.display(), file_error::reason(error))
            }
            Self::Config(error) => error.fmt(f),
            Self::NotAKubeconfig(error) => error.fmt(f),
            Self::Kubeconfig(file, error) => write!(f, "{file}: {error}"),
            Self::NotSpecified => f.write_str(
                "specify where to sign in: --config FILE, --kubeconfig FILE, or --issuer URL with --endpoint URL",
            ),
            Self::NoSavedSettings => f.write_str(
                "`haulout open` is not running and has not run before; start it, or specify where to sign in (see --help)",
            ),
            Self::UnreadableSettings(file) => write!(
                f,
                "{} cannot be read; run `haulout open` once to write it again",
                file.display()
            ),
        }
    }
}

impl From<ConfigError> for SourceError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
