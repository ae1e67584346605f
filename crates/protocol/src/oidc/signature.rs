//! Signature checks: described here, performed by the edge, and proven by the type of the result (RFC 7515 §5.2).

use alloc::vec::Vec;
use core::fmt;

use super::jwks::PublicKey;

/// The supported algorithms; `none` and the HMAC family have no variant, so no token can select them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSA PSS with SHA-256.
    Ps256,
    /// RSA PKCS#1 v1.5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The `alg` of a JOSE header (RFC 7518 §3.1, RFC 8037 §3.1).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Es256, Self::EdDsa, Self::Ps256, Self::Rs256]
            .into_iter()
            .find(|algorithm| algorithm.as_str() == name)
    }

    /// The name of a registered algorithm that is not supported; none for any other text, which is not repeated.
    #[must_use]
    pub fn unsupported_name(name: &str) -> Option<&'static str> {
        UNSUPPORTED.into_iter().find(|known| *known == name)
    }

    /// Its JOSE name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

/// The other algorithms of RFC 7518 §3.1, RFC 8812 §3.2 and RFC 9864 §2.2.
const UNSUPPORTED: [&str; 13] = [
    "none", "HS256", "HS384", "HS512", "RS384", "RS512", "PS384", "PS512", "ES384", "ES512",
    "ES256K", "Ed25519", "Ed448",
];

/// Identifies a check and its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckId(pub(crate) u32);

/// A signature for the edge to verify: valid if any one of the keys made it.
///
/// Message and signature together are the token, so they are **secret**.
pub struct SignatureCheck {
    pub(crate) id: CheckId,
    /// The algorithm; never taken from a key.
    pub algorithm: Algorithm,
    /// The keys to try, usually one.
    pub keys: Vec<PublicKey>,
    /// The signed bytes.
    pub message: Vec<u8>,
    /// The signature, in the format of JOSE and WebCrypto (RFC 7518 §3.4 for ECDSA).
    pub signature: Vec<u8>,
}

/// Omits the token.
impl fmt::Debug for SignatureCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCheck")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

impl SignatureCheck {
    /// For a signature that the edge has verified as valid, and for no other.
    #[must_use]
    pub fn valid(self) -> Verdict {
        Verdict {
            id: self.id,
            finding: Finding::Valid(SignatureProof(self.id)),
        }
    }

    /// For a signature that none of the keys made.
    #[must_use]
    pub fn invalid(self) -> Verdict {
        Verdict {
            id: self.id,
            finding: Finding::Invalid,
        }
    }

    /// For an algorithm that the platform does not support.
    #[must_use]
    pub fn unsupported(self) -> Verdict {
        Verdict {
            id: self.id,
            finding: Finding::Unsupported,
        }
    }
}

/// The result of a check; built from the check itself, so it cannot be about another token.
#[derive(Debug)]
pub struct Verdict {
    pub(crate) id: CheckId,
    pub(crate) finding: Finding,
}

#[derive(Debug)]
pub(crate) enum Finding {
    Valid(SignatureProof),
    Invalid,
    Unsupported,
}

/// Proof that the signature of the token with this id is valid; an ID token cannot be built without it.
#[derive(Debug)]
pub(crate) struct SignatureProof(CheckId);

impl SignatureProof {
    pub(crate) fn is_for(&self, id: CheckId) -> bool {
        self.0 == id
    }
}
