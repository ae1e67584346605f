//! Finds the clock that is wrong: the one that most of the others contradict.

use alloc::vec::Vec;

use crate::time::{Skew, Span};

/// A clock that matters for one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockOwner {
    /// This computer's clock.
    Computer,
    /// The OpenID provider's clock.
    Issuer,
    /// The clock of the Concierge, which sets the dates of certificates.
    Concierge,
    /// The clock of the API server, which verifies certificates.
    Verifier,
}

impl ClockOwner {
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

/// A clock that is off by enough to matter to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The owner of the clock.
    pub whose: ClockOwner,
    /// Milliseconds by which it is ahead of the clocks that agree; negative when behind.
    pub offset_millis: i64,
}

/// The clocks that differ by `NOTABLE` or more from those that agree with each other.
///
/// `known` are the skews of the other clocks relative to this computer, whose clock counts like any other. If two
/// groups are equally large, the one with the issuer wins, because the issuer is neither part of the cluster nor this
/// computer.
#[must_use]
pub fn deviations(known: &[(ClockOwner, Skew)]) -> Vec<Deviation> {
    let own = (ClockOwner::Computer, Skew::NONE);
    let witnesses = || core::iter::once(&own).chain(known);
    let mut best: Option<(usize, &(ClockOwner, Skew))> = None;
    for candidate in witnesses() {
        let camp = || witnesses().filter(|other| agree(candidate.1, other.1));
        let votes = 2 * camp().count() + usize::from(camp().any(|it| it.0 == ClockOwner::Issuer));
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
            offset_millis: skew
                .offset_millis()
                .saturating_sub(reference.offset_millis()),
        })
        .collect()
}

/// Whether two clocks are less than [`NOTABLE`] apart, as far as their errors allow to say.
fn agree(one: Skew, other: Skew) -> bool {
    let apart = one.offset_millis().abs_diff(other.offset_millis());
    let error = one.error().plus(other.error());
    apart < NOTABLE.as_millis() || apart <= error.as_millis()
}

/// From here on a deviation is reported: certificates expire that much earlier or later than users expect.
const NOTABLE: Span = Span::from_secs(2);
