//! The client certificate: the identity of its bearer, and its period of validity.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::der::{self, Element, Reader, tag};
use super::pem;
use crate::time::{Span, UnixTime};

/// An X.509 certificate that a Kubernetes API server accepts for client authentication (RFC 5280).
///
/// Its signature is not checked here: the API server does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    public_key: Vec<u8>,
    serial: Vec<u8>,
    username: String,
    groups: Vec<String>,
    extra: Vec<String>,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Certificate {
    /// Reads a certificate from `text`, which has to be one PEM block and nothing else.
    ///
    /// # Errors
    /// It is not one certificate, cannot identify a client, or has no user name.
    pub fn from_pem(text: &str) -> Result<Self, CertificateError> {
        let der = pem::decode(PEM_LABEL, text).ok_or(CertificateError::NotOnePemBlock)?;
        let fields = Fields::read(&der).ok_or(CertificateError::Malformed)?;
        if fields.not_after < fields.not_before {
            return Err(CertificateError::NeverValid);
        }
        if !is_for_clients(fields.extensions).ok_or(CertificateError::Malformed)? {
            return Err(CertificateError::NotForClients);
        }
        let Subject {
            username,
            groups,
            extra,
        } = read_subject(fields.subject)?;
        Ok(Self {
            public_key: fields.public_key.to_vec(),
            serial: fields.serial.to_vec(),
            username,
            groups,
            extra,
            not_before: fields.not_before,
            not_after: fields.not_after,
            der,
        })
    }

    /// The bearer's user name for the API server: the subject's common name, verbatim.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The bearer's groups for the API server: the subject's organizations, in no particular order.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The organizational units, in which Pinniped puts what an authenticator's `claims.extra` adds. An API server
    /// ignores them; an impersonation proxy does not.
    #[must_use]
    pub fn extra(&self) -> &[String] {
        &self.extra
    }

    /// The serial number, as in audit logs: the bytes of a positive integer, most significant first.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The first instant of validity, on the issuer's clock.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last instant of validity, on the issuer's clock.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// When it was issued, on the issuer's clock, if its validity is Pinniped's: from five minutes before to five
    /// minutes after. Truncated to whole seconds.
    #[must_use]
    pub fn issued_at(&self) -> Option<UnixTime> {
        let span = self.not_after.since(self.not_before);
        (span == PINNIPED_SPAN).then(|| self.not_before.plus(PINNIPED_BACKDATE))
    }

    /// The certificate as PEM, encoded from its bytes.
    #[must_use]
    pub fn pem(&self) -> String {
        pem::encode(PEM_LABEL, &self.der)
    }

    /// The contents of the `SubjectPublicKeyInfo`.
    pub(super) fn public_key(&self) -> &[u8] {
        &self.public_key
    }
}

/// Why a client certificate is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// Its bytes do not follow RFC 5280.
    Malformed,
    /// It expires before it becomes valid.
    NeverValid,
    /// The subject has no common name, an empty one, or several, so the user name is missing or ambiguous.
    NoUsername,
    /// The extended key usage is missing or lacks `clientAuth`; API servers refuse it.
    NotForClients,
    /// The text is not exactly one PEM block labelled `CERTIFICATE`, or exceeds the size limit.
    NotOnePemBlock,
    /// The common name or an organization is encoded as something other than UTF-8 or ASCII.
    UnreadableName,
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the certificate is malformed",
            Self::NeverValid => "the certificate expires before it becomes valid",
            Self::NoUsername => "the certificate does not name exactly one user",
            Self::NotForClients => "the certificate is not for client authentication",
            Self::NotOnePemBlock => "the certificate is not one PEM block",
            Self::UnreadableName => "the certificate names its user in an unsupported encoding",
        })
    }
}

/// The fields in use, in the order of RFC 5280 §4.1.
struct Fields<'a> {
    serial: &'a [u8],
    not_before: UnixTime,
    not_after: UnixTime,
    subject: &'a [u8],
    public_key: &'a [u8],
    extensions: Option<&'a [u8]>,
}

impl<'a> Fields<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let mut certificate = der::only(tag::SEQUENCE, der)?;
        let mut tbs = certificate.enter(tag::SEQUENCE)?;
        let _algorithm = certificate.take(tag::SEQUENCE)?;
        let _signature = certificate.take(tag::BIT_STRING)?;

        let _version = tbs.take(tag::context_constructed(0));
        let serial = tbs.take(tag::INTEGER)?;
        let _algorithm = tbs.take(tag::SEQUENCE)?;
        let _issuer = tbs.take(tag::SEQUENCE)?;
        let mut validity = tbs.enter(tag::SEQUENCE)?;
        let fields = Self {
            serial,
            not_before: read_time(validity.element()?)?,
            not_after: read_time(validity.element()?)?,
            subject: tbs.take(tag::SEQUENCE)?,
            public_key: tbs.take(tag::SEQUENCE)?,
            extensions: {
                let _issuer_id = tbs.take(tag::context(1));
                let _subject_id = tbs.take(tag::context(2));
                tbs.take(tag::context_constructed(3))
            },
        };
        (certificate.is_empty() && tbs.is_empty() && validity.is_empty()).then_some(fields)
    }
}

