//! Errors of `haulout import`, with the file, the context and the reason.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_gateway::config::ConfigError;
use haulout_gateway::file_error;

use super::cluster::error::ClusterError;
use crate::exit::Exit;
use crate::kubeconfig::{KubeconfigError, SignInError};

/// The context that a part of the configuration comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The kubeconfig.
    pub(crate) file: String,
    /// The name of the context.
    pub(crate) context: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: context `{}`", self.file, self.context)
    }
}

/// Why no configuration is generated.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// A file is not a usable kubeconfig.
    Kubeconfig(KubeconfigError),
    /// The kubeconfig with this name has no current context.
    NoCurrentContext(String),
    /// A context cannot be used.
    Context(Box<Origin>, ContextReason),
    /// The cluster of a context cannot be imported.
    Cluster(Box<Origin>, ClusterError),
    /// No context signs in with the Pinniped CLI; a sentence about each that was skipped.
    NoContexts(Vec<String>),
    /// Two contexts have different issuers; a portal has one.
    DifferentIssuer {
        /// What differs.
        what: &'static str,
        /// The first context and its value.
        first: Box<(Origin, String)>,
        /// The other context and its value.
        second: Box<(Origin, String)>,
    },
    /// Two contexts describe one cluster differently.
    ConflictingCluster {
        /// What differs.
        field: &'static str,
        /// The URL of the cluster.
        server: String,
        /// The first context.
        first: Box<Origin>,
        /// The other context.
        second: Box<Origin>,
    },
    /// An option of the command line is not valid.
    Usage(UsageReason),
    /// The file already exists.
    Exists(PathBuf),
    /// The async runtime cannot be started.
    Runtime(io::Error),
    /// The file cannot be written.
    Unwritable(PathBuf, io::Error),
}

/// Why a context cannot be used; the second half of a sentence that starts with its name.
#[derive(Debug)]
pub(crate) enum ContextReason {
    /// Its entries cannot be used.
    SignIn(SignInError),
    /// It disables TLS verification, and it is the administrator's context that would read the objects.
    AdminTlsNotVerified,
    /// A Supervisor reserves that audience.
    ReservedAudience(String),
    /// The gateway would reject a configuration with this context.
    NotAccepted(Box<ConfigError>),
}

/// Why the command line cannot be used.
#[derive(Debug)]
pub(crate) enum UsageReason {
    /// No file has a context with that name.
    NoContext(String),
    /// `--public-url` is not valid.
    PublicUrl(String),
    /// No manifest can register the portal's client.
    NoManifest,
    /// The gateway would reject the configuration.
    NotAccepted(Box<ConfigError>),
}

impl ImportError {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        let needs_change = match self {
            Self::Kubeconfig(_)
            | Self::NoCurrentContext(_)
            | Self::Context(..)
            | Self::NoContexts(_)
            | Self::DifferentIssuer { .. }
            | Self::ConflictingCluster { .. }
            | Self::Usage(_)
            | Self::Exists(_) => true,
            Self::Cluster(_, error) => error.needs_change(),
            Self::Runtime(_) | Self::Unwritable(..) => false,
        };
        if needs_change {
            Exit::Unusable
        } else {
            Exit::Failed
        }
    }
}

impl fmt::Display for ContextReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(reason) => reason.fmt(f),
            Self::AdminTlsNotVerified => f.write_str(
                "has `insecure-skip-tls-verify`, so its responses could be forged; configure its CA bundle instead",
            ),
            Self::ReservedAudience(audience) => write!(
                f,
                "has an audience that contains the reserved `{RESERVED}`: {audience}"
            ),
            Self::NotAccepted(error) => {
                let field = error.field().unwrap_or_default();
                let field = field.strip_prefix("clusters[0].").unwrap_or(field);
                write!(f, "cannot be used: {field} {}", error.reason())
            }
        }
    }
}

impl fmt::Display for UsageReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContext(name) => write!(f, "no file has a context `{name}`"),
            Self::PublicUrl(reason) => write!(f, "--public-url {reason}"),
            Self::NoManifest => f.write_str(
                "--manifest writes an OIDCClient of a Supervisor, whose name starts with `client.oauth.pinniped.dev-`; \
                 the portal's client is another one, so leave --manifest out, or --client-id",
            ),
            Self::NotAccepted(error) => write!(
                f,
                "the configuration is not valid: {} {}",
                error.field().unwrap_or_default(),
                error.reason()
            ),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kubeconfig(error) => error.fmt(f),
            Self::NoCurrentContext(file) => {
                write!(
                    f,
                    "{file} has no current context; select one with --context"
                )
            }
            Self::Context(origin, reason) => write!(f, "{origin} {reason}"),
            Self::Cluster(origin, error) => write!(f, "{origin}: {error}"),
            Self::NoContexts(notes) => {
                f.write_str(
                    "no context signs in with `pinniped login oidc`, so there is nothing to import",
                )?;
                notes.iter().try_for_each(|note| write!(f, "\n  {note}"))
            }
            Self::DifferentIssuer {
                what,
                first,
                second,
            } => write!(
                f,
                "{} has the {what} `{}`, and {} has `{}`; a portal supports one, so import them separately",
                first.0,
                brief(&first.1),
                second.0,
                brief(&second.1)
            ),
            Self::ConflictingCluster {
                field,
                server,
                first,
                second,
            } => write!(
                f,
                "{first} and {second} are the same cluster {server} and differ in the {field}; select one with --context"
            ),
            Self::Usage(reason) => reason.fmt(f),
            Self::Exists(file) => {
                write!(
                    f,
                    "{} already exists; pass --force to replace it",
                    file.display()
                )
            }
            Self::Runtime(error) => write!(f, "cannot start: {error}"),
            Self::Unwritable(file, error) => {
                let words = file_error::words(error);
                write!(f, "{} cannot be written: {words}", file.display())
            }
        }
    }
}

/// Shows the end of a long value: CA bundles are long and start alike.
fn brief(text: &str) -> String {
    if text.len() <= BRIEF {
        return text.to_owned();
    }
    let tail: String = text.chars().rev().take(BRIEF_TAIL).collect();
    let tail: String = tail.chars().rev().collect();
    format!("…{tail}")
}

/// Audiences that contain this are reserved by the Supervisor.
pub(super) const RESERVED: &str = ".pinniped.dev";
/// In bytes; issuer URLs are shorter.
const BRIEF: usize = 300;
/// How many characters of a longer value are shown.
const BRIEF_TAIL: usize = 24;
