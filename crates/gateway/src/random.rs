//! Random bytes from the operating system; fails if there are none.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::error::Failure;

/// `N` random bytes.
///
/// # Errors
/// The operating system's generator failed.
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// 256 random bits as 43 characters, as RFC 7636 §4.1 recommends for a verifier.
pub(crate) fn token() -> Result<String, Failure> {
    let bytes: [u8; 32] = bytes().map_err(Failure::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A unique session identifier; not secret.
pub(crate) fn session_id() -> Option<String> {
    let bytes = bytes::<16>().ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A unique request id for the log: a random part for each process, and a counter. It is neither secret nor
/// unguessable.
pub(crate) fn request_id() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| {
        bytes::<6>().map_or_else(
            |_| "none".to_owned(),
            |bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes),
        )
    });
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("{}-{number:x}", *PROCESS)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn tokens_have_256_bits_and_never_repeat() {
        let mut tokens = HashSet::new();
        for _ in 0..100_000 {
            let token = token().expect("the system has a generator");
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&token).expect("base64url");
            assert_eq!(bytes.len(), 32);
            assert!(tokens.insert(token));
        }
    }
}
