//! The trusted roots of a TLS connection: only a private CA, or the system's roots.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::concierge::pem;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// The roots for one upstream.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The operating system's certificate authorities.
    System,
    /// Only these certificates.
    Only {
        /// The roots as rustls uses them.
        roots: Arc<RootCertStore>,
        /// Base64 of their PEM, for kubeconfigs; other text in the operator's file is removed.
        ca_data: String,
    },
}

impl Trust {
    /// Reads base64 of PEM text.
    pub(super) fn from_base64(data: &str) -> Result<Self, String> {
        let compact: String = data.split_ascii_whitespace().collect();
        let pem = BASE64_STANDARD
            .decode(compact)
            .map_err(|error| format!("is not base64: {error}"))?;
        Self::from_pem(&pem)
    }

    /// Reads PEM text.
    ///
    /// # Errors
    /// The reason, as the second half of a sentence that starts with the field or the file.
    pub fn from_pem(text: &[u8]) -> Result<Self, String> {
        if String::from_utf8_lossy(text).contains("PRIVATE KEY-----") {
            return Err("contains a private key; use a file with certificates only".to_owned());
        }
        let mut roots = RootCertStore::empty();
        let mut certificates = String::new();
        for certificate in CertificateDer::pem_slice_iter(text) {
            let certificate = certificate.map_err(|error| format!("is not PEM: {error}"))?;
            certificates += &pem::encode("CERTIFICATE", &certificate);
            roots
                .add(certificate)
                .map_err(|error| format!("has an invalid certificate: {error}"))?;
        }
        if roots.is_empty() {
            return Err("contains no PEM certificate".to_owned());
        }
        Ok(Self::Only {
            roots: Arc::new(roots),
            ca_data: BASE64_STANDARD.encode(certificates),
        })
    }

    /// Base64 of the PEM text, if a private CA is configured.
    pub fn ca_data(&self) -> Option<&str> {
        match self {
            Self::System => None,
            Self::Only { ca_data, .. } => Some(ca_data),
        }
    }
}
