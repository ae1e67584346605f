//! Which of the clocks is the wrong one: the one that most of the others contradict.

use alloc::vec::Vec;

use crate::time::{Skew, Span};

/// A clock that matters for one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This computer's.
    Computer,
    /// The OpenID provider's.
    Issuer,
    /// The Concierge's, which stamps certificates.
    Concierge,
    /// The API server's, which verifies them.
    Verifier,
}

impl Whose {
    /// A stable name, for programs and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Issuer => "issuer",
            Self::Concierge => "concierge",
            Self::Verifier => "verifier",
        }
    }
}

/// A clock that is off by more than people can be expected not to notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which.
    pub whose: Whose,
    /// Milliseconds that it is ahead of the clocks that agree; negative when behind.
    pub offset_millis: i64,
}

/// The clocks that differ by `NOTABLE` or more from those that agree with each other.
///
/// `known` are the skews of the others against this computer, which itself is a witness like any other. Where two camps
/// are equally large, the one with the issuer is believed: it is no part of the cluster and not the computer at hand.
#[must_use]
pub fn deviations(known: &[(Whose, Skew)]) -> Vec<Deviation> {
    let own = (Whose::Computer, Skew::NONE);
    let witnesses = || core::iter::once(&own).chain(known);
    let mut best: Option<(usize, &(Whose, Skew))> = None;
    for candidate in witnesses() {
        let camp = || witnesses().filter(|other| agree(candidate.1, other.1));
        let votes = 2 * camp().count() + usize::from(camp().any(|it| it.0 == Whose::Issuer));
        if best.is_none_or(|(most, _)| votes > most) {
            best = Some((votes, candidate));
        }
    }
    let Some((_, (_, reference))) = best else {
        return Vec::new();
    };
    witnesses()
        .filter(|(_, skew)| !agree(*skew, *reference))
        .map(|(whose, skew)| Deviation {
            whose: *whose,
            offset_millis: skew.offset_millis() - reference.offset_millis(),
        })
        .collect()
}

/// Whether two clocks are not [`NOTABLE`] apart, or can be the same for all that is known.
fn agree(one: Skew, other: Skew) -> bool {
    let apart = one.offset_millis().abs_diff(other.offset_millis());
    let error = one.error().plus(other.error());
    apart < NOTABLE.as_millis() || apart <= error.as_millis()
}

/// From here on a clock is worth a sentence: a certificate dies that much earlier or later than people expect.
const NOTABLE: Span = Span::from_secs(2);
