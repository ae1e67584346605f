//! The private key of a certificate: kept secret, and matched by its public half.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::certificate::Certificate;
use super::der::{self, Reader, tag};
use super::pem;
use crate::secret::Secret;

/// A private key in PKCS#8, the format that Pinniped returns, or in one of the older formats that Go reads as well.
#[derive(Debug)]
pub struct PrivateKey {
    format: Format,
    der: Secret<Vec<u8>>,
}

impl PrivateKey {
    /// Reads a key from `text`, which has to be one PEM block and nothing else. `text` is secret.
    ///
    /// # Errors
    /// It is not one unencrypted key.
    pub fn from_pem(text: &str) -> Result<Self, PrivateKeyError> {
        if text.contains("ENCRYPTED") {
            return Err(PrivateKeyError::Encrypted);
        }
        let (format, der) = [Format::Pkcs8, Format::Sec1, Format::Pkcs1]
            .into_iter()
            .find_map(|format| Some((format, pem::decode(format.label(), text)?)))
            .ok_or(PrivateKeyError::NotOnePemBlock)?;
        let key = Self {
            format,
            der: Secret::new(der),
        };
        key.is_well_formed()
            .ok_or(PrivateKeyError::Malformed)
            .map(|()| key)
    }

    fn is_well_formed(&self) -> Option<()> {
        let der = self.der.secret();
        match self.format {
            Format::Pkcs8 => Pkcs8::read(der).map(|_| ()),
            Format::Sec1 => EcKey::read(der).map(|_| ()),
            Format::Pkcs1 => rsa_public(der).map(|_| ()),
        }
    }

    /// Whether this is the key of `certificate`, judged by the public key that the private one contains.
    ///
    /// This detects a mix-up, not a forgery; a forger would gain only a kubeconfig that does not work. A key without
    /// its public half, or of a type other than EC, RSA and Ed25519, matches no certificate.
    #[must_use]
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        self.matches(certificate.public_key()) == Some(true)
    }

    /// Whether the public half equals the one in a certificate's `SubjectPublicKeyInfo`.
    fn matches(&self, certified: &[u8]) -> Option<bool> {
        let mut certified = Reader::new(certified);
        let algorithm = certified.take(tag::SEQUENCE)?;
        let public_key = certified.take(tag::BIT_STRING)?;
        let der = self.der.secret();
        match self.format {
            Format::Pkcs8 => Pkcs8::read(der)?.matches(algorithm, public_key),
            Format::Sec1 => EcKey::read(der)?.matches(algorithm, public_key),
            Format::Pkcs1 => rsa_matches(der, algorithm, public_key),
        }
    }

    /// The key as PEM, encoded from its bytes.
    #[must_use]
    pub fn pem(&self) -> Secret<String> {
        Secret::new(pem::encode(self.format.label(), self.der.secret()))
    }
}

/// The format of a key's bytes.
#[derive(Clone, Copy, Debug)]
enum Format {
    /// `OneAsymmetricKey`, RFC 5958 §2.
    Pkcs8,
    /// `ECPrivateKey`, RFC 5915 §3.
    Sec1,
    /// `RSAPrivateKey`, RFC 8017 §A.1.2.
    Pkcs1,
}

impl Format {
    /// Its PEM label.
    const fn label(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
            Self::Pkcs1 => "RSA PRIVATE KEY",
        }
    }
}

/// Why a private key is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKeyError {
    /// It is protected by a password.
    Encrypted,
    /// Its bytes do not follow the format that its label names.
    Malformed,
    /// The text is not exactly one PEM block with the label of a private key.
    NotOnePemBlock,
}

impl fmt::Display for PrivateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encrypted => "the private key is encrypted",
            Self::Malformed => "the private key is malformed",
            Self::NotOnePemBlock => {
                "the private key is not one PEM block of PKCS#8, SEC 1 or PKCS#1"
            }
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

    fn matches(&self, algorithm: &[u8], public_key: &[u8]) -> Option<bool> {
        // The parameters are compared along with the algorithm; for EC they contain the curve.
        if algorithm != self.algorithm {
            return Some(false);
        }
        match Reader::new(self.algorithm).take(tag::OBJECT_ID)? {
            EC => EcKey::read(self.private_key)?.matches(algorithm, public_key),
            ED25519 => Some(self.public_key? == public_key),
            RSA => rsa_matches(self.private_key, algorithm, public_key),
            _ => None,
        }
    }
}

/// `ECPrivateKey`, alone or inside PKCS#8, which names the curve itself.
struct EcKey<'a> {
    curve: Option<&'a [u8]>,
    /// The contents of a bit string.
    point: Option<&'a [u8]>,
}

impl<'a> EcKey<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let mut key = der::only(tag::SEQUENCE, der)?;
        let version = key.take(tag::INTEGER)?;
        let _scalar = key.take(tag::OCTET_STRING)?;
        let fields = Self {
            curve: key.take(tag::context_constructed(0)),
            point: match key.enter(tag::context_constructed(1)) {
                Some(mut point) => Some(point.take(tag::BIT_STRING)?),
                None => None,
            },
        };
        (version == [1] && key.is_empty()).then_some(fields)
    }

    fn matches(&self, algorithm: &[u8], public_key: &[u8]) -> Option<bool> {
        let mut algorithm = Reader::new(algorithm);
        let is_ec = algorithm.take(tag::OBJECT_ID)? == EC;
        let is_same_curve = self.curve.is_none_or(|curve| algorithm.is_at(curve));
        Some(is_ec && is_same_curve && self.point? == public_key)
    }
}

/// Modulus and exponent of an `RSAPrivateKey`.
fn rsa_public(der: &[u8]) -> Option<[&[u8]; 2]> {
    let mut key = der::only(tag::SEQUENCE, der)?;
    let _version = key.take(tag::INTEGER)?;
    Some([key.take(tag::INTEGER)?, key.take(tag::INTEGER)?])
}

fn rsa_matches(der: &[u8], algorithm: &[u8], public_key: &[u8]) -> Option<bool> {
    let is_rsa = Reader::new(algorithm).take(tag::OBJECT_ID)? == RSA;
    let [0, public_key @ ..] = public_key else {
        return None;
    };
    let mut certified = der::only(tag::SEQUENCE, public_key)?;
    let certified = [certified.take(tag::INTEGER)?, certified.take(tag::INTEGER)?];
    Some(is_rsa && rsa_public(der)? == certified)
}

/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

#[cfg(test)]
mod tests;
