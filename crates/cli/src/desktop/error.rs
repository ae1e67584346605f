//! Why a session cannot start or has ended; each error has an exit code.

use std::fmt;
use std::io;
use std::path::PathBuf;

use haulout_gateway::file_error;
use haulout_protocol::Error;

use super::folder::LiveFolderError;
use super::http_client::HttpClientError;
use super::source::SourceError;
use crate::exit::Exit;

/// Why `haulout open` or `haulout credential` failed.
#[derive(Debug)]
pub(crate) enum DesktopError {
    /// It cannot start.
    Unusable(SetupReason),
    /// Another process has locked the folder.
    Locked(LiveFolderError),
    /// It started and could not continue.
    Ended(EndReason),
}

/// What has to change before a session can start.
#[derive(Debug)]
pub(crate) enum SetupReason {
    /// The sign-in source.
    Source(SourceError),
    /// There is no home folder for the live folder.
    NoHomeForFolder,
    /// There is no home folder with kubectl's default kubeconfig.
    NoHomeForMerge,
    /// The path of the live folder cannot be made absolute.
    NoFolder(PathBuf, io::Error),
    /// A kubeconfig cannot refer to that folder.
    Location(PathBuf, LocationReason),
    /// The live folder, or a file in it.
    Folder(LiveFolderError),
    /// The configuration has no cluster with that id; these are its clusters.
    UnknownCluster(Vec<String>),
    /// Signal handlers cannot be installed.
    Signals(io::Error),
    /// The operating system provides no random bytes.
    NoRandomness(getrandom::Error),
    /// The port of the redirect URI.
    Port(u16, io::Error),
    /// HTTP clients for the issuer and the clusters.
    HttpClients(HttpClientError),
}

/// Why a kubeconfig cannot refer to a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocationReason {
    /// YAML is UTF-8.
    NotUtf8,
    /// kubectl would resolve it against its working directory.
    Relative,
    /// A shell would interpret a character in its name.
    Unsafe,
}

/// Why a session ended.
#[derive(Debug)]
pub(crate) enum EndReason {
    /// Threads cannot be started.
    NoThreads(io::Error),
    /// The operating system provides no random bytes for a sign-in.
    NoRandomness(getrandom::Error),
    /// The sign-in or the credential request failed.
    Protocol(Box<Error>),
    /// The folder was removed.
    Folder(LiveFolderError),
    /// A signal arrived before there was a credential.
    Interrupted,
    /// The running `haulout open` has no credential; its message.
    Refused(String),
    /// The running `haulout open` did not respond.
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
                f.write_str("there is no home folder; specify a folder with --folder")
            }
            Self::NoHomeForMerge => {
                f.write_str("there is no home folder; specify a file with --merge")
            }
            Self::NoFolder(path, error) => {
                let words = file_error::words(error);
                write!(f, "{} is not a folder: {words}", path.display())
            }
            Self::Location(folder, reason) => write!(
                f,
                "{} {reason}; specify another folder with --folder",
                folder.display()
            ),
            Self::Folder(error) => error.fmt(f),
            Self::UnknownCluster(known) => write!(
                f,
                "HAULOUT_CLUSTER_UNKNOWN: there is no such cluster; the clusters are {}",
                known.join(", ")
            ),
            Self::Signals(error) => write!(f, "cannot install signal handlers: {error}"),
            Self::NoRandomness(error) => {
                write!(f, "the operating system provides no random bytes: {error}")
            }
            Self::Port(port, error) => write!(
                f,
                "cannot listen on port {port} of 127.0.0.1: {}; specify another port with --listen-port",
                file_error::words(error)
            ),
            Self::HttpClients(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for LocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "is not UTF-8, which a kubeconfig requires",
            Self::Relative => "is not absolute",
            Self::Unsafe => "contains a character that a shell would interpret",
        })
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoThreads(error) => write!(f, "cannot start threads: {error}"),
            Self::NoRandomness(error) => {
                write!(f, "the operating system provides no random bytes: {error}")
            }
            Self::Protocol(error) => error.fmt(f),
            Self::Folder(error) => error.fmt(f),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Refused(reason) => f.write_str(reason),
            Self::NoAnswer(error) => {
                write!(f, "the running `haulout open` did not respond: {error}")
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
