//! Reads and rewrites `ExecCredential` files without Haulout's own code.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use x509_parser::pem::parse_x509_pem;

/// The credential in a file of the live folder, if it has one.
pub(crate) fn read(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    let credential: Value = serde_json::from_str(&text).ok()?;
    credential.get("status")?;
    Some(credential)
}

/// `notAfter` of the certificate, in seconds since the epoch.
pub(crate) fn not_after(credential: &Value) -> Option<i64> {
    let pem = credential["status"]["clientCertificateData"].as_str()?;
    let (_, pem) = parse_x509_pem(pem.as_bytes()).ok()?;
    Some(pem.parse_x509().ok()?.validity().not_after.timestamp())
}

/// The same credential with another `expirationTimestamp`.
pub(crate) fn ending_at(mut credential: Value, secs: i64) -> Option<Value> {
    let at = time::OffsetDateTime::from_unix_timestamp(secs).ok()?;
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    credential["status"]["expirationTimestamp"] = json!(text);
    Some(credential)
}

/// A field of the status as base64.
pub(crate) fn data(credential: &Value, name: &str) -> String {
    BASE64_STANDARD.encode(credential["status"][name].as_str().unwrap_or_default())
}

/// Writes a file atomically.
pub(crate) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    std::fs::write(&new, text)?;
    std::fs::rename(new, path)
}
