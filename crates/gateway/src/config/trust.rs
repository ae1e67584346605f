//! The trusted roots of a TLS connection: only a private CA, or the system's roots.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::concierge::pem::{self, PemError};
use haulout_protocol::kubeconfig::data;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::files::Files;

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
    ///
    /// # Errors
    /// The reason, as the second half of a sentence that starts with the name of the field.
    pub fn from_base64(text: &str) -> Result<Self, String> {
        let pem = data::decode(text).ok_or("is not base64")?;
        Self::from_pem(&pem)
    }

    /// Reads a PEM file; the error has its path.
    pub(super) fn from_file(file: &Path, files: &Files) -> Result<Self, String> {
        let name = files.path(file).display().to_string();
        Self::read_pem(&files.bytes(file)?, |error| error.in_file(&name))
    }

    /// Reads PEM text.
    ///
    /// # Errors
    /// The reason, as the second half of a sentence that starts with the name of the file.
    pub fn from_pem(text: &[u8]) -> Result<Self, String> {
        Self::read_pem(text, PemError::to_string)
    }

    fn read_pem(text: &[u8], to_reason: impl Fn(&PemError) -> String) -> Result<Self, String> {
        // Comments can be in any encoding; other bytes than ASCII are no base64 anyway.
        let text = String::from_utf8_lossy(text);
        let mut roots = RootCertStore::empty();
        let mut certificates = String::new();
        for certificate in pem::certificates(&text).map_err(|error| to_reason(&error))? {
            certificates += &pem::encode(pem::CERTIFICATE, &certificate);
            roots
                .add(CertificateDer::from(certificate))
                .map_err(|_| "has a certificate that is not valid X.509")?;
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
