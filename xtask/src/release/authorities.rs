//! The certificate authorities in the image: Mozilla's, from a crate that Cargo.lock pins.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// A PEM file with every authority.
pub(super) fn pem() -> String {
    let mut pem = String::new();
    for certificate in TLS_SERVER_ROOT_CERTS {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let text = BASE64_STANDARD.encode(certificate);
        for line in text.as_bytes().chunks(LINE_CHARACTERS) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
    }
    pem
}

/// RFC 7468 §2.
const LINE_CHARACTERS: usize = 64;
