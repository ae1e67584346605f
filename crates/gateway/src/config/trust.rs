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
use crate::file_error;

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
        Self::only(&certificates(&pem).map_err(|error| error.to_string())?)
    }

    /// Reads a PEM file of a configuration; an error in its text has its path.
    pub(super) fn from_file(file: &Path, files: &Files) -> Result<Self, String> {
        let name = files.path(file).display().to_string();
        Self::only(&certificates(&files.bytes(file)?).map_err(|error| error.in_file(&name))?)
    }

    /// Reads a PEM file that is not part of a configuration.
    ///
    /// # Errors
    /// The file and the reason.
    pub fn from_pem_file(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let text = std::fs::read(path)
            .map_err(|error| format!("{name} {}", file_error::reason(&error)))?;
        let certificates = certificates(&text).map_err(|error| error.in_file(&name))?;
        Self::only(&certificates).map_err(|reason| format!("{name} {reason}"))
    }

    fn only(certificates: &[Vec<u8>]) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        let mut text = String::new();
        for certificate in certificates {
            text += &pem::encode(pem::CERTIFICATE, certificate);
            roots
                .add(CertificateDer::from(certificate.as_slice()))
                .map_err(|_| "has a certificate that is not valid X.509")?;
        }
        Ok(Self::Only {
            roots: Arc::new(roots),
            ca_data: BASE64_STANDARD.encode(text),
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

/// Comments can be in any encoding; other bytes than ASCII are no base64 anyway.
fn certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
    pem::certificates(&String::from_utf8_lossy(text))
}
