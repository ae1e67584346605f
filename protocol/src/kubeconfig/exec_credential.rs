//! `ExecCredential` v1: what kubectl reads from a credential plugin, here from a file that is rewritten ahead of time.

use alloc::format;
use alloc::string::String;

use serde::Serialize;

use crate::json;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A credential in the form of `client.authentication.k8s.io/v1`.
///
/// client-go keeps what it has read until `expirationTimestamp`, by the clock of the computer that it runs on, and reads
/// again after that; it never looks at the certificate's own end.
#[derive(Debug)]
pub struct ExecCredential {
    pub(crate) certificate_pem: String,
    pub(crate) key_pem: Secret<String>,
    pub(crate) expiration: UnixTime,
}

impl ExecCredential {
    /// When its reader should read again, on this computer's clock.
    #[must_use]
    pub const fn expiration(&self) -> UnixTime {
        self.expiration
    }

    /// The JSON. **Secret**, for the key is in it.
    #[must_use]
    pub fn render(&self) -> Secret<String> {
        self.write(None)
    }

    /// The same with a first member that says whose file it is; kubectl does not look at it.
    pub(crate) fn render_marked(&self, marker: &str) -> Secret<String> {
        self.write(Some(marker))
    }

    fn write(&self, marker: Option<&str>) -> Secret<String> {
        let expiration_timestamp = format!("{}", self.expiration);
        document(
            marker,
            Some(Status {
                expiration_timestamp: &expiration_timestamp,
                client_certificate_data: &self.certificate_pem,
                client_key_data: self.key_pem.secret(),
            }),
        )
    }
}

/// The JSON without any credential; kubectl refuses it in words that a person understands.
pub(crate) fn no_credential(marker: &str) -> Secret<String> {
    document(Some(marker), None)
}

fn document(marker: Option<&str>, status: Option<Status<'_>>) -> Secret<String> {
    Secret::new(json::write(&Document {
        marker,
        kind: "ExecCredential",
        api_version: "client.authentication.k8s.io/v1",
        spec: Spec { interactive: false },
        status,
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(rename = "//", skip_serializing_if = "Option::is_none")]
    marker: Option<&'a str>,
    kind: &'static str,
    api_version: &'static str,
    spec: Spec,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status<'a>>,
}

#[derive(Serialize)]
struct Spec {
    interactive: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    expiration_timestamp: &'a str,
    client_certificate_data: &'a str,
    client_key_data: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_kubectl_wants_it() {
        let credential = ExecCredential {
            certificate_pem: "-----BEGIN CERTIFICATE-----\nYQ==\n".into(),
            key_pem: Secret::new("-----BEGIN PRIVATE KEY-----\nYg==\n".into()),
            expiration: UnixTime::from_millis(1_795_420_800_999),
        };
        assert_eq!(
            credential.render().secret(),
            concat!(
                r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","#,
                r#""spec":{"interactive":false},"status":{"expirationTimestamp":"2026-11-23T08:00:00Z","#,
                r#""clientCertificateData":"-----BEGIN CERTIFICATE-----\nYQ==\n","#,
                r#""clientKeyData":"-----BEGIN PRIVATE KEY-----\nYg==\n"}}"#,
            )
        );
        assert!(!format!("{credential:?}").contains("Yg=="));
    }
}
