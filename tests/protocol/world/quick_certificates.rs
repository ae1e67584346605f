//! Certificates, fast: copies of one real certificate with other dates.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::json;
use time::OffsetDateTime;

use super::concierge::{self, LIFETIME_SECS};
use super::wire::Answer;

/// Returns a credential, as [`concierge::issue`] does. Only its signer's key could show the difference.
pub(super) fn issue(now: i64) -> (Answer, String) {
    let status = json!({
        "credential": {
            "expirationTimestamp": concierge::rfc3339(now + LIFETIME_SECS),
            "clientCertificateData": TEMPLATE.pem(now - LIFETIME_SECS, now + LIFETIME_SECS),
            "clientKeyData": TEMPLATE.key,
        },
    });
    (concierge::answer(status), TEMPLATE.key.clone())
}

struct Template {
    der: Vec<u8>,
    not_before: usize,
    not_after: usize,
    key: String,
}

impl Template {
    fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let mut certificate = CertificateParams::default();
        certificate.not_before = OffsetDateTime::from_unix_timestamp(SOME_START).unwrap();
        certificate.not_after = OffsetDateTime::from_unix_timestamp(SOME_END).unwrap();
        certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        certificate.distinguished_name = rcgen::DistinguishedName::new();
        let name = &mut certificate.distinguished_name;
        name.push(DnType::OrganizationName, "developers");
        name.push(DnType::CommonName, "walrus");
        let signed = certificate.self_signed(&key).unwrap();
        let der = signed.der().to_vec();
        let place = |secs| {
            let date = utc_time(secs);
            der.windows(date.len())
                .position(|window| window == date.as_bytes())
                .unwrap()
        };
        Self {
            not_before: place(SOME_START),
            not_after: place(SOME_END),
            key: key.serialize_pem(),
            der,
        }
    }

    fn pem(&self, not_before: i64, not_after: i64) -> String {
        let mut der = self.der.clone();
        for (place, secs) in [(self.not_before, not_before), (self.not_after, not_after)] {
            let date = utc_time(secs);
            der[place..place + date.len()].copy_from_slice(date.as_bytes());
        }
        let base64 = STANDARD.encode(der);
        let lines = base64
            .as_bytes()
            .chunks(PEM_LINE)
            .map(String::from_utf8_lossy);
        let lines: Vec<_> = lines.collect();
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        )
    }
}

/// The X.509 format for the years until 2049 (RFC 5280 §4.1.2.5.1).
fn utc_time(secs: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(secs).unwrap();
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

static TEMPLATE: LazyLock<Template> = LazyLock::new(Template::new);
/// Two dates that can be found in the template, because nothing else in it looks like them.
const SOME_START: i64 = 1_111_111_111;
const SOME_END: i64 = 2_222_222_222;
/// Characters in each line of PEM (RFC 7468 §2).
const PEM_LINE: usize = 64;
