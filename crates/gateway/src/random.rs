//! Random bytes from the operating system, and failure when it has none.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::error::Failure;

/// `N` bytes of the operating system's generator.
///
/// # Errors
/// The system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// 256 random bits in the 43 characters that RFC 7636 §4.1 recommends for a verifier; secret where used as one.
pub(crate) fn token() -> Result<String, Failure> {
    let bytes: [u8; 32] = bytes().map_err(Failure::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A name that no two sessions share; not secret.
pub(crate) fn session_id() -> Option<String> {
    let bytes = bytes::<16>().ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A short name for one request, to find it in the log: the process's own, made at random, and a number. Not secret, and
/// not unguessable.
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
