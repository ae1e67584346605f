//! Fills [`Entropy`] from the platform's generator.

use haulout_protocol::entropy::Entropy;

/// Draws the randomness of one login.
///
/// # Panics
/// Where the platform has no cryptographic generator: a login with guessable values would be worse than none.
pub(crate) fn entropy() -> Entropy {
    let mut bytes = [0; Entropy::LEN];
    if getrandom::fill(&mut bytes).is_err() {
        panic!("the platform has no crypto.getRandomValues");
    }
    Entropy::new(bytes)
}

/// Draws what tells this page from others when all of them would retry at once.
pub(crate) fn seed() -> u64 {
    getrandom::u64().unwrap_or_default()
}
