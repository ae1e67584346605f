//! The other clocks: what each of them shows, as an interval that every answer narrows, and what our own clock did
//! meanwhile.

use crate::time::{Now, Skew, Span, Tick, UnixTime};

mod diagnosis;
mod own;

pub use diagnosis::{ClockOwner, Deviation, deviations};
pub(crate) use own::{Jump, OwnClock, is_same_wall_clock};

/// The bounds of another clock's offset from ours.
///
/// A server that writes `Date: d` did so between sending and receiving, when its clock stood in `[d, d + 1 s)`. So
/// each answer gives an interval for the offset, and the intersection of the intervals is the estimate. Two answers
/// that contradict each other come from two machines behind one name, or from one whose clock was set. Both are kept
/// until one of them stops answering; where safety matters, the worse one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The most recently observed one comes first.
    sources: [Option<ClockSource>; 2],
    /// The part of the lower bound that is due to jumps of our own clock whose causes are not known yet.
    doubt: Span,
    /// The smallest of these jumps.
    smallest_jump: Span,
}

/// One machine's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ClockSource {
    low: i64,
    high: i64,
    observed: Tick,
}

/// The cause of a jump of our own clock, determined from a server's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// The clock was set.
    Stepped,
    /// The computer slept, and its monotonic clock with it.
    Slept,
}

/// The time on another clock, as bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The lower bound.
    pub earliest: UnixTime,
    /// The upper bound.
    pub latest: UnixTime,
}

impl Clock {
    /// Adds a time that a server wrote, in whole seconds, between `sent` and `received`. If it explains an earlier
    /// jump of our own clock, returns the explanation.
    pub fn observe(&mut self, date: UnixTime, sent: Now, received: Now) -> Option<Explanation> {
        let seen = ClockSource::seen(date, sent, received);
        let explanation = self.explain(seen);
        for source in &mut self.sources {
            if source.is_some_and(|source| seen.observed.since(source.observed) > FORGOTTEN_AFTER) {
                *source = None;
            }
        }
        let [first, second] = self.sources;
        let narrowed =
            |source: Option<ClockSource>| source.and_then(|source| source.narrowed(seen));
        self.sources = match (narrowed(first), narrowed(second)) {
            (Some(same), _) => [Some(same), second],
            (None, Some(same)) => [Some(same), first],
            (None, None) => [Some(seen), first],
        };
        explanation
    }

    /// The same for a response that its sender may have kept from an earlier request: if it lags behind this clock by
    /// no more than responses are kept, it does not show that the clock was set.
    pub(crate) fn observe_unless_remembered(
        &mut self,
        date: UnixTime,
        sent: Now,
        received: Now,
    ) -> Option<Explanation> {
        let seen = ClockSource::seen(date, sent, received);
        let known = || self.sources.into_iter().flatten();
        let is_known = known().any(|source| source.narrowed(seen).is_some());
        let lags = |source: ClockSource| {
            let behind = source.low.saturating_sub(seen.high);
            (1..=millis(REMEMBERED)).contains(&behind)
        };
        if !is_known && known().any(lags) {
            return None;
        }
        self.observe(date, sent, received)
    }

    /// Resolves the doubt about our own clock, if `seen` leaves one possibility: that the computer slept each time, or
    /// that the clock was set each time. After several jumps there are more, which have no name.
    fn explain(&mut self, seen: ClockSource) -> Option<Explanation> {
        let doubt = millis(core::mem::take(&mut self.doubt));
        let smallest = millis(self.smallest_jump);
        if doubt == 0 {
            return None;
        }
        let meets = |low, high| {
            let mut known = self.sources.into_iter().flatten();
            known.any(|source| source.shifted(low, high).meets(seen))
        };
        let slept = meets(doubt, 0) && !meets(0, -smallest);
        let stepped = meets(0, -doubt) && !meets(smallest, 0);
        if !slept && !stepped {
            return None;
        }
        for source in self.sources.iter_mut().flatten() {
            *source = if slept {
                source.shifted(doubt, 0)
            } else {
                source.shifted(0, -doubt)
            };
        }
        Some(if slept {
            Explanation::Slept
        } else {
            Explanation::Stepped
        })
    }

