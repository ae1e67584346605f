//! Words about clocks that differ.

use haulout_protocol::clocks::Whose;

use crate::ui::locale::Plural;

/// Clocks that differ.
pub struct ClockMessages {
    /// The heading.
    pub title: &'static str,
    /// Whose clock it is, of the cluster with this name if it is a cluster's.
    pub who: fn(Whose, &str) -> String,
    /// In place of a difference: the clock that the others are measured against.
    pub reference: &'static str,
    /// In place of a difference: nothing is known.
    pub not_told: &'static str,
    /// A number and its unit, as short as can be.
    pub amount: fn(&str, Unit) -> String,
    /// A difference and how wrong it can be.
    pub difference: fn(&str, &str) -> String,
    /// No clock is off.
    pub agree: &'static str,
    /// No clock is known.
    pub unknown: &'static str,
    /// Whose clock is off, and by how much.
    pub runs: fn(&str, &str, Direction) -> String,
    /// What that breaks, and who can mend it.
    pub breaks: fn(Whose, Direction) -> &'static str,
    /// Two machines answer in this one's name, so far apart.
    pub two_answer: fn(&str, &str) -> String,
    /// What that breaks, and who can mend it.
    pub two_break: &'static str,
    /// So many more clocks are off.
    pub more: fn(&str, Plural) -> String,
    /// One text of what `runs` or `two_answer` says and what that breaks.
    pub off: fn(&str, &str) -> String,
}

/// What spans are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

/// On which side of the others a clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It shows more.
    Ahead,
    /// It shows less.
    Behind,
}
