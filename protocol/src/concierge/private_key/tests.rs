//! Keys that belong to a certificate and keys that do not. None of them guards anything.

use alloc::format;

use super::super::certificate::CertificateError;
use super::*;

const KEYS: [&str; 6] = [
    include_str!("../../../tests/fixtures/pinniped.key"),
    include_str!("../../../tests/fixtures/other.key"),
    include_str!("../../../tests/fixtures/p384.key"),
    include_str!("../../../tests/fixtures/rsa.key"),
    include_str!("../../../tests/fixtures/rsa-other.key"),
    include_str!("../../../tests/fixtures/ed25519-v2.key"),
];
const CERTIFICATES: [(&str, usize); 5] = [
    (include_str!("../../../tests/fixtures/pinniped.crt"), 0),
    (include_str!("../../../tests/fixtures/other.crt"), 1),
    (include_str!("../../../tests/fixtures/p384.crt"), 2),
    (include_str!("../../../tests/fixtures/rsa.crt"), 3),
    (include_str!("../../../tests/fixtures/ed25519.crt"), 5),
];

#[test]
fn a_key_belongs_to_its_own_certificate_and_to_no_other() {
    for (certificate, own) in CERTIFICATES {
        let certificate = Certificate::from_pem(certificate).unwrap();
        for (index, key) in KEYS.iter().enumerate() {
            let key = PrivateKey::from_pem(key).unwrap();
            assert_eq!(key.belongs_to(&certificate), index == own, "{index} {own}");
        }
    }
}

#[test]
fn a_key_without_its_public_half_belongs_to_nothing() {
    let key = PrivateKey::from_pem(include_str!("../../../tests/fixtures/ed25519.key")).unwrap();
    let certificate =
        Certificate::from_pem(include_str!("../../../tests/fixtures/ed25519.crt")).unwrap();
    assert!(!key.belongs_to(&certificate));
}

#[test]
fn other_forms_of_a_key_are_refused() {
    for text in [
        include_str!("../../../tests/fixtures/sec1.key"),
        include_str!("../../../tests/fixtures/pinniped.crt"),
        &format!("{}{}", KEYS[0], KEYS[1]),
        "",
    ] {
        assert_eq!(
            PrivateKey::from_pem(text).err(),
            Some(PrivateKeyError::NotOnePemBlock)
        );
    }
    let certificate = pem::decode("CERTIFICATE", CERTIFICATES[0].0).unwrap();
    assert_eq!(
        PrivateKey::from_pem(&pem::encode(PEM_LABEL, &certificate)).err(),
        Some(PrivateKeyError::Malformed)
    );
}

#[test]
fn the_pem_is_written_anew_and_printed_nowhere() {
    for text in KEYS {
        let key = PrivateKey::from_pem(&text.replace('\n', "\r\n")).unwrap();
        assert_eq!(key.pem().secret(), text);
        assert_eq!(format!("{key:?}"), "PrivateKey([redacted])");
    }
}

#[test]
fn a_key_cut_short_anywhere_is_refused() {
    for text in KEYS {
        let der = pem::decode(PEM_LABEL, text).unwrap();
        for len in 0..der.len() {
            let text = pem::encode(PEM_LABEL, &der[..len]);
            let error = PrivateKey::from_pem(&text).err();
            assert_eq!(error, Some(PrivateKeyError::Malformed), "{len}");
        }
    }
}

#[test]
fn damage_inside_the_key_is_survived_and_a_changed_public_half_belongs_to_nothing() {
    for (certificate, own) in CERTIFICATES {
        let certificate = Certificate::from_pem(certificate).unwrap();
        let der = pem::decode(PEM_LABEL, KEYS[own]).unwrap();
        let mut outcomes = [0, 0];
        for bit in 0..der.len() * 8 {
            let mut flipped = der.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(key) = PrivateKey::from_pem(&pem::encode(PEM_LABEL, &flipped)) {
                outcomes[usize::from(key.belongs_to(&certificate))] += 1;
            }
        }
        assert!(outcomes[0] > 0 && outcomes[1] > 0, "{outcomes:?}");
    }
}

#[test]
fn damage_inside_the_certificate_is_survived() {
    for (text, own) in CERTIFICATES {
        let key = PrivateKey::from_pem(KEYS[own]).unwrap();
        let der = pem::decode("CERTIFICATE", text).unwrap();
        let mut strangers = 0;
        for bit in 0..der.len() * 8 {
            let mut flipped = der.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            match Certificate::from_pem(&pem::encode("CERTIFICATE", &flipped)) {
                Ok(certificate) => strangers += usize::from(!key.belongs_to(&certificate)),
                Err(CertificateError::NotOnePemBlock) => panic!("the block itself is whole"),
                Err(_) => {}
            }
        }
        assert!(strangers > 0, "a flipped public key went unnoticed");
    }
}
