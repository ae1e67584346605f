//! Texts about clock deviations.

use haulout_protocol::clocks::ClockOwner;

use crate::ui::locale::Plural;

/// Clock deviations.
pub struct ClockMessages {
    /// Expands clocks and activity.
    pub diagnostics: &'static str,
    /// The heading.
    pub title: &'static str,
    /// The owner of a clock; takes the cluster's name for the clock of a cluster.
    pub who: fn(ClockOwner, &str) -> String,
    /// Shown instead of a deviation for this computer, the reference clock.
    pub reference: &'static str,
    /// Shown instead of a deviation that has not been measured.
    pub not_measured: &'static str,
    /// A number and its unit, abbreviated.
    pub amount: fn(&str, Unit) -> String,
    /// A deviation and its measurement error.
    pub difference: fn(&str, &str) -> String,
    /// No clock deviates.
    pub agree: &'static str,
    /// No clock has been measured.
    pub unknown: &'static str,
    /// Which clock deviates, and by how much.
    pub deviation: fn(&str, &str, Direction) -> String,
    /// What the deviation breaks, and who can fix it.
    pub effect: fn(ClockOwner, Direction) -> &'static str,
    /// Two replicas of a server whose clocks are this far apart.
    pub replicas_differ: fn(&str, &str) -> String,
    /// What that breaks, and who can fix it.
    pub replicas_effect: &'static str,
    /// How many more clocks deviate.
    pub more: fn(&str, Plural) -> String,
    /// Joins the text of `deviation` or `replicas_differ` with its effect.
    pub off: fn(&str, &str) -> String,
}

/// The unit of a time span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

/// The sign of a deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The clock is ahead.
    Ahead,
    /// The clock is behind.
    Behind,
}
