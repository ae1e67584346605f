//! The fields of a kubeconfig that end in `-data`: base64 as Go reads it.

use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// The bytes of a field, which can be a key; `None` if it is not base64. Line breaks and blanks are skipped.
#[must_use]
pub fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Allocated in full, because a growing buffer would leave parts of a key in freed memory.
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    compact.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    AS_GO.decode(&*compact).ok().map(Zeroizing::new)
}

/// Go accepts bits after the last byte.
const AS_GO: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);