fn read_time(element: Element<'_>) -> Option<UnixTime> {
    matches!(element.tag, tag::UTC_TIME | tag::GENERALIZED_TIME).then_some(())?;
    UnixTime::parse_x509(core::str::from_utf8(element.contents).ok()?)
}

/// Whether the extended key usage includes `clientAuth`, which Go's TLS servers require (RFC 5280 §4.2.1.12).
fn is_for_clients(extensions: Option<&[u8]>) -> Option<bool> {
    let Some(extensions) = extensions else {
        return Some(false);
    };
    let mut extensions = der::only(tag::SEQUENCE, extensions)?;
    let mut usages = None;
    while !extensions.is_empty() {
        let mut extension = extensions.enter(tag::SEQUENCE)?;
        let id = extension.take(tag::OBJECT_ID)?;
        let _critical = extension.take(tag::BOOLEAN);
        let value = extension.take(tag::OCTET_STRING)?;
        extension.is_empty().then_some(())?;
        // An extension may not be repeated (§4.2): parsers would differ about which one counts.
        if id == EXTENDED_KEY_USAGE && usages.replace(value).is_some() {
            return None;
        }
    }
    let Some(usages) = usages else {
        return Some(false);
    };
    let mut usages = der::only(tag::SEQUENCE, usages)?;
    let mut found = false;
    while !usages.is_empty() {
        found |= usages.take(tag::OBJECT_ID)? == CLIENT_AUTH;
    }
    Some(found)
}

/// The parts of a subject that are about the user.
struct Subject {
    username: String,
    groups: Vec<String>,
    extra: Vec<String>,
}

/// Username and groups, the way Kubernetes reads them: every `CN` and `O`, whether each attribute has its own relative
/// distinguished name or they share one, as in Go.
fn read_subject(subject: &[u8]) -> Result<Subject, CertificateError> {
    let mut usernames = Vec::new();
    let mut groups = Vec::new();
    let mut extra = Vec::new();
    let mut relative_names = Reader::new(subject);
    while !relative_names.is_empty() {
        let mut attributes = relative_names
            .enter(tag::SET)
            .ok_or(CertificateError::Malformed)?;
        while !attributes.is_empty() {
            let (id, value) = read_attribute(&mut attributes).ok_or(CertificateError::Malformed)?;
            let list = match id {
                COMMON_NAME => &mut usernames,
                ORGANIZATION => &mut groups,
                // It is only displayed.
                ORGANIZATIONAL_UNIT => {
                    extra.extend(read_text(value));
                    continue;
                }
                _ => continue,
            };
            list.push(read_text(value).ok_or(CertificateError::UnreadableName)?);
        }
    }
    match <[String; 1]>::try_from(usernames) {
        Ok([username]) if !username.is_empty() => Ok(Subject {
            username,
            groups,
            extra,
        }),
        _ => Err(CertificateError::NoUsername),
    }
}

fn read_attribute<'a>(attributes: &mut Reader<'a>) -> Option<(&'a [u8], Element<'a>)> {
    let mut attribute = attributes.enter(tag::SEQUENCE)?;
    let id = attribute.take(tag::OBJECT_ID)?;
    let value = attribute.element()?;
    attribute.is_empty().then_some((id, value))
}

fn read_text(element: Element<'_>) -> Option<String> {
    let is_readable = match element.tag {
        tag::UTF8_STRING => true,
        tag::PRINTABLE_STRING | tag::IA5_STRING => element.contents.is_ascii(),
        _ => false,
    };
    is_readable.then_some(())?;
    core::str::from_utf8(element.contents)
        .ok()
        .map(String::from)
}

const PEM_LABEL: &str = "CERTIFICATE";
/// 2.5.4.3
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// 2.5.4.10
const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
/// 2.5.4.11
const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 0x04, 0x0b];
/// 2.5.29.37
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// 1.3.6.1.5.5.7.3.2
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

/// Pinniped backdates certificates by this much to allow for clock skew.
const PINNIPED_BACKDATE: Span = Span::from_secs(300);
/// The whole validity, from the backdated start: Pinniped certificates expire this much later.
const PINNIPED_SPAN: Span = Span::from_secs(600);

#[cfg(test)]
mod tests;
