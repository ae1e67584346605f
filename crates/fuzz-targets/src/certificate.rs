//! Client certificates and private keys in DER, beside x509-parser.

use haulout_protocol::concierge::certificate::Certificate;
use haulout_protocol::concierge::pem;
use haulout_protocol::concierge::private_key::PrivateKey;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::x509::AttributeTypeAndValue;

/// A certificate that is accepted is one for x509-parser, too, with the same serial number, validity, names and usage,
/// and the bytes of certificates and keys are passed on unchanged.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
        let text = pem::encode(label, data);
        if let Ok(key) = PrivateKey::from_pem(&text) {
            assert_eq!(*key.pem().secret(), text);
            let _ = key.belongs_to(&fixture());
        }
    }
    let text = pem::encode(pem::CERTIFICATE, data);
    let Ok(ours) = Certificate::from_pem(&text) else {
        return;
    };
    assert_eq!(ours.pem(), text);
    let (rest, theirs) = X509Certificate::from_der(data).expect("x509-parser accepts it, too");
    assert!(rest.is_empty());
    assert_eq!(ours.serial(), theirs.raw_serial());
    let validity = theirs.validity();
    assert_eq!(ours.not_before().as_secs(), validity.not_before.timestamp());
    assert_eq!(ours.not_after().as_secs(), validity.not_after.timestamp());
    let subject = theirs.subject();
    assert_eq!([ours.username()], texts(subject.iter_common_name())[..]);
    assert_eq!(ours.groups(), texts(subject.iter_organization()));
    let usage = theirs
        .extended_key_usage()
        .expect("its usages are readable");
    assert!(usage.expect("it has usages").value.client_auth);
}

fn texts<'a>(attributes: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> Vec<&'a str> {
    attributes
        .map(|attribute| attribute.as_str().expect("the name is text"))
        .collect()
}

fn fixture() -> Certificate {
    Certificate::from_pem(FIXTURE).expect("the fixture is a certificate")
}

const FIXTURE: &str = include_str!("../../protocol/tests/fixtures/pinniped.crt");
