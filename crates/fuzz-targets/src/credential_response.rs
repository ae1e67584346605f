//! Responses of a Concierge, beside serde_json.

use haulout_protocol::concierge::{TokenCredentialRequest, TokenCredentialRequestStatus};
use haulout_protocol::json;
use serde_json::Value;

/// A parsed response has either a message or a credential with the texts that another JSON reader finds, and its
/// serialized form is the same response.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(status) = TokenCredentialRequestStatus::parse(data) else {
        return;
    };
    let document: Value = serde_json::from_slice(data).expect("a response is JSON");
    let given = &document["status"];
    assert!(status.message.is_none() || status.credential.is_none());
    if let Some(message) = &status.message {
        assert_eq!(given["message"], message.as_str());
    }
    if let Some(credential) = &status.credential {
        let given = &given["credential"];
        let certificate = &credential.client_certificate_data;
        assert_eq!(given["clientCertificateData"], certificate.as_str());
        assert_eq!(
            given["clientKeyData"],
            credential.client_key_data.secret().as_str()
        );
        if let Ok(certificate) = credential.certificate() {
            assert!(certificate.not_before() <= certificate.not_after());
        }
    }
    let serialized = serialized(status);
    let again = TokenCredentialRequestStatus::parse(serialized.as_bytes());
    assert_eq!(
        self::serialized(again.expect("it is a response")),
        serialized
    );
}

fn serialized(status: TokenCredentialRequestStatus) -> String {
    json::to_text(&TokenCredentialRequest::answer("pinniped.dev", status))
}
