//! The certificate and key of a gateway that terminates TLS itself.

use std::path::Path;
use std::sync::Arc;

use haulout_protocol::concierge::pem::{self, Block};
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer,
};
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
        Err(Error::InvalidCertificate(_)) => {
            let reason = "has a certificate that is not valid X.509".to_owned();
            Err(in_field(CERTIFICATE_FILE)(reason))
        }
        Err(_) => {
            let reason = "has a key that is damaged or of an unsupported type".to_owned();
            Err(in_field(KEY_FILE)(reason))
        }
    }
}

fn present<'a>(field: &str, file: Option<&'a Path>) -> Result<&'a Path, (String, String)> {
    file.ok_or_else(|| (field.to_owned(), "is missing".to_owned()))
}

fn in_field(field: &'static str) -> impl Fn(String) -> (String, String) {
    move |reason| (field.to_owned(), reason)
}

/// The certificates of a file, which may also have their key.
fn chain(file: &Path, files: &Files) -> Result<Vec<CertificateDer<'static>>, String> {
    let chain: Vec<_> = blocks(file, files)?
        .into_iter()
        .filter(|block| block.label == pem::CERTIFICATE)
        .map(|block| CertificateDer::from(block.der.to_vec()))
        .collect();
    if chain.is_empty() {
        return Err("contains no PEM certificate".to_owned());
    }
    Ok(chain)
}

/// The first private key of a file, which may also have its certificates.
fn key(file: &Path, files: &Files) -> Result<PrivateKeyDer<'static>, String> {
    let keys = blocks(file, files)?.into_iter().find_map(|block| {
        let der = block.der.to_vec();
        match block.label.as_str() {
            "PRIVATE KEY" => Some(PrivatePkcs8KeyDer::from(der).into()),
            "RSA PRIVATE KEY" => Some(PrivatePkcs1KeyDer::from(der).into()),
            "EC PRIVATE KEY" => Some(PrivateSec1KeyDer::from(der).into()),
            _ => None,
        }
    });
    keys.ok_or_else(|| "contains no PEM private key, or an encrypted one".to_owned())
}

fn blocks(file: &Path, files: &Files) -> Result<Vec<Block>, String> {
    let pem = files.bytes(file)?;
    let text = std::str::from_utf8(&pem).map_err(|_| "is not PEM text".to_owned())?;
    let name = files.path(file).display().to_string();
    let blocks = pem::blocks(text).map_err(|error| error.in_file(&name))?;
    let is_known = |block: &&Block| {
        let label = block.label.as_str();
        label.ends_with(pem::PRIVATE_KEY) || [pem::CERTIFICATE, EC_PARAMETERS].contains(&label)
    };
    match blocks.iter().find(|block| !is_known(block)) {
        Some(other) => Err(pem::PemReason::OtherBlock(other.label.clone())
            .at(other.line)
            .in_file(&name)),
        None => Ok(blocks),
    }
}

/// OpenSSL writes such a block before a key on an elliptic curve.
const EC_PARAMETERS: &str = "EC PARAMETERS";
const CERTIFICATE_FILE: &str = "tls.certificateFile";
const KEY_FILE: &str = "tls.keyFile";
