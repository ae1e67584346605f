//! A cluster's certificate authority: the server's certificate, and client certificates that live for minutes.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData, SigningKey, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_parser::parse_x509_certificate;
use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag};

use super::identity::Identity;
use crate::random;

/// Signs for one cluster.
pub(crate) struct Authority {
    issuer: rcgen::Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
    subject: Vec<u8>,
}

/// A client certificate and its key, as they go to the client.
pub(crate) struct Issued {
    pub(crate) certificate_pem: String,
    pub(crate) key_pem: String,
    pub(crate) not_after: SystemTime,
}

/// A certificate and its key in PKCS#8 for a server on loopback.
pub(crate) struct Serving {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) key: Vec<u8>,
}

/// Years between which authorities and servers are valid, so that no offset of a clock gets in the way of a test.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2049;
/// Width of the lines of base64 between PEM's markers (RFC 7468 §2).
const PEM_COLUMNS: usize = 64;
/// Pinniped's serial numbers have 128 random bits.
const SERIAL_BYTES: usize = 16;

const COMMON_NAME: &[u64] = &[2, 5, 4, 3];
const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
const BASIC_CONSTRAINTS: &[u64] = &[2, 5, 29, 19];
const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
const CLIENT_AUTH: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 2];
const ECDSA_WITH_SHA256: &[u64] = &[1, 2, 840, 10045, 4, 3, 2];
const UTC_TIME: u64 = 23;

impl Authority {
    pub(crate) fn generate(name: &str) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(&format!("{name} cluster CA"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::KeyCertSign,
            KeyUsagePurpose::DigitalSignature,
        ];
        params.not_before = date_time_ymd(FIRST_YEAR, 1, 1);
        params.not_after = date_time_ymd(LAST_YEAR, 12, 31);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        let subject = parse_x509_certificate(certificate.der())
            .map(|(_, parsed)| parsed.subject().as_raw().to_vec())
            .map_err(|_| rcgen::Error::CouldNotParseCertificate)?;
        Ok(Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            issuer: rcgen::Issuer::new(params, key),
            subject,
        })
    }

    /// The authority's own certificate.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for servers on 127.0.0.1 and localhost.
    pub(crate) fn serving(&self) -> Result<Serving, rcgen::Error> {
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = common_name("kubernetes");
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(FIRST_YEAR, 1, 1);
        params.not_after = date_time_ymd(LAST_YEAR, 12, 31);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Serving {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        })
    }

    /// A client certificate with one organisation per group, all in a single name component as Go writes them.
    pub(crate) fn issue(
        &self,
        identity: &Identity,
        not_before: SystemTime,
        not_after: SystemTime,
    ) -> Result<Issued, rcgen::Error> {
        let key = KeyPair::generate()?;
        let body = yasna::construct_der(|writer| {
            writer.write_sequence(|fields| {
                let version_3 = 2;
                fields
                    .next()
                    .write_tagged(Tag::context(0), |version| version.write_u8(version_3));
                fields
                    .next()
                    .write_bigint_bytes(&random::bytes::<SERIAL_BYTES>(), true);
                algorithm(fields.next());
                fields.next().write_der(&self.subject);
                fields.next().write_sequence(|validity| {
                    instant(validity.next(), not_before);
                    instant(validity.next(), not_after);
                });
                name(fields.next(), identity);
                fields.next().write_der(&key.subject_public_key_info());
                fields.next().write_tagged(Tag::context(3), extensions);
            });
        });
        let signature = self.issuer.key().sign(&body)?;
        let certificate = yasna::construct_der(|writer| {
            writer.write_sequence(|fields| {
                fields.next().write_der(&body);
                algorithm(fields.next());
                fields
                    .next()
                    .write_bitvec_bytes(&signature, signature.len() * 8);
            });
        });
        Ok(Issued {
            certificate_pem: pem("CERTIFICATE", &certificate),
            key_pem: pem("PRIVATE KEY", &key.serialize_der()),
            not_after,
        })
    }
}

/// RFC 3339 in UTC and whole seconds, as Kubernetes writes its times.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    whole_seconds(time).format(&Rfc3339).unwrap_or_default()
}

fn algorithm(writer: DERWriter<'_>) {
    writer.write_sequence(|fields| fields.next().write_oid(&oid(ECDSA_WITH_SHA256)));
}

/// Go puts organisations before the common name, and leaves them out when there is none.
fn name(writer: DERWriter<'_>, identity: &Identity) {
    writer.write_sequence(|components| {
        if !identity.groups.is_empty() {
            components.next().write_set_of(|values| {
                for group in &identity.groups {
                    attribute(values.next(), ORGANIZATION, group);
                }
            });
        }
        components.next().write_set_of(|values| {
            attribute(values.next(), COMMON_NAME, &identity.username);
        });
    });
}

fn attribute(writer: DERWriter<'_>, kind: &[u64], value: &str) {
    writer.write_sequence(|fields| {
        fields.next().write_oid(&oid(kind));
        if value.chars().all(is_printable) {
            fields.next().write_printable_string(value);
        } else {
            fields.next().write_utf8_string(value);
        }
    });
}

/// The repertoire of X.680's `PrintableString`.
fn is_printable(c: char) -> bool {
    c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c)
}

fn extensions(writer: DERWriter<'_>) {
    writer.write_sequence(|list| {
        list.next().write_sequence(|extension| {
            extension.next().write_oid(&oid(EXTENDED_KEY_USAGE));
            let usages = yasna::construct_der(|writer| {
                writer.write_sequence(|usages| usages.next().write_oid(&oid(CLIENT_AUTH)));
            });
            extension.next().write_bytes(&usages);
        });
        list.next().write_sequence(|extension| {
            let critical = true;
            extension.next().write_oid(&oid(BASIC_CONSTRAINTS));
            extension.next().write_bool(critical);
            extension
                .next()
                .write_bytes(&yasna::construct_der(|writer| {
                    writer.write_sequence(|_| ())
                }));
        });
    });
}

/// Two digits of the year suffice until 2049 (RFC 5280 §4.1.2.5).
fn instant(writer: DERWriter<'_>, time: SystemTime) {
    let time = whole_seconds(time);
    let (date, clock) = (time.date(), time.time());
    let text = format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        date.year() % 100,
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    );
    let tag = Tag {
        tag_class: yasna::TagClass::Universal,
        tag_number: UTC_TIME,
    };
    writer.write_tagged_implicit(tag, |writer| writer.write_bytes(text.as_bytes()));
}

fn whole_seconds(time: SystemTime) -> OffsetDateTime {
    let time = OffsetDateTime::from(time);
    time.replace_nanosecond(0).unwrap_or(time)
}

fn oid(components: &[u64]) -> ObjectIdentifier {
    ObjectIdentifier::from_slice(components)
}

fn common_name(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    subject
}

fn pem(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let lines: Vec<&str> = (0..encoded.len())
        .step_by(PEM_COLUMNS)
        .map(|start| &encoded[start..encoded.len().min(start + PEM_COLUMNS)])
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
