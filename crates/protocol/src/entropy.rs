//! Random bytes, drawn by the edge, each used once for an unguessable value.

use alloc::string::String;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::secret::Secret;

/// Bytes in one unguessable value: 256 bits, or 43 characters of base64url, as RFC 7636 §4.1 recommends.
const VALUE_LEN: usize = 32;

/// Random bytes for one login: `state`, `nonce` and the PKCE verifier. Not `Clone`, because a reused value can be
/// guessed.
#[derive(Debug)]
pub struct Entropy(Secret<[u8; Self::LEN]>);

impl Entropy {
    /// The number of bytes that the edge has to draw.
    pub const LEN: usize = 3 * VALUE_LEN;

    /// Takes bytes from a cryptographic generator.
    #[must_use]
    pub const fn new(bytes: [u8; Self::LEN]) -> Self {
        Self(Secret::new(bytes))
    }

    /// Splits the bytes into the three values of a login.
    #[must_use]
    pub fn into_login_values(self) -> LoginValues {
        let value = |at: usize| {
            BASE64_URL_SAFE_NO_PAD.encode(&self.0.secret()[at * VALUE_LEN..(at + 1) * VALUE_LEN])
        };
        LoginValues {
            state: value(0),
            nonce: value(1),
            verifier: Secret::new(value(2)),
        }
    }
}

/// Three independent values of 43 characters each.
#[derive(Debug)]
pub struct LoginValues {
    /// Binds the callback to this login (RFC 6749 §10.12).
    pub state: String,
    /// Binds the ID token to this login (OpenID Connect Core §3.1.2.1).
    pub nonce: String,
    /// Binds the code to this login (RFC 7636 §4.1).
    pub verifier: Secret<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_values_have_all_bits_of_their_entropy() {
        let bytes: [u8; Entropy::LEN] = core::array::from_fn(|at| at as u8);
        let values = Entropy::new(bytes).into_login_values();
        let texts = [&values.state, &values.nonce, values.verifier.secret()];
        let decoded = texts.map(|text| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap());
        assert_eq!(decoded.concat(), bytes);
        assert!(texts.iter().all(|text| text.len() == 43));
    }
}
