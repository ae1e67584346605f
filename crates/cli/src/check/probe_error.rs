//! `ProbeError`: why there was no answer, told apart as far as the cures differ.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// What became of a request that was not answered.
#[derive(Debug)]
pub(super) enum ProbeError {
    /// The certificate is another name's.
    WrongName(String),
    /// Nobody whom we trust vouches for the certificate.
    UnknownIssuer,
    /// The certificate's time is over.
    Expired,
    /// The certificate's time has not begun.
    NotYetValid,
    /// Any other defect of the certificate.
    Certificate(String),
    /// TLS came to no agreement; with the library's words.
    Tls(String),
    /// No answer within the time.
    Timeout,
    /// An answer without an end in sight.
    TooLarge,
    /// The connection ended in the middle of the answer.
    Incomplete(String),
    /// No connection at all.
    Unreachable(String),
}

impl ProbeError {
    /// Looks for the innermost cause, which is the one that helps.
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
            // The authorities of most clusters have the same name, and only their keys tell them apart.
            CertificateError::UnknownIssuer | CertificateError::BadSignature
        ) {
            Self::UnknownIssuer
        } else {
            Self::Certificate(defect.to_string())
        }
    }

    /// Whether there was somebody, and TLS stood in between.
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

    /// What happened.
    pub(super) fn description(&self) -> String {
        match self {
            Self::WrongName(presented) if presented.is_empty() => {
                "the certificate is for another name".to_owned()
            }
            Self::WrongName(presented) => {
                format!("the certificate is for other names: {presented}")
            }
            Self::UnknownIssuer => {
                "the certificate is from an authority that is not trusted here".to_owned()
            }
            Self::Expired => "the certificate has expired".to_owned(),
            Self::NotYetValid => "the certificate is not valid yet".to_owned(),
            Self::Certificate(text) => format!("the certificate is unusable: {text}"),
            Self::Tls(text) => format!("no TLS connection comes about: {text}"),
            Self::Timeout => "no answer in time".to_owned(),
            Self::TooLarge => "the answer is larger than any proper one".to_owned(),
            Self::Incomplete(text) => format!("the answer breaks off: {text}"),
            Self::Unreachable(text) => format!("no connection: {text}"),
        }
    }

    /// What to do, where `authority` names the field of the configuration that says whom to trust.
    pub(super) fn remedy(&self, authority: &str) -> String {
        match self {
            Self::WrongName(_) => {
                "Use a host name or address that the certificate has, or issue one for this name."
                    .to_owned()
            }
            Self::UnknownIssuer => format!(
                "Put the certificate of the authority that signed the server's into `{authority}`."
            ),
            Self::Expired => {
                "Renew the server's certificate; if it looks valid elsewhere, set this computer's clock by NTP."
                    .to_owned()
            }
            Self::NotYetValid => {
                "Set the clocks of this computer and of whoever issued the certificate by NTP.".to_owned()
            }
            Self::Certificate(_) => "Issue the server another certificate.".to_owned(),
            Self::Tls(_) => {
                "See that the address speaks TLS, 1.3 for a Concierge and 1.2 or newer for everybody else."
                    .to_owned()
            }
            Self::Timeout | Self::Unreachable(_) => {
                "See that the server runs and that routes, DNS and firewalls let this computer reach it."
                    .to_owned()
            }
            Self::TooLarge => "Compare the address with what ought to be there.".to_owned(),
            Self::Incomplete(_) => {
                "Look at the server's log, and at what stands between it and this computer.".to_owned()
            }
        }
    }
}

/// An I/O error carries its cause where `source` does not lead.
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
