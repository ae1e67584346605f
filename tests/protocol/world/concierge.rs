//! A cluster's Concierge: real certificates of five minutes, backdated by five, with matching keys.

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::wire::Answer;

/// A defect in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// The key is that of another certificate.
    OtherKey,
    /// It expired an hour ago.
    Dead,
    /// `expirationTimestamp` says something else.
    OtherExpiration,
    /// A refusal beside the credential.
    WithMessage,
    /// An empty message beside the credential.
    EmptyMessage,
}

/// Returns a credential with these groups. `now` is the Concierge's clock; the key is returned too, for tests that
/// search for it.
pub(crate) fn issue(now: i64, flaw: Flaw, groups: &[String]) -> (Answer, String) {
    let now = if flaw == Flaw::Dead { now - 3600 } else { now };
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut certificate = CertificateParams::default();
    certificate.not_before = OffsetDateTime::from_unix_timestamp(now - LIFETIME_SECS).unwrap();
    certificate.not_after = OffsetDateTime::from_unix_timestamp(now + LIFETIME_SECS).unwrap();
    certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    certificate.distinguished_name = rcgen::DistinguishedName::new();
    // rcgen cannot write several organizations, and one is enough for a test.
    if let Some(group) = groups.first() {
        certificate
            .distinguished_name
            .push(DnType::OrganizationName, group.as_str());
    }
    certificate
        .distinguished_name
        .push(DnType::CommonName, "walrus");
    let signed = certificate.self_signed(&key).unwrap();
    let handed_out = match flaw {
        Flaw::OtherKey => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap(),
        Flaw::None
        | Flaw::Dead
        | Flaw::OtherExpiration
        | Flaw::WithMessage
        | Flaw::EmptyMessage => key,
    };
    let expiration = match flaw {
        Flaw::OtherExpiration => now + 2 * LIFETIME_SECS,
        Flaw::None | Flaw::Dead | Flaw::OtherKey | Flaw::WithMessage | Flaw::EmptyMessage => {
            now + LIFETIME_SECS
        }
    };
    let mut status = json!({
        "credential": {
            "expirationTimestamp": rfc3339(expiration),
            "clientCertificateData": signed.pem(),
            "clientKeyData": handed_out.serialize_pem(),
        },
    });
    match flaw {
        Flaw::WithMessage => status["message"] = json!("authentication failed"),
        Flaw::EmptyMessage => status["message"] = json!(""),
        Flaw::None | Flaw::Dead | Flaw::OtherKey | Flaw::OtherExpiration => {}
    }
    (answer(status), handed_out.serialize_pem())
}

/// The Concierge's refusal, whose status is also 201.
pub(crate) fn refuse() -> Answer {
    answer(json!({"message": "authentication failed"}))
}

/// A TokenCredentialRequest with this status; its `spec` is empty.
pub(crate) fn answer(status: Value) -> Answer {
    let body = json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "metadata": {"creationTimestamp": null},
        "spec": {},
        "status": status,
    });
    Answer::json(201, &body)
}

/// An error in the format of Kubernetes.
pub(crate) fn kubernetes_status(code: u16, reason: &str, message: &str) -> Answer {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code,
    });
    Answer::json(code, &body)
}

pub(super) fn rfc3339(secs: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(secs).unwrap();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Pinniped's certificates are valid for this long, and are backdated by as much.
pub(crate) const LIFETIME_SECS: i64 = 300;
