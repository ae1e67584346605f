//! The certificate and key of a gateway that terminates TLS itself.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};

use super::files::Files;
use super::raw::RawTls;

/// Reads and validates them; the error is the field and the reason.
pub(super) fn certified_key(
    raw: &RawTls,
    files: &Files,
) -> Result<Arc<CertifiedKey>, (String, String)> {
    let certificate_file = present(CERTIFICATE_FILE, raw.certificate_file.as_deref())?;
    let key_file = present(KEY_FILE, raw.key_file.as_deref())?;
    let chain = chain(certificate_file, files).map_err(in_field(CERTIFICATE_FILE))?;
    let key = key(key_file, files).map_err(in_field(KEY_FILE))?;
    let provider = rustls::crypto::ring::default_provider();
    match CertifiedKey::from_der(chain, key, &provider) {
        Ok(certified) => Ok(Arc::new(certified)),
        Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            let reason = format!("is not the key of the first certificate in {CERTIFICATE_FILE}");
            Err(in_field(KEY_FILE)(reason))
        }
        Err(Error::InvalidCertificate(error)) => {
            Err(in_field(CERTIFICATE_FILE)(format!("is invalid: {error}")))
        }
        Err(error) => Err(in_field(KEY_FILE)(format!("is invalid: {error}"))),
    }
}

fn present<'a>(field: &str, file: Option<&'a Path>) -> Result<&'a Path, (String, String)> {
    file.ok_or_else(|| (field.to_owned(), "is missing".to_owned()))
}

fn in_field(field: &'static str) -> impl Fn(String) -> (String, String) {
    move |reason| (field.to_owned(), reason)
}

fn chain(file: &Path, files: &Files) -> Result<Vec<CertificateDer<'static>>, String> {
    let pem = files.bytes(file)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let chain = chain.map_err(|error| format!("is not PEM: {error}"))?;
    if chain.is_empty() {
        return Err("contains no PEM certificate".to_owned());
    }
    Ok(chain)
}

fn key(file: &Path, files: &Files) -> Result<PrivateKeyDer<'static>, String> {
    let pem = files.bytes(file)?;
    PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|_| "contains no PEM private key, or an encrypted one".to_owned())
}

const CERTIFICATE_FILE: &str = "tls.certificateFile";
const KEY_FILE: &str = "tls.keyFile";
