//! `ConnectionError`: why a request to a server got no complete response, in words of its own instead of a library's.

use std::error::Error;
use std::fmt;
use std::io;

use crate::tls_error::TlsError;

/// Why a request got no complete response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionError {
    /// The TLS handshake failed.
    Tls(TlsError),
    /// No response before the timeout.
    Timeout,
    /// The host name has no address.
    UnknownHost,
    /// The HTTP proxy opens no tunnel to the server.
    Proxy,
    /// No connection, or it was closed; with the operating system's reason.
    Closed(io::ErrorKind),
    /// The response is not HTTP.
    NotHttp,
    /// The request failed otherwise, after the connection was established or before.
    Other {
        /// Whether a connection was established.
        connected: bool,
    },
}

impl ConnectionError {
    /// The cause of a failed request.
    #[must_use]
    pub fn from_reqwest(error: &reqwest::Error) -> Self {
        if let Some(found) = find::<rustls::Error>(error) {
            return Self::Tls(found.into());
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        if let Some(http) = find::<hyper::Error>(error) {
            if http.is_parse() {
                return Self::NotHttp;
            }
            if http.is_incomplete_message() {
                return Self::Closed(io::ErrorKind::UnexpectedEof);
            }
        }
        let connected = !error.is_connect();
        // The type of a failed tunnel, and of a name that is not found, is private.
        let is_about = |words: &str| texts(error).any(|text| text.starts_with(words));
        if is_about("tunnel error") {
            Self::Proxy
        } else if is_about("dns error") {
            Self::UnknownHost
        } else if let Some(closed) = find::<io::Error>(error) {
            Self::Closed(closed.kind())
        } else {
            Self::Other { connected }
        }
    }

    /// Whether it is certain that the server did not get the request.
    pub(crate) fn is_before_the_request(&self) -> bool {
        match self {
            Self::Tls(_) | Self::UnknownHost | Self::Proxy => true,
            Self::Closed(kind) => *kind == io::ErrorKind::ConnectionRefused,
            Self::Other { connected } => !connected,
            Self::Timeout | Self::NotHttp => false,
        }
    }

    /// The TLS error, if a server was reached and the handshake failed.
    #[must_use]
    pub fn tls(&self) -> Option<&TlsError> {
        if let Self::Tls(error) = self {
            Some(error)
        } else {
            None
        }
    }

    /// The TLS error that the operator has to fix. A server that is not ready yet, and has no certificate, ends the
    /// handshake with an alert.
    #[must_use]
    pub fn invalid_tls(&self) -> Option<&TlsError> {
        self.tls()
            .filter(|error| !matches!(error, TlsError::Handshake(_)))
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls(error) => error.fmt(f),
            Self::Timeout => f.write_str("no response before the timeout"),
            Self::UnknownHost => f.write_str("no connection: the host name has no address"),
            Self::Proxy => f.write_str("no connection: the proxy opens no tunnel to the server"),
            Self::Closed(io::ErrorKind::UnexpectedEof) => {
                f.write_str("the server closes the connection before the end of the response")
            }
            Self::Closed(kind) => write!(f, "no connection: {kind}"),
            Self::NotHttp => {
                f.write_str("the response is not HTTP; check the URL's scheme and port")
            }
            Self::Other { connected: false } => f.write_str("no connection"),
            Self::Other { connected: true } => f.write_str("the response is incomplete"),
        }
    }
}

impl Error for ConnectionError {}

/// The innermost error of a type among an error and its sources.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).filter_map(|error| error.downcast_ref()).last()
}

fn texts<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = String> + 'a {
    chain(error).map(ToString::to_string)
}

fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        // An I/O error has its inner error in `get_ref`, not in `source`.
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match inner {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}
