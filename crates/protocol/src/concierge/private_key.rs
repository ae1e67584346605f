//! The private key of a certificate: kept secret, and matched by its public half.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::certificate::Certificate;
use super::der::{self, Reader, tag};
use super::pem;
use crate::secret::Secret;

/// A private key in PKCS#8 (RFC 5958), the format that Pinniped returns.
#[derive(Debug)]
pub struct PrivateKey(Secret<Vec<u8>>);

impl PrivateKey {
    /// Reads a key from `text`, which has to be one PEM block and nothing else. `text` is secret.
    ///
    /// # Errors
    /// It is not one unencrypted PKCS#8 key.
    pub fn from_pem(text: &str) -> Result<Self, PrivateKeyError> {
        let der = pem::decode(PEM_LABEL, text).ok_or(PrivateKeyError::NotOnePemBlock)?;
        let key = Self(Secret::new(der));
        Pkcs8::read(key.0.secret()).ok_or(PrivateKeyError::Malformed)?;
        Ok(key)
    }

    /// Whether this is the key of `certificate`, judged by the public key that the private one contains.
    ///
    /// This detects a mix-up, not a forgery; a forger would gain only a kubeconfig that does not work. A key without
    /// its public half, or of a type other than EC, RSA and Ed25519, matches no certificate.
    #[must_use]
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        Pkcs8::read(self.0.secret())
            .is_some_and(|key| key.matches(certificate.public_key()) == Some(true))
    }

    /// The key as PEM, encoded from its bytes.
    #[must_use]
    pub fn pem(&self) -> Secret<String> {
        Secret::new(pem::encode(PEM_LABEL, self.0.secret()))
    }
}

/// Why a private key is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKeyError {
    /// Its bytes do not follow RFC 5958.
    Malformed,
    /// The text is not exactly one PEM block labelled `PRIVATE KEY`.
    NotOnePemBlock,
}

impl fmt::Display for PrivateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the private key is malformed",
            Self::NotOnePemBlock => "the private key is not one PEM block of PKCS#8",
        })
    }
}

/// `OneAsymmetricKey`, RFC 5958 §2.
struct Pkcs8<'a> {
    algorithm: &'a [u8],
    private_key: &'a [u8],
    public_key: Option<&'a [u8]>,
}

impl<'a> Pkcs8<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let mut key = der::only(tag::SEQUENCE, der)?;
        let version = key.take(tag::INTEGER)?;
        let fields = Self {
            algorithm: key.take(tag::SEQUENCE)?,
            private_key: key.take(tag::OCTET_STRING)?,
            public_key: {
                let _attributes = key.take(tag::context_constructed(0));
                key.take(tag::context(1))
            },
        };
        (matches!(version, [0 | 1]) && key.is_empty()).then_some(fields)
    }

    /// Whether the public half equals the one in a certificate's `SubjectPublicKeyInfo`.
    fn matches(&self, certified: &[u8]) -> Option<bool> {
        let mut certified = Reader::new(certified);
        // The parameters are compared along with the algorithm; for EC they contain the curve.
        if certified.take(tag::SEQUENCE)? != self.algorithm {
            return Some(false);
        }
        let certified = certified.take(tag::BIT_STRING)?;
        match Reader::new(self.algorithm).take(tag::OBJECT_ID)? {
            EC => Some(ec_point(self.private_key)? == certified),
            ED25519 => Some(self.public_key? == certified),
            RSA => {
                let [0, certified @ ..] = certified else {
                    return None;
                };
                let mut certified = der::only(tag::SEQUENCE, certified)?;
                let mut own = der::only(tag::SEQUENCE, self.private_key)?;
                let _version = own.take(tag::INTEGER)?;
                let is_same_modulus = own.take(tag::INTEGER)? == certified.take(tag::INTEGER)?;
                let is_same_exponent = own.take(tag::INTEGER)? == certified.take(tag::INTEGER)?;
                Some(is_same_modulus && is_same_exponent)
            }
            _ => None,
        }
    }
}

/// The public point inside an `ECPrivateKey`, as the contents of a bit string (RFC 5915 §3).
fn ec_point(private_key: &[u8]) -> Option<&[u8]> {
    let mut key = der::only(tag::SEQUENCE, private_key)?;
    let _version = key.take(tag::INTEGER)?;
    let _scalar = key.take(tag::OCTET_STRING)?;
    let _curve = key.take(tag::context_constructed(0));
    key.enter(tag::context_constructed(1))?
        .take(tag::BIT_STRING)
}

const PEM_LABEL: &str = "PRIVATE KEY";
/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

#[cfg(test)]
mod tests;
