//! What each of the other clocks says, as an interval that every answer narrows.

use crate::time::{Now, Skew, Span, UnixTime};

/// The bounds within which another clock's offset from ours must lie.
///
/// A server that writes `Date: d` did so between sending and receiving, when its clock stood in `[d, d + 1 s)`. So each
/// answer gives an interval for the offset, and their intersection is what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    bounds: Option<Bounds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    low: i64,
    high: i64,
}

impl Clock {
    /// Takes in one answer: the `Date` it carried, and when its request was sent and it was received.
    ///
    /// An answer that contradicts the ones before it means that a clock was set: the newest is believed.
    pub fn observe(&mut self, date: UnixTime, sent: Now, received: Now) {
        let seen = Bounds {
            low: date.as_millis().saturating_sub(received.wall.as_millis()),
            high: date
                .plus(DATE_RESOLUTION)
                .as_millis()
                .saturating_sub(sent.wall.as_millis()),
        };
        if seen.low > seen.high {
            return; // Our own clock was set back while the request was under way.
        }
        let narrowed = self.bounds.map(|known| Bounds {
            low: known.low.max(seen.low),
            high: known.high.min(seen.high),
        });
        self.bounds = Some(
            narrowed
                .filter(|both| both.low <= both.high)
                .unwrap_or(seen),
        );
    }

    /// The middle of the bounds, and half their width as its error; nothing before the first answer.
    #[must_use]
    pub const fn skew(&self) -> Option<Skew> {
        match self.bounds {
            Some(Bounds { low, high }) => {
                let half = high.saturating_sub(low) / 2;
                Some(Skew::new(
                    low.saturating_add(half),
                    Span::from_millis(half.unsigned_abs()),
                ))
            }
            None => None,
        }
    }
}

/// `Date` has whole seconds (RFC 9110 §5.6.7), cut off rather than rounded by every server seen.
const DATE_RESOLUTION: Span = Span::from_secs(1);

#[cfg(test)]
mod tests;
