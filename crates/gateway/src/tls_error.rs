//! `TlsError`: why a TLS handshake with a server failed, in words of its own instead of a library's.

use std::fmt;

use rustls::{AlertDescription, CertificateError};

/// Why a TLS handshake failed. Every variant but the last four is about the server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsError {
    /// It is for other names, which are listed.
    WrongName(Vec<String>),
    /// It is not from a trusted authority.
    UnknownIssuer,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It is the certificate of a certificate authority.
    CaAsServer,
    /// It may not be used by a server.
    WrongPurpose,
    /// It has a rarer defect.
    Certificate(&'static str),
    /// The server answers without TLS.
    NotTls,
    /// Client and server have no version or cipher suite in common.
    NoCommonVersion,
    /// The server requires a client certificate.
    ClientCertificateRequired,
    /// The handshake failed otherwise; with the server's alert (RFC 8446 §6), if it sent one.
    Handshake(Option<u8>),
}

impl TlsError {
    /// Whether the server's certificate is the cause.
    #[must_use]
    pub fn is_about_the_certificate(&self) -> bool {
        !matches!(
            self,
            Self::NotTls
                | Self::NoCommonVersion
                | Self::ClientCertificateRequired
                | Self::Handshake(_)
        )
    }
}

impl From<&rustls::Error> for TlsError {
    fn from(error: &rustls::Error) -> Self {
        if let rustls::Error::InvalidCertificate(defect) = error {
            return Self::of_certificate(defect);
        }
        if let rustls::Error::AlertReceived(alert) = error {
            return Self::of_alert(*alert);
        }
        if matches!(error, rustls::Error::InvalidMessage(_)) {
            Self::NotTls
        } else if matches!(error, rustls::Error::PeerIncompatible(_)) {
            Self::NoCommonVersion
        } else {
            Self::Handshake(None)
        }
    }
}

impl TlsError {
    fn of_alert(alert: AlertDescription) -> Self {
        use AlertDescription as A;
        if matches!(
            alert,
            A::ProtocolVersion | A::HandshakeFailure | A::InsufficientSecurity
        ) {
            Self::NoCommonVersion
        } else if alert == A::CertificateRequired {
            Self::ClientCertificateRequired
        } else {
            Self::Handshake(Some(alert.into()))
        }
    }

    fn of_certificate(defect: &CertificateError) -> Self {
        use CertificateError as E;
        if matches!(defect, E::Expired | E::ExpiredContext { .. }) {
            Self::Expired
        } else if matches!(defect, E::NotValidYet | E::NotValidYetContext { .. }) {
            Self::NotYetValid
        } else if let E::NotValidForNameContext { presented, .. } = defect {
            Self::WrongName(presented.iter().map(|name| plain_name(name)).collect())
        } else if matches!(defect, E::NotValidForName) {
            Self::WrongName(Vec::new())
        } else if matches!(defect, E::UnknownIssuer | E::BadSignature) {
            // The CAs of most clusters have the same name and differ only in their keys.
            Self::UnknownIssuer
        } else if matches!(defect, E::InvalidPurpose | E::InvalidPurposeContext { .. }) {
            Self::WrongPurpose
        } else if let E::Other(other) = defect {
            other
                .0
                .downcast_ref()
                .map_or(Self::Certificate(UNKNOWN_DEFECT), Self::of_path)
        } else {
            Self::Certificate(defect_name(defect))
        }
    }

    /// A defect that rustls has no name for.
    fn of_path(defect: &webpki::Error) -> Self {
        use webpki::Error as E;
        if matches!(defect, E::CaUsedAsEndEntity) {
            return Self::CaAsServer;
        }
        Self::Certificate(if matches!(defect, E::UnsupportedCertVersion) {
            "is not of X.509 version 3"
        } else if matches!(defect, E::EndEntityUsedAsCa) {
            "is signed by a certificate that is not an authority's"
        } else if matches!(defect, E::NameConstraintViolation) {
            "has a name that its authority may not certify"
        } else if matches!(defect, E::PathLenConstraintViolated) {
            "has more intermediate certificates than its authority allows"
        } else if matches!(defect, E::UnsupportedCriticalExtension) {
            "has an unknown critical extension"
        } else {
            UNKNOWN_DEFECT
        })
    }
}

fn defect_name(defect: &CertificateError) -> &'static str {
    use CertificateError as E;
    if matches!(defect, E::Revoked) {
        "is revoked"
    } else if matches!(defect, E::BadEncoding) {
        "is not encoded correctly"
    } else if matches!(defect, E::UnhandledCriticalExtension) {
        "has an unknown critical extension"
    } else if matches!(
        defect,
        E::UnsupportedSignatureAlgorithmContext { .. }
            | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
    ) {
        "has a signature algorithm that is not supported, such as SHA-1"
    } else {
        UNKNOWN_DEFECT
    }
}

/// The name in `DnsName("api.example")` or `IpAddress(192.0.2.1)`.
fn plain_name(presented: &str) -> String {
    let inner = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(presented).trim_matches('"').to_owned()
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongName(names) if names.is_empty() => f.write_str(
                "the certificate is for another name: it has no subject alternative names",
            ),
            Self::WrongName(names) => {
                write!(
                    f,
                    "the certificate is for other names: {}",
                    names.join(", ")
                )
            }
            Self::UnknownIssuer => {
                f.write_str("the certificate is from an authority that is not trusted")
            }
            Self::Expired => f.write_str("the certificate has expired"),
            Self::NotYetValid => f.write_str("the certificate is not valid yet"),
            Self::CaAsServer => f.write_str(
                "the server's certificate is that of a certificate authority (`CA:TRUE`)",
            ),
            Self::WrongPurpose => {
                f.write_str("the certificate's extended key usage lacks `serverAuth`")
            }
            Self::Certificate(defect) => write!(f, "the certificate {defect}"),
            Self::NotTls => f.write_str("the server does not respond with TLS"),
            Self::NoCommonVersion => f.write_str(
                "the server supports none of the TLS versions and cipher suites that are allowed",
            ),
            Self::ClientCertificateRequired => {
                f.write_str("the server requires a client certificate")
            }
            Self::Handshake(Some(alert)) => {
                write!(f, "the server ends the TLS handshake with alert {alert}")
            }
            Self::Handshake(None) => f.write_str("the TLS handshake fails"),
        }
    }
}

const UNKNOWN_DEFECT: &str = "is not valid";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_error_shows_presented_names_without_their_types() {
        for (presented, shown) in [
            ("DnsName(\"*.acme.example\")", "*.acme.example"),
            ("IpAddress(192.0.2.1)", "192.0.2.1"),
            ("DirectoryName", "DirectoryName"),
        ] {
            assert_eq!(plain_name(presented), shown);
        }
    }
}
