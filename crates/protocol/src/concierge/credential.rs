//! `Credential`: a certificate with its own key, unexpired on arrival.

use alloc::string::String;

use super::certificate::Certificate;
use super::private_key::PrivateKey;
use crate::error::CredentialError;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A credential that the Concierge issued; the only source for a kubeconfig with a certificate.
#[derive(Debug)]
pub struct Credential {
    certificate: Certificate,
    key: PrivateKey,
    announced: Option<UnixTime>,
}

impl Credential {
    /// Validates certificate and key, and that they belong together.
    pub(super) fn prove(
        certificate: &str,
        key: &Secret<String>,
        announced: Option<UnixTime>,
    ) -> Result<UncheckedCredential, CredentialError> {
        let certificate =
            Certificate::from_pem(certificate).map_err(CredentialError::Certificate)?;
        let key = PrivateKey::from_pem(key.secret()).map_err(CredentialError::Key)?;
        if !key.belongs_to(&certificate) {
            return Err(CredentialError::KeyMismatch);
        }
        Ok(UncheckedCredential(Self {
            certificate,
            key,
            announced,
        }))
    }

    /// The certificate, with the identity and the validity that the API server sees.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    pub(crate) const fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The `expirationTimestamp`, if it differs from the certificate's end. The certificate wins; the difference is
    /// reported.
    #[must_use]
    pub fn contradicted_by(&self) -> Option<UnixTime> {
        self.announced
            .filter(|announced| announced.as_secs() != self.certificate.not_after().as_secs())
    }
}

/// A credential whose expiry has not been checked yet.
#[derive(Debug)]
pub(crate) struct UncheckedCredential(Credential);

impl UncheckedCredential {
    /// When it was issued, if known ([`Certificate::issued_at`]).
    pub(crate) fn issued_at(&self) -> Option<UnixTime> {
        self.0.certificate.issued_at()
    }

    /// The certificate alone.
    pub(super) fn into_certificate(self) -> Certificate {
        self.0.certificate
    }

    /// Checks that it has not expired at `now`, on the Concierge's clock.
    pub(crate) fn check_expiry(self, now: UnixTime) -> Result<Credential, CredentialError> {
        if self.0.certificate.not_after() > now {
            Ok(self.0)
        } else {
            Err(CredentialError::Dead)
        }
    }
}
