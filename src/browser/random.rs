//! Fills [`Entropy`] from the platform's generator.

use haulout_protocol::entropy::Entropy;

/// Draws the randomness of one login.
///
/// # Panics
/// If the platform has no cryptographic generator, because a login with guessable values would be insecure.
pub(crate) fn entropy() -> Entropy {
    let mut bytes = [0; Entropy::LEN];
    if getrandom::fill(&mut bytes).is_err() {
        panic!("the platform has no crypto.getRandomValues");
    }
    Entropy::new(bytes)
}

/// Draws a seed for the jitter that keeps pages from retrying at the same moment.
pub(crate) fn seed() -> u64 {
    getrandom::u64().unwrap_or_default()
}
