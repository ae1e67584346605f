//! What each of the other clocks says, as an interval that every answer narrows, and what our own clock did meanwhile.

use crate::time::{Now, Skew, Span, Tick, UnixTime};

mod diagnosis;
mod own;

pub use diagnosis::{Deviation, Whose, deviations};
pub(crate) use own::{Jump, OwnClock};

/// The bounds within which another clock's offset from ours must lie.
///
/// A server that writes `Date: d` did so between sending and receiving, when its clock stood in `[d, d + 1 s)`. So each
/// answer gives an interval for the offset, and their intersection is what is known. Two sources that contradict each
/// other are two machines behind one name, or one whose clock was set: both are kept until one of them is not heard of
/// any more, and whoever has to be safe takes the worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The one heard last comes first.
    faces: [Option<Face>; 2],
    /// How much of the lower bound is owed to a jump of our own clock that nobody has explained yet.
    doubt: Span,
}

/// One machine's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Face {
    low: i64,
    high: i64,
    heard: Tick,
}

/// How a jump of our own clock was explained, once a server had told the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// Somebody set the clock.
    Stepped,
    /// The computer slept, and its monotonic clock with it.
    Slept,
}

/// What another clock says, at the least and at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// It says at least this.
    pub earliest: UnixTime,
    /// It says at most this.
    pub latest: UnixTime,
}

impl Clock {
    /// Takes in a time that was written, with whole seconds, between `sent` and `received`. If our own clock has jumped
    /// and this tells why, the explanation comes back.
    pub fn observe(&mut self, date: UnixTime, sent: Now, received: Now) -> Option<Explanation> {
        let seen = Face::seen(date, sent, received);
        let explanation = self.explain(seen);
        for face in &mut self.faces {
            if face.is_some_and(|face| seen.heard.since(face.heard) > FORGOTTEN_AFTER) {
                *face = None;
            }
        }
        let [first, second] = self.faces;
        let narrowed = |face: Option<Face>| face.and_then(|face| face.narrowed(seen));
        self.faces = match (narrowed(first), narrowed(second)) {
            (Some(same), _) => [Some(same), second],
            (None, Some(same)) => [Some(same), first],
            (None, None) => [Some(seen), first],
        };
        explanation
    }

    /// Settles what is in doubt about our own clock, if `seen` contradicts one of the two possibilities.
    fn explain(&mut self, seen: Face) -> Option<Explanation> {
        let doubt = millis(core::mem::take(&mut self.doubt));
        if doubt == 0 {
            return None;
        }
        let known = self.faces.into_iter().flatten();
        let (mut slept, mut stepped) = (false, false);
        for face in known {
            slept |= face.shifted(doubt, 0).meets(seen);
            stepped |= face.shifted(0, -doubt).meets(seen);
        }
        if slept == stepped {
            return None;
        }
        for face in self.faces.iter_mut().flatten() {
            *face = if slept {
                face.shifted(doubt, 0)
            } else {
                face.shifted(0, -doubt)
            };
        }
        Some(if slept {
            Explanation::Slept
        } else {
            Explanation::Stepped
        })
    }

    /// Takes in that our own clock jumped.
    pub(crate) fn jumped(&mut self, jump: Jump) {
        let (low, high) = match jump {
            Jump::Back(by) => (millis(by), millis(by)),
            // If we slept, the offset is what it was; if the clock was set, it is that much less.
            Jump::Ahead(by) => {
                self.doubt = self.doubt.plus(by);
                (-millis(by), 0)
            }
        };
        for face in self.faces.iter_mut().flatten() {
            *face = face.shifted(low, high);
        }
    }

    /// The middle of the newest bounds, and half their width as its error; nothing before the first answer.
    #[must_use]
    pub fn skew(&self) -> Option<Skew> {
        self.faces[0].map(Face::skew)
    }

    /// How far apart the two machines are that answer under this name, if there are two.
    #[must_use]
    pub fn replicas_apart(&self) -> Option<Span> {
        let [Some(first), Some(second)] = self.faces else {
            return None;
        };
        let apart = first.skew().offset_millis() - second.skew().offset_millis();
        Some(Span::from_millis(apart.unsigned_abs()))
    }

    /// What this clock says when ours says `wall`, whichever machine is asked; nothing before the first answer.
    #[must_use]
    pub fn read(&self, wall: UnixTime) -> Option<Reading> {
        let known = || self.faces.into_iter().flatten();
        let at = |offset: i64| UnixTime::from_millis(wall.as_millis().saturating_add(offset));
        Some(Reading {
            earliest: at(known().map(|face| face.low).min()?),
            latest: at(known().map(|face| face.high).max()?),
        })
    }

    /// How much of a reading's width is owed to a jump of our own clock.
    pub(crate) const fn doubt(&self) -> Span {
        self.doubt
    }
}

impl Reading {
    /// The reading of a clock of which nothing is known but ours.
    #[must_use]
    pub const fn exactly(wall: UnixTime) -> Self {
        Self {
            earliest: wall,
            latest: wall,
        }
    }

    /// How far it can be from its own middle.
    #[must_use]
    pub const fn error(self) -> Span {
        Span::from_millis(self.latest.since(self.earliest).as_millis() / 2)
    }
}

impl Face {
    fn seen(date: UnixTime, sent: Now, received: Now) -> Self {
        // If our wall clock was set back meanwhile, the monotonic one still knows how long it took.
        let took = millis(received.tick.since(sent.tick))
            .max(received.wall.as_millis() - sent.wall.as_millis());
        let low = date.as_millis().saturating_sub(received.wall.as_millis());
        Self {
            low,
            high: low
                .saturating_add(took)
                .saturating_add(millis(DATE_RESOLUTION)),
            heard: received.tick,
        }
    }

    const fn shifted(self, low: i64, high: i64) -> Self {
        Self {
            low: self.low.saturating_add(low),
            high: self.high.saturating_add(high),
            heard: self.heard,
        }
    }

    const fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// What both say, after the older one has drifted.
    fn narrowed(self, seen: Self) -> Option<Self> {
        let age = seen.heard.since(self.heard).as_millis();
        let drift = i64::try_from(age * DRIFT_PER_MILLION / 1_000_000).unwrap_or(i64::MAX);
        let drifted = self.shifted(-drift, drift);
        drifted.meets(seen).then(|| Self {
            low: drifted.low.max(seen.low),
            high: drifted.high.min(seen.high),
            heard: seen.heard,
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

/// `Date` has whole seconds (RFC 9110 §5.6.7), cut off rather than rounded by every server seen. So have certificates.
const DATE_RESOLUTION: Span = Span::from_secs(1);
/// The rate at which a clock is at most slewed towards the right time, which is more than any clock drifts by itself.
const DRIFT_PER_MILLION: u64 = 500;
/// A machine that has not answered for three renewals is not there any more, or its clock was set.
const FORGOTTEN_AFTER: Span = Span::from_secs(600);

#[cfg(test)]
mod tests;
