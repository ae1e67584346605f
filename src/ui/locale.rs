//! Formatting of numbers and times for the user's locale.

use haulout_protocol::time::UnixTime;

/// Formats numbers and times. In a browser, `Intl` implements it.
pub trait Locale {
    /// A time of day: `17:42`.
    fn time(&self, at: UnixTime) -> String;
    /// A time of day to the second: `14:07:48`.
    fn time_with_seconds(&self, at: UnixTime) -> String;
    /// A date and a time of day.
    fn date_and_time(&self, at: UnixTime) -> String;
    /// A number of thousandths, with this many digits after the decimal point.
    fn number(&self, thousandths: i64, digits: u8) -> String;
    /// The same with a sign, also for positive numbers.
    fn signed(&self, thousandths: i64, digits: u8) -> String;
    /// The plural category of a count.
    fn plural(&self, count: u64) -> Plural;
}

/// The plural categories of Unicode CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// For zero, in languages that have such a form.
    Zero,
    /// Singular.
    One,
    /// Dual.
    Two,
    /// For a few.
    Few,
    /// For many.
    Many,
    /// The general form.
    Other,
}
