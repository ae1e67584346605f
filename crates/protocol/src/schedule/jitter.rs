//! Deterministic jitter, derived from the edge's seed.

use super::{FULL, JITTER};
use crate::time::Span;

/// The position of one renewal in its range, in thousandths from the earliest to the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Jitter(u64);

impl Jitter {
    /// Draws from `seed` and advances it. SplitMix64: three shifts and multiplications that mix every bit, which is
    /// enough for spreading.
    pub(crate) fn draw(seed: &mut u64) -> Self {
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((mixed ^ (mixed >> 31)) % (FULL + 1))
    }

    /// `span`, changed by up to a tenth to either side.
    pub(crate) fn spread(self, span: Span) -> Span {
        let tenth = span.per_mille(JITTER);
        self.between(span.minus(tenth), span.plus(tenth))
    }

    /// A point between `low` and `high`.
    pub(crate) fn between(self, low: Span, high: Span) -> Span {
        low.plus(high.minus(low).per_mille(self.0))
    }
}
