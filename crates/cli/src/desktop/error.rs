//! Why there is no session, or none any more; each error has its exit code.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_protocol::Error;

use super::folder::LiveFolderError;
use super::http_client::HttpClientError;
use super::source::SourceError;
use crate::exit::Exit;

/// Why `haulout open` or `haulout credential` did not do what it was asked for.
#[derive(Debug)]
pub(crate) enum DesktopError {
    /// It cannot begin.
    Unusable(SetupReason),
    /// Another process has the folder.
    Locked(LiveFolderError),
    /// It began and could not go on.
    Ended(EndReason),
}

/// What has to change before a session can begin.
#[derive(Debug)]
pub(crate) enum SetupReason {
    /// What to sign in to.
    Source(SourceError),
    /// There is no home folder for the live folder.
    NoHomeForFolder,
    /// There is no home folder for kubectl's own file.
    NoHomeForMerge,
    /// The path of the live folder cannot be completed.
    NoFolder(PathBuf, io::Error),
    /// kubectl cannot be pointed to that folder.
    Location(PathBuf, LocationReason),
    /// The live folder, or a file in it.
    Folder(LiveFolderError),
    /// The configuration has no cluster of that id; these are those that it has.
    UnknownCluster(Vec<String>),
    /// Signals.
    Signals(io::Error),
    /// The operating system has no random bytes.
    NoRandomness(getrandom::Error),
    /// The port that the browser is to come back to.
    Port(u16, io::Error),
    /// Clients for the issuer and the clusters.
    HttpClients(HttpClientError),
}

/// Why a kubeconfig cannot name a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocationReason {
    /// YAML has no place for its name.
    NotUtf8,
    /// kubectl would look for it wherever it runs.
    Relative,
    /// A shell would not leave its name alone.
    Unsafe,
}

/// Why a session ended.
#[derive(Debug)]
pub(crate) enum EndReason {
    /// The system has no threads left.
    NoThreads(io::Error),
    /// The operating system has no random bytes for a sign-in.
    NoRandomness(getrandom::Error),
    /// The sign-in, or the cluster's credential.
    Protocol(Box<Error>),
    /// The folder went away.
    Folder(LiveFolderError),
    /// A signal came before there was a credential.
    Interrupted,
    /// The running `haulout open` has no credential; in its words.
    Refused(String),
    /// The running `haulout open` did not answer.
    NoAnswer(io::Error),
}

impl DesktopError {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Unusable(_) => Exit::Unusable,
            Self::Locked(_) => Exit::Locked,
            Self::Ended(_) => Exit::Failed,
        }
    }
}

impl fmt::Display for DesktopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(reason) => reason.fmt(f),
            Self::Locked(error) => error.fmt(f),
            Self::Ended(reason) => reason.fmt(f),
        }
    }
}

impl fmt::Display for SetupReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::NoHomeForFolder => {
                f.write_str("there is no home folder; name a folder with --folder")
            }
            Self::NoHomeForMerge => {
                f.write_str("there is no home folder; name a file with --merge")
            }
            Self::NoFolder(path, error) => write!(f, "{} is no folder: {error}", path.display()),
            Self::Location(folder, reason) => write!(
                f,
                "{} {reason}; name another folder with --folder",
                folder.display()
            ),
            Self::Folder(error) => error.fmt(f),
            Self::UnknownCluster(known) => write!(
                f,
                "HAULOUT_CLUSTER_UNKNOWN: there is no such cluster; there are {}",
                known.join(", ")
            ),
            Self::Signals(error) => write!(f, "signals cannot be listened for: {error}"),
            Self::NoRandomness(error) => write!(f, "no random bytes can be had: {error}"),
            Self::Port(port, error) => write!(
                f,
                "port {port} of 127.0.0.1 cannot be listened on: {error}; name another one with --listen-port"
            ),
            Self::HttpClients(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for LocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "is not UTF-8, which a kubeconfig has to be",
            Self::Relative => "is not absolute",
            Self::Unsafe => "has a character that kubectl's commands cannot pass on",
        })
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoThreads(error) => write!(f, "no threads can be started: {error}"),
            Self::NoRandomness(error) => write!(f, "no random bytes can be had: {error}"),
            Self::Protocol(error) => error.fmt(f),
            Self::Folder(error) => error.fmt(f),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Refused(reason) => f.write_str(reason),
            Self::NoAnswer(error) => {
                write!(f, "the running `haulout open` did not answer: {error}")
            }
        }
    }
}

impl From<SetupReason> for DesktopError {
    fn from(reason: SetupReason) -> Self {
        Self::Unusable(reason)
    }
}

impl From<EndReason> for DesktopError {
    fn from(reason: EndReason) -> Self {
        Self::Ended(reason)
    }
}

impl From<SourceError> for SetupReason {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<HttpClientError> for SetupReason {
    fn from(error: HttpClientError) -> Self {
        Self::HttpClients(error)
    }
}
