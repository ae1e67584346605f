//! Certificates as Go's `crypto/x509` and Python's `cryptography` write them, whole and damaged.

use alloc::format;
use alloc::vec::Vec;

use super::*;

const PINNIPED: &str = include_str!("../../../tests/fixtures/pinniped.crt");
const SEPARATE: &str = include_str!("../../../tests/fixtures/separate.crt");

#[test]
fn a_pinniped_certificate_has_user_groups_and_validity() {
    let certificate = Certificate::from_pem(PINNIPED).unwrap();
    assert_eq!(certificate.username(), "pinny@acme.example");
    let mut groups = certificate.groups().to_vec();
    groups.sort();
    assert_eq!(groups, ["developers", "on-call", "sre"]);
    let expected = UnixTime::parse_rfc3339("2026-11-23T10:00:00Z");
    assert_eq!(Some(certificate.not_before()), expected);
    let expected = UnixTime::parse_rfc3339("2026-11-23T10:10:00Z");
    assert_eq!(Some(certificate.not_after()), expected);
}

#[test]
fn groups_in_separate_names_and_all_encodings_are_read() {
    let certificate = Certificate::from_pem(SEPARATE).unwrap();
    assert_eq!(certificate.username(), "pinny");
    assert_eq!(certificate.groups(), ["oidc:ops", "ops@acme", "Küste"]);
}

#[test]
fn organizational_units_are_further_attributes() {
    let certificate =
        Certificate::from_pem(include_str!("../../../tests/fixtures/extra.crt")).unwrap();
    assert_eq!(certificate.groups(), ["sre"]);
    assert_eq!(
        certificate.extra(),
        ["acme.example/team=platform", "acme.example/floor=3"]
    );
}

#[test]
fn a_non_ascii_name_without_groups_is_read() {
    let certificate =
        Certificate::from_pem(include_str!("../../../tests/fixtures/other.crt")).unwrap();
    assert_eq!(certificate.username(), "žofie");
    assert!(certificate.groups().is_empty());
}

#[test]
fn a_not_after_beyond_2049_is_read() {
    let certificate =
        Certificate::from_pem(include_str!("../../../tests/fixtures/p384.crt")).unwrap();
    let expected = UnixTime::parse_rfc3339("2060-01-02T03:04:05Z");
    assert_eq!(Some(certificate.not_after()), expected);
}

#[test]
fn each_unusable_certificate_has_its_own_error() {
    let cases = [
        (
            include_str!("../../../tests/fixtures/server.crt"),
            CertificateError::NotForClients,
        ),
        (
            include_str!("../../../tests/fixtures/no-usage.crt"),
            CertificateError::NotForClients,
        ),
        (
            include_str!("../../../tests/fixtures/no-name.crt"),
            CertificateError::NoUsername,
        ),
        (
            include_str!("../../../tests/fixtures/empty-name.crt"),
            CertificateError::NoUsername,
        ),
        (
            include_str!("../../../tests/fixtures/two-names.crt"),
            CertificateError::NoUsername,
        ),
        (
            include_str!("../../../tests/fixtures/bmp-name.crt"),
            CertificateError::UnreadableName,
        ),
        (
            include_str!("../../../tests/fixtures/backwards.crt"),
            CertificateError::NeverValid,
        ),
        (
            include_str!("../../../tests/fixtures/pinniped.key"),
            CertificateError::NotOnePemBlock,
        ),
        (
            "-----BEGIN CERTIFICATE-----\naGF1bG91dA==\n-----END CERTIFICATE-----\n",
            CertificateError::Malformed,
        ),
    ];
    for (text, reason) in cases {
        assert_eq!(Certificate::from_pem(text), Err(reason), "{text}");
    }
}

#[test]
fn a_certificate_chain_is_refused() {
    let chain = format!("{PINNIPED}{SEPARATE}");
    let refused = Err(CertificateError::NotOnePemBlock);
    assert_eq!(Certificate::from_pem(&chain), refused);
}

#[test]
fn pem_is_written_in_canonical_form() {
    let ragged = PINNIPED.replace('\n', "\r\n");
    let certificate = Certificate::from_pem(&ragged).unwrap();
    assert_eq!(certificate.pem(), PINNIPED);
}

#[test]
fn a_truncated_certificate_is_refused() {
    for (len, _) in PINNIPED.trim_end().char_indices() {
        assert!(Certificate::from_pem(&PINNIPED[..len]).is_err(), "{len}");
    }
    let der = pem::decode(PEM_LABEL, PINNIPED).unwrap();
    for len in 0..der.len() {
        let text = pem::encode(PEM_LABEL, &der[..len]);
        let refused = Err(CertificateError::Malformed);
        assert_eq!(Certificate::from_pem(&text), refused, "{len}");
    }
}

#[test]
fn trailing_data_after_the_certificate_is_refused() {
    let mut der = pem::decode(PEM_LABEL, PINNIPED).unwrap();
    der.push(0);
    let text = pem::encode(PEM_LABEL, &der);
    let refused = Err(CertificateError::Malformed);
    assert_eq!(Certificate::from_pem(&text), refused);
}

/// A flipped bit never goes unnoticed: the certificate is refused, or what it says is read from the flipped bytes.
#[test]
fn a_flipped_bit_is_refused_or_passed_on() {
    for text in [PINNIPED, SEPARATE] {
        let der = pem::decode(PEM_LABEL, text).unwrap();
        let refused: Vec<bool> = (0..der.len() * 8)
            .map(|bit| {
                let mut flipped = der.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let flipped = pem::encode(PEM_LABEL, &flipped);
                match Certificate::from_pem(&flipped) {
                    Ok(certificate) => {
                        assert_eq!(certificate.pem(), flipped);
                        assert!(!certificate.username().is_empty());
                        false
                    }
                    Err(_) => true,
                }
            })
            .collect();
        assert!(refused.contains(&true) && refused.contains(&false));
    }
}

mod structure;
