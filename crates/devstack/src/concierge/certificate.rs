//! Encodes client certificates exactly as Pinniped does, which certificate libraries do not support.

use std::time::SystemTime;

use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag, TagClass};

use super::authority::whole_seconds;
use super::identity::Identity;
use crate::random;

/// The validity of a certificate.
pub(super) struct ValidityPeriod {
    pub(super) not_before: SystemTime,
    pub(super) not_after: SystemTime,
}

/// Pinniped uses 128 random bits.
const SERIAL_BYTES: usize = 16;

const COMMON_NAME: &[u64] = &[2, 5, 4, 3];
const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
const BASIC_CONSTRAINTS: &[u64] = &[2, 5, 29, 19];
const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
const CLIENT_AUTH: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 2];
const ECDSA_WITH_SHA256: &[u64] = &[1, 2, 840, 10045, 4, 3, 2];
const UTC_TIME: u64 = 23;

/// The `TBSCertificate` (RFC 5280 §4.1.2). `issuer` and `public_key` are DER-encoded.
pub(super) fn body(
    issuer: &[u8],
    identity: &Identity,
    period: ValidityPeriod,
    public_key: &[u8],
) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|fields| {
            let version_3 = 2;
            fields
                .next()
                .write_tagged(Tag::context(0), |version| version.write_u8(version_3));
            fields
                .next()
                .write_bigint_bytes(&random::bytes::<SERIAL_BYTES>(), true);
            algorithm(fields.next());
            fields.next().write_der(issuer);
            fields.next().write_sequence(|times| {
                instant(times.next(), period.not_before);
                instant(times.next(), period.not_after);
            });
            name(fields.next(), identity);
            fields.next().write_der(public_key);
            fields.next().write_tagged(Tag::context(3), extensions);
        });
    })
}

/// The certificate, assembled from the signed part and its signature.
pub(super) fn signed(body: &[u8], signature: &[u8]) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|fields| {
            fields.next().write_der(body);
            algorithm(fields.next());
            fields
                .next()
                .write_bitvec_bytes(signature, signature.len() * 8);
        });
    })
}

fn algorithm(writer: DERWriter<'_>) {
    writer.write_sequence(|fields| fields.next().write_oid(&oid(ECDSA_WITH_SHA256)));
}

/// Go encodes organisations before the common name, and omits the component if there are none.
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

/// The characters of `PrintableString` (X.680).
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

/// `UTCTime`, which has two-digit years and is used until 2049 (RFC 5280 §4.1.2.5).
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
        tag_class: TagClass::Universal,
        tag_number: UTC_TIME,
    };
    writer.write_tagged_implicit(tag, |writer| writer.write_bytes(text.as_bytes()));
}

fn oid(components: &[u64]) -> ObjectIdentifier {
    ObjectIdentifier::from_slice(components)
}
