//! Authenticated encryption of cookies, bound to their name, issuer and age.

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

/// The keys of the cookies: the newest one encrypts, both decrypt, so a rotation ends no session.
#[derive(Debug)]
pub(crate) struct SealKeys {
    newest: SealKey,
    older: Option<SealKey>,
}

impl SealKeys {
    /// A key for the life of this process; sessions end with it.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        Ok(Self {
            newest: SealKey(Zeroizing::new(random::bytes()?)),
            older: None,
        })
    }

    /// Parses one base64 key per line, the newest first; `None` unless there are one or two different keys.
    pub(crate) fn from_lines(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let newest = SealKey::from_base64(lines.next()?)?;
        let older = match lines.next() {
            Some(line) => Some(SealKey::from_base64(line)?),
            None => None,
        };
        let is_rotation = older.as_ref().is_none_or(|older| *older.0 != *newest.0);
        (is_rotation && lines.next().is_none()).then_some(Self { newest, older })
    }
}

struct SealKey(Zeroizing<[u8; KEY_BYTES]>);

impl SealKey {
    fn from_base64(line: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(line).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        let key = self.0.as_slice().try_into();
        XChaCha20Poly1305::new(key.expect("a key has the cipher's length"))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}

/// Encrypts and decrypts for one issuer.
pub(crate) struct Sealer {
    newest: XChaCha20Poly1305,
    older: Option<XChaCha20Poly1305>,
    issuer: String,
}

/// What a cookie contains.
#[derive(Serialize, Deserialize)]
pub(crate) struct Envelope<T> {
    /// When it was encrypted.
    pub(crate) at: UnixSeconds,
    pub(crate) content: T,
}

impl Sealer {
    /// Binds the content to the issuer, even if another gateway has the same keys.
    pub(crate) fn new(keys: &SealKeys, issuer: &str) -> Self {
        Self {
            newest: keys.newest.cipher(),
            older: keys.older.as_ref().map(SealKey::cipher),
            issuer: issuer.to_owned(),
        }
    }

    /// Encrypts content for the cookie `name`.
    pub(crate) fn seal(
        &self,
        name: &str,
        content: impl Serialize,
        now: UnixSeconds,
    ) -> Result<String, Failure> {
        let envelope = Envelope { at: now, content };
        let clear = Zeroizing::new(serde_json::to_vec(&envelope).map_err(Failure::internal)?);
        let nonce: [u8; NONCE_BYTES] = random::bytes().map_err(Failure::internal)?;
        let associated_data = self.associated_data(name);
        let payload = Payload {
            msg: clear.as_slice(),
            aad: associated_data.as_bytes(),
        };
        let sealed = self
            .newest
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Failure::internal("the cookie cannot be encrypted"))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts what [`Sealer::seal`] returned for the same name less than `max_age` seconds ago; otherwise `None`.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        name: &str,
        sealed: &str,
        max_age: u64,
        now: UnixSeconds,
    ) -> Option<Envelope<T>> {
        let clear = self.decrypt(name, sealed)?;
        let envelope: Envelope<T> = serde_json::from_slice(&clear).ok()?;
        let age = now.0.saturating_sub(envelope.at.0);
        // Another replica's clock may be slightly ahead; content from further in the future is rejected.
        let from_the_future = envelope.at.0 > now.0.saturating_add(REPLICA_SKEW_SECONDS);
        (age < max_age && !from_the_future).then_some(envelope)
    }

    /// Whether one of the keys encrypted this for the same name and issuer, at any time.
    pub(crate) fn has_sealed(&self, name: &str, sealed: &str) -> bool {
        self.decrypt(name, sealed).is_some()
    }

    fn decrypt(&self, name: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let associated_data = self.associated_data(name);
        let payload = || Payload {
            msg: sealed,
            aad: associated_data.as_bytes(),
        };
        let keys = [Some(&self.newest), self.older.as_ref()];
        let clear = keys
            .into_iter()
            .flatten()
            .find_map(|key| key.decrypt(&XNonce::from(*nonce), payload()).ok())?;
        Some(Zeroizing::new(clear))
    }

