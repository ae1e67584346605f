//! `ExecCredential` v1, the output of a credential plugin; here in a file that is rewritten before it expires.

use alloc::string::String;

use serde::Serialize;

use crate::json;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A credential as `client.authentication.k8s.io/v1`.
///
/// client-go caches it until `expirationTimestamp`, by its own computer's clock, and then reads again; it ignores the
/// certificate's own expiry.
#[derive(Debug)]
pub struct ExecCredential {
    pub(crate) material: Material,
    pub(crate) expiration: UnixTime,
}

/// The credential for the API server.
#[derive(Debug)]
pub enum Material {
    /// A certificate with its key, in PEM.
    Certificate {
        /// The certificate.
        pem: String,
        /// The key.
        key: Secret<String>,
    },
    /// A bearer token.
    Token(Secret<String>),
}

impl ExecCredential {
    /// When clients should read it again, on this computer's clock.
    #[must_use]
    pub const fn expiration(&self) -> UnixTime {
        self.expiration
    }

    /// The JSON. **Secret**, because it contains the key.
    #[must_use]
    pub fn render(&self) -> Secret<String> {
        self.write(None)
    }

    /// The same with a first member that marks the file as ours; kubectl ignores it.
    pub(crate) fn render_marked(&self, marker: &str) -> Secret<String> {
        self.write(Some(marker))
    }

    fn write(&self, marker: Option<&str>) -> Secret<String> {
        let mut status = Status {
            expiration_timestamp: self.expiration,
            client_certificate_data: None,
            client_key_data: None,
            token: None,
        };
        match &self.material {
            Material::Certificate { pem, key } => {
                status.client_certificate_data = Some(pem);
                status.client_key_data = Some(key.secret());
            }
            Material::Token(token) => status.token = Some(token.secret()),
        }
        document(marker, Some(status))
    }
}

/// The JSON without a credential; kubectl's error message for it is readable.
pub(crate) fn no_credential(marker: &str) -> Secret<String> {
    document(Some(marker), None)
}

fn document(marker: Option<&str>, status: Option<Status<'_>>) -> Secret<String> {
    Secret::new(json::to_text(&Document {
        marker,
        kind: "ExecCredential",
        api_version: "client.authentication.k8s.io/v1",
        spec: Spec { interactive: false },
        status,
    }))
}

/// The file. **Secret.**
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    /// First, because [`crate::live_folder`] checks only the beginning of a file for it.
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
    expiration_timestamp: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_certificate_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_key_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn an_exec_credential_has_the_format_of_kubectl() {
        let credential = ExecCredential {
            material: Material::Certificate {
                pem: "-----BEGIN CERTIFICATE-----\nYQ==\n".into(),
                key: Secret::new("-----BEGIN PRIVATE KEY-----\nYg==\n".into()),
            },
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

    #[test]
    fn a_token_has_no_certificate_beside_it() {
        let credential = ExecCredential {
            material: Material::Token(Secret::new("abc".into())),
            expiration: UnixTime::from_secs(1_795_420_800),
        };
        assert_eq!(
            credential.render_marked("ours").secret(),
            concat!(
                r#"{"//":"ours","kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","#,
                r#""spec":{"interactive":false},"#,
                r#""status":{"expirationTimestamp":"2026-11-23T08:00:00Z","token":"abc"}}"#,
            )
        );
    }
}
