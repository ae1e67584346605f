//! Why no configuration is made, with the file, the context and the reason.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_gateway::config::ConfigError;
use kube::config::KubeconfigError;

use super::cluster::error::ClusterError;
use super::kubeconfig::{KubeconfigParseError, SignInError};
use crate::exit::Exit;

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The kubeconfig.
    pub(crate) file: String,
    /// The name of the context in it.
    pub(crate) context: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: context `{}`", self.file, self.context)
    }
}

/// Why no configuration is made.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// A file cannot be used.
    File(String, FileReason),
    /// A context cannot be used.
    Context(Origin, ContextReason),
    /// What the cluster of a context said, or lacks.
    Cluster(Box<Origin>, ClusterError),
    /// Nothing that was named signs in with the Pinniped CLI.
    NoContexts,
    /// A portal has one issuer.
    DifferentIssuer {
        /// In what they differ.
        what: &'static str,
        /// Where the first is, and what it says.
        first: Box<(Origin, String)>,
        /// Where the other is, and what it says.
        second: Box<(Origin, String)>,
    },
    /// Two contexts say different things about one cluster.
    ConflictingCluster {
        /// In what they differ.
        field: &'static str,
        /// Which cluster.
        server: String,
        /// Where one is.
        first: Box<Origin>,
        /// Where the other is.
        second: Box<Origin>,
    },
    /// The command line has to change.
    Usage(UsageReason),
    /// There is a file already.
    Exists(PathBuf),
    /// The system has no threads or sockets left.
    Runtime(io::Error),
    /// The file cannot be written.
    Unwritable(PathBuf, io::Error),
}

/// What is wrong with a file; a sentence goes on with it after the file's name.
#[derive(Debug)]
pub(crate) enum FileReason {
    /// The system says no.
    Unreadable(io::Error),
    /// It is not a kubeconfig.
    NotAKubeconfig(KubeconfigParseError),
    /// kubectl's own rules do not make one kubeconfig of it.
    Kube(Box<KubeconfigError>),
    /// It does not say which context to use.
    NoCurrentContext,
    /// It has no entry of that sort and name.
    Missing(&'static str, String),
}

/// What is wrong with a context; a sentence goes on with it after the context's name.
#[derive(Debug)]
pub(crate) enum ContextReason {
    /// It does not say how to sign in.
    SignIn(SignInError),
    /// kubectl would not check the server, and a gateway does.
    TlsNotVerified,
    /// The same where the administrator's own context would ask that server.
    AdminTlsNotVerified,
    /// Its cluster has no server.
    NoServer,
    /// Its authorities are in a file that cannot be read.
    CaFile(PathBuf, io::Error),
    /// A Supervisor keeps that audience to itself.
    ReservedAudience(String),
    /// The gateway would not accept a configuration made of it.
    NotAccepted(Box<ConfigError>),
}

/// What is wrong with the command line.
#[derive(Debug)]
pub(crate) enum UsageReason {
    /// No file has a context of that name.
    NoContext(String),
    /// `--public-url` is not a URL that can be used.
    PublicUrl(String),
    /// The gateway would not accept the configuration.
    NotAccepted(Box<ConfigError>),
}

impl ImportError {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        let needs_change = match self {
            Self::File(..)
            | Self::Context(..)
            | Self::NoContexts
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

impl fmt::Display for FileReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Self::NotAKubeconfig(error) => error.fmt(f),
            Self::Kube(error) => unreadable(error, f),
            Self::NoCurrentContext => {
                f.write_str("has no current context; choose one with --context")
            }
            Self::Missing(what, name) => write!(f, "has no {what} `{name}`"),
        }
    }
}

/// Repeats nothing of the file's content, which has keys in it.
fn unreadable(error: &KubeconfigError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let KubeconfigError::ReadConfig(error, _) = error {
        return write!(f, "cannot be read: {error}");
    }
    if let KubeconfigError::Parse(error) = error {
        return write!(f, "is no kubeconfig: {}", error.without_snippet());
    }
    write!(f, "cannot be used: {error}")
}

impl fmt::Display for ContextReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(reason) => reason.fmt(f),
            Self::TlsNotVerified => f.write_str(
                "has `insecure-skip-tls-verify`, and a gateway checks every server; give its CA bundle in place of it",
            ),
            Self::AdminTlsNotVerified => f.write_str(
                "has `insecure-skip-tls-verify`, so nobody knows whose answers these would be; give its CA bundle in place of it",
            ),
            Self::NoServer => f.write_str("names a cluster without a server"),
            Self::CaFile(path, error) => write!(
                f,
                "has a `certificate-authority` {} that cannot be read: {error}",
                path.display()
            ),
            Self::ReservedAudience(audience) => write!(
                f,
                "has an audience that is not allowed to include `{RESERVED}`: {audience}"
            ),
            Self::NotAccepted(complaint) => {
                let field = complaint.field().unwrap_or_default();
                let field = field.strip_prefix("clusters[0].").unwrap_or(field);
                write!(f, "cannot be used: {field} {}", complaint.reason())
            }
        }
    }
}

impl fmt::Display for UsageReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContext(name) => write!(f, "no file has a context `{name}`"),
            Self::PublicUrl(reason) => write!(f, "--public-url {reason}"),
            Self::NotAccepted(complaint) => write!(
                f,
                "the configuration would not be accepted: {} {}",
                complaint.field().unwrap_or_default(),
                complaint.reason()
            ),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, reason) => write!(f, "{file} {reason}"),
            Self::Context(origin, reason) => write!(f, "{origin} {reason}"),
            Self::Cluster(origin, error) => write!(f, "{origin}: {error}"),
            Self::NoContexts => f.write_str(
                "no context signs in with `pinniped login oidc`, so there is nothing to import",
            ),
            Self::DifferentIssuer {
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
            Self::ConflictingCluster {
                field,
                server,
                first,
                second,
            } => write!(
                f,
                "{first} and {second} are the same cluster {server} and differ in the {field}; choose one with --context"
            ),
            Self::Usage(reason) => reason.fmt(f),
            Self::Exists(file) => {
                write!(
                    f,
                    "{} exists already; pass --force to replace it",
                    file.display()
                )
            }
            Self::Runtime(error) => write!(f, "cannot start: {error}"),
            Self::Unwritable(file, error) => {
                write!(f, "{} cannot be written: {error}", file.display())
            }
        }
    }
}

/// Bundles are long, and their beginnings are alike; what is short is said in full.
fn brief(text: &str) -> String {
    if text.len() <= BRIEF {
        return text.to_owned();
    }
    let tail: String = text.chars().rev().take(BRIEF_TAIL).collect();
    let tail: String = tail.chars().rev().collect();
    format!("…{tail}")
}

/// A Supervisor's own names, which it never gives out as an audience.
pub(super) const RESERVED: &str = ".pinniped.dev";
/// Bytes; longer than issuers are.
const BRIEF: usize = 300;
/// Characters of what is longer.
const BRIEF_TAIL: usize = 24;
