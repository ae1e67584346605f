//! The deviations that have been reported, so that each is reported once.

use crate::clocks::ClockOwner;

/// The clocks that were off when they were last compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReportedDeviations(u8);

impl ReportedDeviations {
    /// Records whether a clock is off, and returns whether it was not off before.
    pub(super) fn note(&mut self, whose: ClockOwner, is_off: bool) -> bool {
        let bit = 1 << whose as u8;
        let was_off = self.0 & bit != 0;
        self.0 = if is_off { self.0 | bit } else { self.0 & !bit };
        is_off && !was_off
    }
}
