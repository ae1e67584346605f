//! Generates client certificates quickly: copies of one real certificate with different dates.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair,
    PKCS_ECDSA_P256_SHA256,
};
use time::OffsetDateTime;

/// Generates certificates. Their signature is invalid, which the simulation does not verify; all else is valid.
pub(crate) struct Mint {
    der: Vec<u8>,
    not_before: usize,
    not_after: usize,
    key_pem: String,
    point: Vec<u8>,
}

impl Mint {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
            .expect("the platform's generator makes P-256 keys");
        let mut parameters = CertificateParams::default();
        parameters.not_before = at(SOME_START);
        parameters.not_after = at(SOME_END);
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        parameters.distinguished_name = DistinguishedName::new();
        let name = &mut parameters.distinguished_name;
        name.push(DnType::OrganizationName, "developers");
        name.push(DnType::CommonName, "walrus");
        let certificate = parameters
            .self_signed(&key)
            .expect("a certificate of constants can be signed");
        let der = certificate.der().to_vec();
        let place = |text: &str| {
            der.windows(text.len())
                .position(|window| window == text.as_bytes())
                .expect("a certificate contains its own dates")
        };
        Self {
            not_before: place(&utc_time(SOME_START)),
            not_after: place(&utc_time(SOME_END)),
            key_pem: key.serialize_pem(),
            point: key.public_key_raw().to_vec(),
            der,
        }
    }

    /// A certificate that is valid from one second to another, since the epoch, as PEM.
    pub(crate) fn certificate(&self, not_before: i64, not_after: i64) -> String {
        let mut der = self.der.clone();
        for (place, secs) in [(self.not_before, not_before), (self.not_after, not_after)] {
            let text = utc_time(secs);
            der[place..place + text.len()].copy_from_slice(text.as_bytes());
        }
        let base64 = STANDARD.encode(der);
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        let mut rest = base64.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at(rest.len().min(PEM_LINE));
            pem.push_str(line);
            pem.push('\n');
            rest = more;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// The key of all certificates.
    pub(crate) fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// The public point, uncompressed: a tag, 32 bytes each of x and y.
    pub(crate) fn point(&self) -> &[u8] {
        &self.point
    }
}

/// ASN.1 `UTCTime` (RFC 5280 §4.1.2.5.1).
fn utc_time(secs: i64) -> String {
    let at = at(secs);
    format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        at.year() % 100,
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// RFC 3339, as Kubernetes writes it.
pub(crate) fn rfc3339(secs: i64) -> String {
    let at = at(secs);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

fn at(secs: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(secs)
        .expect("scenarios play within days of a constant date")
}

/// 2026-01-02T03:04:05Z and a year later. No other bytes of the certificate equal these dates.
const SOME_START: i64 = 1_767_323_045;
const SOME_END: i64 = 1_798_859_045;
/// Characters per line (RFC 7468 §2).
const PEM_LINE: usize = 64;

#[cfg(test)]
mod tests {
    use x509_parser::pem::parse_x509_pem;

    use super::*;

    #[test]
    fn each_copy_is_a_valid_certificate_with_its_own_dates() {
        let mint = Mint::new();
        let pem = mint.certificate(1_795_420_500, 1_795_421_100);
        let (_, block) = parse_x509_pem(pem.as_bytes()).unwrap();
        let certificate = block.parse_x509().unwrap();
        assert_eq!(certificate.validity().not_before.timestamp(), 1_795_420_500);
        assert_eq!(certificate.validity().not_after.timestamp(), 1_795_421_100);
        assert_eq!(rfc3339(1_795_420_800), "2026-11-23T08:00:00Z");
    }
}
