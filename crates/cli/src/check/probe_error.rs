//! `ProbeError`: why a request got no response; each variant has its own remedy.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// Why a request got no response.
#[derive(Debug)]
pub(super) enum ProbeError {
    /// The certificate has other names, which are listed.
    WrongName(String),
    /// The certificate is not from a trusted authority.
    UnknownIssuer,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate has another defect.
    Certificate(String),
    /// The TLS handshake failed, with the library's message.
    Tls(String),
    /// No response before the timeout.
    Timeout,
    /// The response exceeds the size limit.
    TooLarge,
    /// The connection was closed before the end of the response.
    Incomplete(String),
    /// No connection was established.
    Unreachable(String),
}

impl ProbeError {
    /// Classifies an error by its root cause.
    pub(super) fn from_reqwest(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        let error = error.without_url();
        if let Some(tls) = tls_error(&error) {
            return Self::from_tls(tls);
        }
        let text = root_cause(&error);
        if error.is_connect() {
            Self::Unreachable(text)
        } else {
            Self::Incomplete(text)
        }
    }

    fn from_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(defect) = error else {
            return Self::Tls(error.to_string());
        };
        let is_over = matches!(
            defect,
            CertificateError::Expired | CertificateError::ExpiredContext { .. }
        );
        let is_early = matches!(
            defect,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }
        );
        if is_over {
            Self::Expired
        } else if is_early {
            Self::NotYetValid
        } else if let CertificateError::NotValidForNameContext { presented, .. } = defect {
            Self::WrongName(presented.join(", "))
        } else if *defect == CertificateError::NotValidForName {
            Self::WrongName(String::new())
        } else if matches!(
            defect,
            // The CAs of most clusters have the same name and differ only in their keys.
            CertificateError::UnknownIssuer | CertificateError::BadSignature
        ) {
            Self::UnknownIssuer
        } else {
            Self::Certificate(defect.to_string())
        }
    }

    /// Whether a server was reached and TLS failed.
    pub(super) fn is_tls(&self) -> bool {
        match self {
            Self::WrongName(_)
            | Self::UnknownIssuer
            | Self::Expired
            | Self::NotYetValid
            | Self::Certificate(_)
            | Self::Tls(_) => true,
            Self::Timeout | Self::TooLarge | Self::Incomplete(_) | Self::Unreachable(_) => false,
        }
    }

    /// The text of the finding.
    pub(super) fn description(&self) -> String {
        match self {
            Self::WrongName(presented) if presented.is_empty() => {
                "the certificate is for another name".to_owned()
            }
            Self::WrongName(presented) => {
                format!("the certificate is for other names: {presented}")
            }
            Self::UnknownIssuer => {
                "the certificate is from an authority that is not trusted".to_owned()
            }
            Self::Expired => "the certificate has expired".to_owned(),
            Self::NotYetValid => "the certificate is not valid yet".to_owned(),
            Self::Certificate(text) => format!("the certificate is unusable: {text}"),
            Self::Tls(text) => format!("the TLS handshake fails: {text}"),
            Self::Timeout => "no response before the timeout".to_owned(),
            Self::TooLarge => "the response is too large".to_owned(),
            Self::Incomplete(text) => format!("the response is incomplete: {text}"),
            Self::Unreachable(text) => format!("no connection: {text}"),
        }
    }

    /// How to fix the problem; `authority` is the configuration field for the CA bundle.
    pub(super) fn remedy(&self, authority: &str) -> String {
        match self {
            Self::WrongName(_) => {
                "Use a host name or address from the certificate, or issue a certificate for this name."
                    .to_owned()
            }
            Self::UnknownIssuer => format!(
                "Add the certificate of the server's certificate authority to `{authority}`."
            ),
            Self::Expired => {
                "Renew the server's certificate; if it is valid on other computers, synchronize this computer's clock with NTP."
                    .to_owned()
            }
            Self::NotYetValid => {
                "Synchronize the clocks of this computer and of the certificate's issuer with NTP.".to_owned()
            }
            Self::Certificate(_) => "Issue a new certificate for the server.".to_owned(),
            Self::Tls(_) => {
                "Make sure that the server supports TLS 1.3 if it is a Concierge, otherwise TLS 1.2 or later."
                    .to_owned()
            }
            Self::Timeout | Self::Unreachable(_) => {
                "Make sure that the server is running and that routes, DNS and firewalls let this computer reach it."
                    .to_owned()
            }
            Self::TooLarge => "Check that the address is correct.".to_owned(),
            Self::Incomplete(_) => {
                "Check the server's log and the proxies between it and this computer.".to_owned()
            }
        }
    }
}

/// An I/O error has its inner error in `get_ref`, not in `source`.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn root_cause(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text = error.to_string();
        next = error.source();
    }
    text
}
