//! A certificate authority: signs a server's certificate and, for a cluster, short-lived client certificates.

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

use super::certificate::{self, ValidityPeriod};
use super::identity::Identity;

/// The certificate authority of one cluster, or of the issuer.
pub(crate) struct Authority {
    issuer: rcgen::Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
    subject: Vec<u8>,
}

/// A client certificate and its key in PEM, as the client receives them.
pub(crate) struct IssuedCertificate {
    pub(crate) certificate_pem: String,
    pub(crate) key_pem: String,
    pub(crate) not_after: SystemTime,
}

/// A certificate and its PKCS#8 key for a server on loopback.
pub(crate) struct ServingCertificate {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) key: Vec<u8>,
}

/// CA and server certificates are valid between these years, so that a clock's offset does not invalidate them.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2049;
/// Line width of base64 in PEM (RFC 7468 §2).
const PEM_COLUMNS: usize = 64;

impl Authority {
    pub(crate) fn generate(name: &str) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
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
    pub(crate) fn serving(&self) -> Result<ServingCertificate, rcgen::Error> {
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = common_name("devstack");
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(FIRST_YEAR, 1, 1);
        params.not_after = date_time_ymd(LAST_YEAR, 12, 31);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(ServingCertificate {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        })
    }

    /// A client certificate with one organisation per group, all in one name component, as Go encodes them.
    pub(crate) fn issue(
        &self,
        identity: &Identity,
        not_before: SystemTime,
        not_after: SystemTime,
    ) -> Result<IssuedCertificate, rcgen::Error> {
        let key = KeyPair::generate()?;
        let validity = ValidityPeriod {
            not_before,
            not_after,
        };
        let body = certificate::body(
            &self.subject,
            identity,
            validity,
            &key.subject_public_key_info(),
        );
        let signature = self.issuer.key().sign(&body)?;
        let certificate = certificate::signed(&body, &signature);
        Ok(IssuedCertificate {
            certificate_pem: pem("CERTIFICATE", &certificate),
            key_pem: pem("PRIVATE KEY", &key.serialize_der()),
            not_after,
        })
    }
}

/// RFC 3339 in UTC with whole seconds, as Kubernetes formats times.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    whole_seconds(time).format(&Rfc3339).unwrap_or_default()
}

pub(super) fn whole_seconds(time: SystemTime) -> OffsetDateTime {
    let time = OffsetDateTime::from(time);
    time.replace_nanosecond(0).unwrap_or(time)
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
