//! Keys that belong to a certificate and keys that do not. All are test keys that protect nothing.

use alloc::format;

use super::super::certificate::CertificateError;
use super::super::der::build::element;
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
fn a_key_without_its_public_half_matches_no_certificate() {
    let key = PrivateKey::from_pem(include_str!("../../../tests/fixtures/ed25519.key")).unwrap();
    let certificate =
        Certificate::from_pem(include_str!("../../../tests/fixtures/ed25519.crt")).unwrap();
    assert!(!key.belongs_to(&certificate));
}

/// Keys of the certificates in older formats.
const TRADITIONAL: [(&str, usize); 3] = [
    (include_str!("../../../tests/fixtures/pinniped-sec1.key"), 0),
    (include_str!("../../../tests/fixtures/p384-sec1.key"), 2),
    (include_str!("../../../tests/fixtures/rsa-pkcs1.key"), 3),
];

#[test]
fn a_key_in_an_older_format_belongs_to_its_own_certificate_only() {
    for (text, own) in TRADITIONAL {
        let key = PrivateKey::from_pem(text).unwrap();
        assert_eq!(key.pem().secret(), text);
        for (certificate, owner) in CERTIFICATES {
            let certificate = Certificate::from_pem(certificate).unwrap();
            assert_eq!(key.belongs_to(&certificate), owner == own, "{own} {owner}");
        }
    }
    let other = PrivateKey::from_pem(include_str!("../../../tests/fixtures/sec1.key")).unwrap();
    let certificate = Certificate::from_pem(CERTIFICATES[0].0).unwrap();
    assert!(!other.belongs_to(&certificate));
}

#[test]
fn other_key_formats_are_refused() {
    for text in [
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
        PrivateKey::from_pem(&pem::encode(Format::Pkcs8.label(), &certificate)).err(),
        Some(PrivateKeyError::Malformed)
    );
}

#[test]
fn the_keys_pem_is_canonical_and_never_printed() {
    for text in KEYS {
        let key = PrivateKey::from_pem(&text.replace('\n', "\r\n")).unwrap();
        assert_eq!(key.pem().secret(), text);
        assert_eq!(
            format!("{key:?}"),
            "PrivateKey { format: Pkcs8, der: [redacted] }"
        );
    }
}

#[test]
fn a_truncated_key_is_refused() {
    for text in KEYS {
        let der = pem::decode(Format::Pkcs8.label(), text).unwrap();
        for len in 0..der.len() {
            let text = pem::encode(Format::Pkcs8.label(), &der[..len]);
            let error = PrivateKey::from_pem(&text).err();
            assert_eq!(error, Some(PrivateKeyError::Malformed), "{len}");
        }
    }
}

/// The algorithm and the public half, each as the bytes that key and certificate share.
fn shared_parts<'a>(certificate: &'a Certificate, key: &[u8]) -> [&'a [u8]; 2] {
    let contains = |part: &[u8]| key.windows(part.len()).any(|window| window == part);
    let certified = certificate.public_key();
    let algorithm = Reader::new(certified).take(tag::SEQUENCE).unwrap();
    let public = (0..certified.len())
        .map(|start| &certified[start..])
        .find(|part| contains(part))
        .unwrap();
    assert!(contains(algorithm) && public.len() > 32);
    [algorithm, public]
}

#[test]
fn a_key_with_a_flipped_public_bit_matches_no_certificate() {
    for (text, own) in CERTIFICATES {
        let certificate = Certificate::from_pem(text).unwrap();
        let der = pem::decode(Format::Pkcs8.label(), KEYS[own]).unwrap();
        for part in shared_parts(&certificate, &der) {
            let mut windows = der.windows(part.len());
            let start = windows.position(|window| window == part).unwrap();
            for bit in start * 8..(start + part.len()) * 8 {
                let mut flipped = der.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                if let Ok(key) = PrivateKey::from_pem(&pem::encode(Format::Pkcs8.label(), &flipped))
                {
                    assert!(!key.belongs_to(&certificate), "{own}: bit {bit}");
                }
            }
        }
    }
}

#[test]
fn a_corrupted_key_never_panics() {
    for (certificate, own) in CERTIFICATES {
        let certificate = Certificate::from_pem(certificate).unwrap();
        let der = pem::decode(Format::Pkcs8.label(), KEYS[own]).unwrap();
        let mut outcomes = [0, 0];
        for bit in 0..der.len() * 8 {
            let mut flipped = der.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(key) = PrivateKey::from_pem(&pem::encode(Format::Pkcs8.label(), &flipped)) {
                outcomes[usize::from(key.belongs_to(&certificate))] += 1;
            }
        }
        assert!(outcomes[0] > 0 && outcomes[1] > 0, "{outcomes:?}");
    }
}

#[test]
fn a_key_with_unknown_version_or_surplus_elements_is_refused() {
    let der = pem::decode(Format::Pkcs8.label(), KEYS[0]).unwrap();
    let mut fields = der::only(tag::SEQUENCE, &der).unwrap();
    fields.take(tag::INTEGER).unwrap();
    let algorithm = element(tag::SEQUENCE, &[fields.take(tag::SEQUENCE).unwrap()]);
    let key = element(
        tag::OCTET_STRING,
        &[fields.take(tag::OCTET_STRING).unwrap()],
    );
    let read = |version: u8, surplus: &[u8]| {
        let version = element(tag::INTEGER, &[&[version]]);
        let der = element(tag::SEQUENCE, &[&version, &algorithm, &key, surplus]);
        PrivateKey::from_pem(&pem::encode(Format::Pkcs8.label(), &der)).err()
    };
    assert_eq!(read(0, &[]), None);
    assert_eq!(read(1, &[]), None);
    assert_eq!(read(2, &[]), Some(PrivateKeyError::Malformed));
    assert_eq!(read(0, &[0x05, 0]), Some(PrivateKeyError::Malformed));
}

#[test]
fn a_corrupted_certificate_never_panics() {
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
