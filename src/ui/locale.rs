//! Numbers and times in the reader's manner, as far as the interface needs them.

use haulout_protocol::time::UnixTime;

/// What a language and a region do to numbers and times. In a browser `Intl` knows it.
pub trait Locale {
    /// A time of day: `17:42`.
    fn time(&self, at: UnixTime) -> String;
    /// A time of day to the second: `14:07:48`.
    fn time_with_seconds(&self, at: UnixTime) -> String;
    /// A day and a time of day.
    fn date_and_time(&self, at: UnixTime) -> String;
    /// So many thousandths, with that many digits after the point.
    fn number(&self, thousandths: i64, digits: u8) -> String;
    /// The same for a difference: more than zero has a sign, too.
    fn signed(&self, thousandths: i64, digits: u8) -> String;
    /// Which form a counted noun takes.
    fn plural(&self, count: u64) -> Plural;
}

/// The forms that nouns take in the languages of the world, as Unicode's CLDR has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// For nothing, where a language has such a form.
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
