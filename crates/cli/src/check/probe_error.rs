//! `ProbeError`: why a request got no usable response; each kind has its own remedy.

use haulout_gateway::connection_error::ConnectionError;
use haulout_gateway::tls_error::TlsError;

/// Why a request got no usable response.
#[derive(Debug)]
pub(super) enum ProbeError {
    /// No complete response.
    Connection(ConnectionError),
    /// The response exceeds the size limit.
    TooLarge,
    /// The response has this content coding, although none was requested.
    Encoded(String),
}

impl ProbeError {
    /// Classifies an error by its cause.
    pub(super) fn from_reqwest(error: reqwest::Error) -> Self {
        Self::Connection(ConnectionError::from_reqwest(&error))
    }

    /// Whether a server was reached and TLS failed.
    pub(super) fn is_tls(&self) -> bool {
        matches!(self, Self::Connection(ConnectionError::Tls(_)))
    }

    /// The text of the finding.
    pub(super) fn description(&self) -> String {
        match self {
            Self::Connection(error) => error.to_string(),
            Self::TooLarge => "the response is too large".to_owned(),
            Self::Encoded(coding) => {
                format!(
                    "the response has `Content-Encoding: {coding}`, although `identity` was requested"
                )
            }
        }
    }

    /// How to fix the problem; `authority` is the configuration field for the CA bundle.
    pub(super) fn remedy(&self, authority: &str) -> String {
        match self {
            Self::Connection(ConnectionError::Tls(error)) => tls_remedy(error, authority),
            Self::Connection(
                ConnectionError::Timeout
                | ConnectionError::UnknownHost
                | ConnectionError::Closed(_)
                | ConnectionError::Other { connected: false },
            ) => {
                "Make sure that the server is running and that routes, DNS and firewalls let this computer reach it."
                    .to_owned()
            }
            Self::Connection(ConnectionError::Proxy) => {
                "Check the address of the HTTP proxy and whether it allows connections to the server."
                    .to_owned()
            }
            Self::Connection(ConnectionError::NotHttp) => {
                "Check the scheme and the port of the URL.".to_owned()
            }
            Self::Connection(ConnectionError::Other { connected: true }) => {
                "Check the server's log and the proxies between it and this computer.".to_owned()
            }
            Self::TooLarge => "Check that the address is correct.".to_owned(),
            Self::Encoded(_) => {
                "Configure the server, or the proxy in front of it, to compress a response only if the request's \
                 `Accept-Encoding` allows it."
                    .to_owned()
            }
        }
    }
}

fn tls_remedy(error: &TlsError, authority: &str) -> String {
    let remedy = match error {
        TlsError::UnknownIssuer => {
            return format!(
                "Add the certificate of the server's certificate authority to `{authority}`."
            );
        }
        TlsError::CaAsServer => {
            return format!(
                "Issue a certificate for the server that is not an authority's (`basicConstraints=CA:FALSE`), and put \
                 the certificate of the authority that signs it into `{authority}`."
            );
        }
        TlsError::WrongName(_) => {
            "Use a host name or address from the certificate, or issue a certificate for this name."
        }
        TlsError::Expired => {
            "Renew the server's certificate; if it is valid on other computers, synchronize this computer's clock with NTP."
        }
        TlsError::NotYetValid => {
            "Synchronize the clocks of this computer and of the certificate's issuer with NTP."
        }
        TlsError::WrongPurpose => {
            "Issue a certificate for the server that has the extended key usage `serverAuth`."
        }
        TlsError::Certificate(_) => "Issue a new certificate for the server.",
        TlsError::NotTls => "Check the scheme and the port of the URL.",
        TlsError::NoCommonVersion => {
            "Make sure that the server supports TLS 1.3 if it is a Concierge, otherwise TLS 1.2 or later."
        }
        TlsError::ClientCertificateRequired => {
            "Configure the server, or the proxy in front of it, to require no client certificate."
        }
        TlsError::Handshake(_) => {
            "Check the server's log and the proxies between it and this computer."
        }
    };
    remedy.to_owned()
}
