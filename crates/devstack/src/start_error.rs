//! The error of a stack that cannot start.

use std::fmt;
use std::io;

/// Why a stack cannot start.
#[derive(Debug)]
pub enum StartError {
    /// A port could not be opened.
    Bind(io::Error),
    /// A certificate could not be made.
    Certificate(rcgen::Error),
    /// The external issuer's URL is not `http` on loopback.
    ExternalIssuer(String),
    /// TLS could not be set up.
    Tls(rustls::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(error) => write!(f, "a port on 127.0.0.1 could not be opened: {error}"),
            Self::Certificate(error) => write!(f, "a certificate could not be made: {error}"),
            Self::ExternalIssuer(url) => {
                write!(f, "the external issuer must be on loopback: {url}")
            }
            Self::Tls(error) => write!(f, "TLS could not be set up: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Bind(error)
    }
}

impl From<rcgen::Error> for StartError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<rustls::Error> for StartError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error)
    }
}
