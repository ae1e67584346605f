//! Certificates built by hand, each breaking one rule of RFC 5280.

use alloc::vec::Vec;

use super::super::super::der::build::element;
use super::*;

/// Where an element is inserted that does not belong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Surplus {
    Attribute,
    Certificate,
    Extension,
    Extensions,
    Nowhere,
    Tbs,
    Usages,
    Validity,
}

/// What varies between the certificates of these tests.
struct Recipe {
    surplus: Surplus,
    name: Vec<u8>,
    usages: Vec<Vec<u8>>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            surplus: Surplus::Nowhere,
            name: element(tag::UTF8_STRING, &[b"pinny"]),
            usages: [CLIENT_AUTH.to_vec()].into(),
        }
    }
}

impl Recipe {
    fn read(&self) -> Result<Certificate, CertificateError> {
        Certificate::from_pem(&pem::encode(PEM_LABEL, &self.certificate()))
    }

    fn certificate(&self) -> Vec<u8> {
        let algorithm = element(tag::SEQUENCE, &[]);
        let signature = element(tag::BIT_STRING, &[&[0]]);
        let parts = [&self.tbs()[..], &algorithm, &signature];
        self.sequence(Surplus::Certificate, &parts)
    }

    fn tbs(&self) -> Vec<u8> {
        let time = element(tag::UTC_TIME, &[b"261123100000Z"]);
        let id = element(tag::OBJECT_ID, &[COMMON_NAME]);
        let attribute = self.sequence(Surplus::Attribute, &[&id, &self.name]);
        let relative_name = element(tag::SET, &[&attribute]);
        let extensions: Vec<Vec<u8>> = self.usages.iter().map(|id| self.extension(id)).collect();
        let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
        let extensions = self.sequence(Surplus::Extensions, &extensions);
        let parts = [
            element(tag::INTEGER, &[&[7]]),
            element(tag::SEQUENCE, &[]),
            element(tag::SEQUENCE, &[]),
            self.sequence(Surplus::Validity, &[&time, &time]),
            element(tag::SEQUENCE, &[&relative_name]),
            element(tag::SEQUENCE, &[]),
            element(tag::context_constructed(3), &[&extensions]),
        ];
        self.sequence(Surplus::Tbs, &parts.each_ref().map(Vec::as_slice))
    }

    fn extension(&self, usage: &[u8]) -> Vec<u8> {
        let id = element(tag::OBJECT_ID, &[EXTENDED_KEY_USAGE]);
        let usage = element(tag::OBJECT_ID, &[usage]);
        let usages = self.sequence(Surplus::Usages, &[&usage]);
        let value = element(tag::OCTET_STRING, &[&usages]);
        self.sequence(Surplus::Extension, &[&id, &value])
    }

    fn sequence(&self, here: Surplus, parts: &[&[u8]]) -> Vec<u8> {
        let surplus: &[u8] = if self.surplus == here {
            &[0x05, 0]
        } else {
            &[]
        };
        element(tag::SEQUENCE, &[&parts.concat(), surplus])
    }
}

#[test]
fn a_surplus_element_is_refused_anywhere() {
    let certificate = Recipe::default().read().unwrap();
    assert_eq!(certificate.username(), "pinny");
    for surplus in [
        Surplus::Attribute,
        Surplus::Certificate,
        Surplus::Extension,
        Surplus::Extensions,
        Surplus::Tbs,
        Surplus::Usages,
        Surplus::Validity,
    ] {
        let recipe = Recipe {
            surplus,
            ..Recipe::default()
        };
        let refused = Err(CertificateError::Malformed);
        assert_eq!(recipe.read(), refused, "{surplus:?}");
    }
}

#[test]
fn a_repeated_key_usage_extension_is_refused() {
    let server_auth = [&CLIENT_AUTH[..CLIENT_AUTH.len() - 1], &[1]].concat();
    let recipe = Recipe {
        usages: [server_auth, CLIENT_AUTH.to_vec()].into(),
        ..Recipe::default()
    };
    assert_eq!(recipe.read(), Err(CertificateError::Malformed));
}

#[test]
fn a_name_with_an_invalid_encoding_is_refused() {
    for (tag, name) in [
        (tag::UTF8_STRING, &[0xff, 0xfe][..]),
        (tag::PRINTABLE_STRING, "žofie".as_bytes()),
        (tag::IA5_STRING, "žofie".as_bytes()),
        (tag::OCTET_STRING, b"pinny"),
    ] {
        let recipe = Recipe {
            name: element(tag, &[name]),
            ..Recipe::default()
        };
        let refused = Err(CertificateError::UnreadableName);
        assert_eq!(recipe.read(), refused, "{tag:x}");
    }
}