    /// Takes a jump of our own clock into account.
    pub(crate) fn jumped(&mut self, jump: Jump) {
        let (low, high) = match jump {
            Jump::Back(by) => (millis(by), millis(by)),
            // After a sleep the offset is unchanged; after a set clock it is smaller by the jump.
            Jump::Ahead(by) => {
                self.smallest_jump = match self.doubt {
                    Span::ZERO => by,
                    _ => self.smallest_jump.min(by),
                };
                self.doubt = self.doubt.plus(by);
                (-millis(by), 0)
            }
        };
        for source in self.sources.iter_mut().flatten() {
            *source = source.shifted(low, high);
        }
    }

    /// The middle of the newest bounds, with half their width as the error; none before the first answer.
    #[must_use]
    pub fn skew(&self) -> Option<Skew> {
        self.sources[0].map(ClockSource::skew)
    }

    /// How far apart the clocks of two machines behind this name are, if there are two.
    #[must_use]
    pub fn replicas_apart(&self) -> Option<Span> {
        let [Some(first), Some(second)] = self.sources else {
            return None;
        };
        let (first, second) = (first.skew(), second.skew());
        Some(Span::from_millis(
            first.offset_millis().abs_diff(second.offset_millis()),
        ))
    }

    /// The time on this clock when ours shows `wall`, whichever machine answers; none before the first answer.
    #[must_use]
    pub fn read(&self, wall: UnixTime) -> Option<Reading> {
        let known = || self.sources.into_iter().flatten();
        let at = |offset: i64| UnixTime::from_millis(wall.as_millis().saturating_add(offset));
        Some(Reading {
            earliest: at(known().map(|source| source.low).min()?),
            latest: at(known().map(|source| source.high).max()?),
        })
    }

    /// The part of a reading's width that is due to an unexplained jump of our own clock.
    pub(crate) const fn doubt(&self) -> Span {
        self.doubt
    }
}

impl Reading {
    /// The reading of a clock that is assumed to agree with ours.
    #[must_use]
    pub const fn exactly(wall: UnixTime) -> Self {
        Self {
            earliest: wall,
            latest: wall,
        }
    }

    /// The largest distance from the middle.
    #[must_use]
    pub const fn error(self) -> Span {
        Span::from_millis(self.latest.since(self.earliest).as_millis() / 2)
    }
}

impl ClockSource {
    fn seen(date: UnixTime, sent: Now, received: Now) -> Self {
        // If our wall clock was set back meanwhile, the monotonic one still measures how long it took.
        let took =
            millis(received.tick.since(sent.tick)).max(millis(received.wall.since(sent.wall)));
        let low = date.as_millis().saturating_sub(received.wall.as_millis());
        Self {
            low,
            high: low
                .saturating_add(took)
                .saturating_add(millis(DATE_RESOLUTION)),
            observed: received.tick,
        }
    }

    const fn shifted(self, low: i64, high: i64) -> Self {
        Self {
            low: self.low.saturating_add(low),
            high: self.high.saturating_add(high),
            observed: self.observed,
        }
    }

    const fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The intersection of both, after adding the drift of the older one.
    fn narrowed(self, seen: Self) -> Option<Self> {
        let age = seen.observed.since(self.observed).as_millis();
        let drift =
            i64::try_from(age.saturating_mul(DRIFT_PER_MILLION) / 1_000_000).unwrap_or(i64::MAX);
        let drifted = self.shifted(-drift, drift);
        drifted.meets(seen).then(|| Self {
            low: drifted.low.max(seen.low),
            high: drifted.high.min(seen.high),
            observed: seen.observed,
        })
    }

    const fn skew(self) -> Skew {
        let half = self.high.saturating_sub(self.low) / 2;
        Skew::new(
            self.low.saturating_add(half),
            Span::from_millis(half.unsigned_abs()),
        )
    }
}

fn millis(span: Span) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// `Date` has whole seconds (RFC 9110 §5.6.7), which every tested server truncates rather than rounds. So do
/// certificates.
const DATE_RESOLUTION: Span = Span::from_secs(1);
/// The highest rate at which a clock is slewed, which is more than any clock drifts.
const DRIFT_PER_MILLION: u64 = 500;
/// The gateway keeps the response to a refresh for one minute, and a repetition may take as long to arrive.
const REMEMBERED: Span = Span::from_secs(120);
/// A machine that has not answered during three renewals is gone, or its clock was set.
const FORGOTTEN_AFTER: Span = Span::from_secs(600);

#[cfg(test)]
mod tests;