    fn associated_data(&self, name: &str) -> String {
        format!("{name}\n{}", self.issuer)
    }
}

/// Bytes of an XChaCha20-Poly1305 key.
const KEY_BYTES: usize = 32;
/// Bytes of its nonce; long enough that random nonces do not collide.
const NONCE_BYTES: usize = 24;
/// Seconds by which the clocks of two replicas may differ.
const REPLICA_SKEW_SECONDS: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn keys(lines: &[u8]) -> SealKeys {
        let line = |byte: &u8| BASE64_STANDARD.encode([*byte; KEY_BYTES]) + "\n";
        SealKeys::from_lines(&lines.iter().map(line).collect::<String>()).unwrap()
    }

    fn sealer() -> Sealer {
        Sealer::new(&keys(&[7]), "https://issuer.example")
    }

    fn sealed() -> String {
        sealer().seal("cookie", "content", NOW).unwrap()
    }

    fn open(sealer: &Sealer, name: &str, sealed: &str, now: UnixSeconds) -> Option<String> {
        let envelope = sealer.open::<String>(name, sealed, 600, now)?;
        assert_eq!(envelope.at, NOW);
        Some(envelope.content)
    }

    #[test]
    fn sealed_content_opens_until_its_maximum_age() {
        let sealed = sealed();
        let at = |seconds: u64| open(&sealer(), "cookie", &sealed, UnixSeconds(NOW.0 + seconds));
        assert_eq!(at(0).as_deref(), Some("content"));
        assert_eq!(at(599).as_deref(), Some("content"));
        assert_eq!(at(600), None);
    }

    #[test]
    fn content_from_the_future_does_not_open() {
        let early = UnixSeconds(NOW.0 - REPLICA_SKEW_SECONDS - 1);
        assert_eq!(open(&sealer(), "cookie", &sealed(), early), None);
        let nearly = UnixSeconds(NOW.0 - REPLICA_SKEW_SECONDS);
        let opened = open(&sealer(), "cookie", &sealed(), nearly);
        assert_eq!(opened.as_deref(), Some("content"));
    }

    #[test]
    fn another_name_issuer_or_key_does_not_open() {
        let sealed = sealed();
        assert_eq!(open(&sealer(), "other", &sealed, NOW), None);
        let other_issuer = Sealer::new(&keys(&[7]), "https://issuer.example/");
        assert_eq!(open(&other_issuer, "cookie", &sealed, NOW), None);
        let other_key = Sealer::new(&keys(&[8]), "https://issuer.example");
        assert_eq!(open(&other_key, "cookie", &sealed, NOW), None);
    }

    #[test]
    fn no_changed_byte_opens() {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed()).unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            let text = BASE64_URL_SAFE_NO_PAD.encode(changed);
            let opened = open(&sealer(), "cookie", &text, NOW);
            assert_eq!(opened, None, "byte {index}");
        }
    }

    #[test]
    fn the_newest_key_seals_and_both_open() {
        let issuer = "https://issuer.example";
        let opens = |sealed: &str, lines: &[u8]| {
            open(&Sealer::new(&keys(lines), issuer), "cookie", sealed, NOW).is_some()
        };
        let sealed = Sealer::new(&keys(&[8, 7]), issuer)
            .seal("cookie", "content", NOW)
            .unwrap();
        assert!(opens(&sealed, &[8]) && opens(&sealed, &[9, 8]));
        assert!(!opens(&sealed, &[7]));
    }

    #[test]
    fn a_key_file_has_one_key_or_two() {
        let key = |byte: u8| BASE64_STANDARD.encode([byte; KEY_BYTES]);
        let (a, b, c) = (key(1), key(2), key(3));
        for good in [format!("\n {a}\r\n"), format!("{a}\n\n{b}\n")] {
            assert!(SealKeys::from_lines(&good).is_some(), "{good}");
        }
        for bad in [
            String::new(),
            "not base64!".to_owned(),
            "AAAA".to_owned(),
            format!("{a}\nrest"),
            format!("{a}\n{a}"),
            format!("{a}\n{b}\n{c}"),
        ] {
            assert!(SealKeys::from_lines(&bad).is_none(), "{bad}");
        }
    }
}
