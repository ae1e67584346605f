//! Numbers and times without anybody's manner, until a locale is known.

use haulout_protocol::time::UnixTime;

use crate::ui::locale::{Locale, Plural};

/// UTC and English plurals.
pub(super) struct Plain;

impl Locale for Plain {
    fn time(&self, at: UnixTime) -> String {
        self.time_with_seconds(at)[..5].to_owned()
    }

    fn time_with_seconds(&self, at: UnixTime) -> String {
        at.to_string().get(11..19).unwrap_or_default().to_owned()
    }

    fn date_and_time(&self, at: UnixTime) -> String {
        at.to_string()
    }

    fn number(&self, thousandths: i64, _digits: u8) -> String {
        (thousandths / 1000).to_string()
    }

    fn plural(&self, count: u64) -> Plural {
        if count == 1 {
            Plural::One
        } else {
            Plural::Other
        }
    }
}
