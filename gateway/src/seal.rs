//! Sealing: content that only this gateway can read back, bound to its purpose, its issuer and its age.

use std::fmt;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock::UnixSeconds;
use crate::error::Failure;
use crate::random;

/// The key that cookies are sealed with.
pub(crate) struct SealKey(Zeroizing<[u8; KEY_BYTES]>);

impl SealKey {
    /// A key that lives as long as this process, so that sessions end when it does.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(Zeroizing::new(random::bytes()?)))
    }

    /// The first line that is not empty, as base64 of exactly one key.
    pub(crate) fn from_lines(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(line).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}

/// Seals and opens for one issuer.
pub(crate) struct Sealer {
    cipher: XChaCha20Poly1305,
    issuer: String,
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    /// When it was sealed.
    at: UnixSeconds,
    content: T,
}

impl Sealer {
    /// A sealer whose content no other issuer's gateway accepts, even with the same key.
    pub(crate) fn new(key: &SealKey, issuer: &str) -> Self {
        let cipher = XChaCha20Poly1305::new(
            key.0
                .as_slice()
                .try_into()
                .expect("a key has the cipher's length"),
        );
        Self {
            cipher,
            issuer: issuer.to_owned(),
        }
    }

    /// Seals content under the name of the cookie that will carry it.
    pub(crate) fn seal(
        &self,
        name: &str,
        content: impl Serialize,
        now: UnixSeconds,
    ) -> Result<String, Failure> {
        let envelope = Envelope { at: now, content };
        let clear = Zeroizing::new(serde_json::to_vec(&envelope).map_err(Failure::internal)?);
        let nonce: [u8; NONCE_BYTES] = random::bytes().map_err(Failure::internal)?;
        let bound_to = self.bound_to(name);
        let payload = Payload {
            msg: clear.as_slice(),
            aad: bound_to.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Failure::internal("sealing failed"))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] sealed under the same name at most `max_age` seconds ago; `None` for all else.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        name: &str,
        sealed: &str,
        max_age: u64,
        now: UnixSeconds,
    ) -> Option<T> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let bound_to = self.bound_to(name);
        let payload = Payload {
            msg: sealed,
            aad: bound_to.as_bytes(),
        };
        let clear = Zeroizing::new(self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?);
        let envelope: Envelope<T> = serde_json::from_slice(&clear).ok()?;
        let age = now.0.saturating_sub(envelope.at.0);
        // Another replica's clock may be a little ahead; content from further in the future is nobody's.
        let from_the_future = envelope.at.0 > now.0.saturating_add(REPLICA_SKEW_SECONDS);
        (age < max_age && !from_the_future).then_some(envelope.content)
    }

    fn bound_to(&self, name: &str) -> String {
        format!("{name}\n{}", self.issuer)
    }
}

/// Bytes of an XChaCha20-Poly1305 key.
const KEY_BYTES: usize = 32;
/// Bytes of its nonce: long enough that random ones never meet.
const NONCE_BYTES: usize = 24;
/// Seconds that the clocks of two replicas may differ by.
const REPLICA_SKEW_SECONDS: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn sealer() -> Sealer {
        Sealer::new(
            &SealKey(Zeroizing::new([7; KEY_BYTES])),
            "https://issuer.example",
        )
    }

    fn sealed() -> String {
        sealer().seal("cookie", "content", NOW).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_until_its_age() {
        let sealed = sealed();
        let at = |seconds: u64| {
            sealer().open::<String>("cookie", &sealed, 600, UnixSeconds(NOW.0 + seconds))
        };
        assert_eq!(at(0).as_deref(), Some("content"));
        assert_eq!(at(599).as_deref(), Some("content"));
        assert_eq!(at(600), None);
    }

    #[test]
    fn content_from_the_future_does_not_open() {
        let early = UnixSeconds(NOW.0 - REPLICA_SKEW_SECONDS - 1);
        assert_eq!(
            sealer().open::<String>("cookie", &sealed(), 600, early),
            None
        );
        let nearly = UnixSeconds(NOW.0 - REPLICA_SKEW_SECONDS);
        assert_eq!(
            sealer()
                .open::<String>("cookie", &sealed(), 600, nearly)
                .as_deref(),
            Some("content")
        );
    }

    #[test]
    fn another_name_issuer_or_key_does_not_open() {
        let sealed = sealed();
        assert_eq!(sealer().open::<String>("other", &sealed, 600, NOW), None);
        let other_issuer = Sealer::new(
            &SealKey(Zeroizing::new([7; KEY_BYTES])),
            "https://issuer.example/",
        );
        assert_eq!(
            other_issuer.open::<String>("cookie", &sealed, 600, NOW),
            None
        );
        let other_key = Sealer::new(
            &SealKey(Zeroizing::new([8; KEY_BYTES])),
            "https://issuer.example",
        );
        assert_eq!(other_key.open::<String>("cookie", &sealed, 600, NOW), None);
    }

    #[test]
    fn no_changed_byte_opens() {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed()).unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            let text = BASE64_URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(
                sealer().open::<String>("cookie", &text, 600, NOW),
                None,
                "byte {index}"
            );
        }
    }

    #[test]
    fn the_first_line_of_a_key_file_is_the_key() {
        let key = BASE64_STANDARD.encode([9; KEY_BYTES]);
        assert_eq!(
            *SealKey::from_lines(&format!("\n{key}\nrest")).unwrap().0,
            [9; KEY_BYTES]
        );
        for bad in ["", "not base64!", "AAAA"] {
            assert!(SealKey::from_lines(bad).is_none(), "{bad}");
        }
    }
}
