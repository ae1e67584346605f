//! Formatting for the user's locale by the browser's `Intl`.

use haulout_protocol::time::UnixTime;

use crate::browser::intl::Intl;
use crate::ui::locale::{Locale, Plural};

impl Locale for Intl {
    fn time(&self, at: UnixTime) -> String {
        Self::time(self, at)
    }

    fn time_with_seconds(&self, at: UnixTime) -> String {
        Self::time_with_seconds(self, at)
    }

    fn date_and_time(&self, at: UnixTime) -> String {
        Self::date_and_time(self, at)
    }

    fn number(&self, thousandths: i64, digits: u8) -> String {
        Self::number(self, thousandths, digits)
    }

    fn signed(&self, thousandths: i64, digits: u8) -> String {
        Self::signed(self, thousandths, digits)
    }

    fn plural(&self, count: u64) -> Plural {
        match Self::plural(self, count).as_str() {
            "zero" => Plural::Zero,
            "one" => Plural::One,
            "two" => Plural::Two,
            "few" => Plural::Few,
            "many" => Plural::Many,
            _ => Plural::Other,
        }
    }
}
