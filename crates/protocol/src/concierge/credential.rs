//! `Credential`: a certificate with its own key, alive when it came.

use alloc::string::String;

use super::certificate::Certificate;
use super::private_key::PrivateKey;
use crate::error::CredentialFault;
use crate::secret::Secret;
use crate::time::UnixTime;

/// What the Concierge handed out. A kubeconfig can be made from nothing else.
#[derive(Debug)]
pub struct Credential {
    certificate: Certificate,
    key: PrivateKey,
    announced: Option<UnixTime>,
}

impl Credential {
    /// Proves that certificate and key can be read and belong together.
    pub(super) fn prove(
        certificate: &str,
        key: &Secret<String>,
        announced: Option<UnixTime>,
    ) -> Result<Arrived, CredentialFault> {
        let certificate =
            Certificate::from_pem(certificate).map_err(CredentialFault::Certificate)?;
        let key = PrivateKey::from_pem(key.secret()).map_err(|_| CredentialFault::Key)?;
        if !key.belongs_to(&certificate) {
            return Err(CredentialFault::KeyMismatch);
        }
        Ok(Arrived(Self {
            certificate,
            key,
            announced,
        }))
    }

    /// The certificate: who the API server will see, and until when.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    pub(crate) const fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Where `expirationTimestamp` says something else than the certificate: the certificate wins, and this is said.
    #[must_use]
    pub fn contradicted_by(&self) -> Option<UnixTime> {
        self.announced
            .filter(|announced| announced.as_secs() != self.certificate.not_after().as_secs())
    }
}

/// A credential of which nobody has looked yet whether it is alive.
#[derive(Debug)]
pub(crate) struct Arrived(Credential);

impl Arrived {
    /// When it was issued, if it tells ([`Certificate::issued_at`]).
    pub(crate) fn issued_at(&self) -> Option<UnixTime> {
        self.0.certificate.issued_at()
    }

    /// The certificate alone.
    pub(super) fn into_certificate(self) -> Certificate {
        self.0.certificate
    }

    /// Proves that it has not expired at `now`, on the clock of the Concierge.
    pub(crate) fn alive(self, now: UnixTime) -> Result<Credential, CredentialFault> {
        if self.0.certificate.not_after() > now {
            Ok(self.0)
        } else {
            Err(CredentialFault::Dead)
        }
    }
}
