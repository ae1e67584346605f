//! PEM texts, beside the reader of rustls.

use haulout_protocol::concierge::pem;
use rustls_pki_types::pem::{PemObject as _, SectionKind};

/// Blocks that are accepted have the bytes that rustls' reader finds in the same lines, and again after encoding.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(blocks) = pem::blocks(text) else {
        return;
    };
    let known: Vec<_> = blocks
        .iter()
        .filter_map(|block| Some((kind(&block.label)?, block.der.to_vec())))
        .collect();
    let encoded: String = blocks
        .iter()
        .map(|block| pem::encode(&block.label, &block.der))
        .collect();
    assert_eq!(foreign(&encoded), known);
    // We permit a byte order mark and white space around a line; that reader does not.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<_> = text.lines().map(str::trim_ascii).collect();
    assert_eq!(foreign(&lines.join("\n")), known);
    let certificates = pem::certificates(text);
    if let Ok(certificates) = certificates {
        assert_eq!(certificates.len(), blocks.len());
    }
}

fn foreign(text: &str) -> Vec<(SectionKind, Vec<u8>)> {
    let sections = <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes());
    sections
        .collect::<Result<_, _>>()
        .expect("rustls accepts it, too")
}

fn kind(label: &str) -> Option<SectionKind> {
    match label {
        "CERTIFICATE" => Some(SectionKind::Certificate),
        "PUBLIC KEY" => Some(SectionKind::PublicKey),
        "RSA PRIVATE KEY" => Some(SectionKind::RsaPrivateKey),
        "PRIVATE KEY" => Some(SectionKind::PrivateKey),
        "EC PRIVATE KEY" => Some(SectionKind::EcPrivateKey),
        "X509 CRL" => Some(SectionKind::Crl),
        "CERTIFICATE REQUEST" => Some(SectionKind::Csr),
        "ECHCONFIG" => Some(SectionKind::EchConfigList),
        _ => None,
    }
}
