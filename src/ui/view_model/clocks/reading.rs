//! The position of a clock's deviation on a line of 1,000 units.

/// A deviation on its line. Zero is in the middle, and the scale is logarithmic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingView {
    /// The position of the deviation.
    pub at: u16,
    /// Its lower and upper bound.
    pub bounds: [u16; 2],
}

impl ReadingView {
    /// Two seconds, from which on a deviation gets a warning.
    pub const FINE: [u16; 2] = [position(-2_000), position(2_000)];

    pub(super) const fn new(offset_millis: i64, error_millis: u64) -> Self {
        Self {
            at: position(offset_millis),
            bounds: [
                position(offset_millis.saturating_sub_unsigned(error_millis)),
                position(offset_millis.saturating_add_unsigned(error_millis)),
            ],
        }
    }
}

const fn position(millis: i64) -> u16 {
    let away = distance(millis.unsigned_abs());
    if millis < 0 {
        MIDDLE - away
    } else {
        MIDDLE + away
    }
}

/// Each doubling takes the same length; in between the scale is linear.
const fn distance(millis: u64) -> u16 {
    if millis >= EDGE {
        return MOST;
    }
    let shifted = millis + FINEST;
    let doublings = (shifted / FINEST).ilog2();
    let start = FINEST << doublings;
    let parts = doublings as u64 * DOUBLING + (shifted - start) * DOUBLING / start;
    if parts < MOST as u64 {
        parts as u16
    } else {
        MOST
    }
}

const MIDDLE: u16 = 500;
/// Below this a deviation can hardly be measured, and the scale is linear, in milliseconds.
const FINEST: u64 = 250;
/// The length of a doubling: an hour is just short of the edge.
const DOUBLING: u64 = 34;
/// The largest distance from the middle at which the dot is still on the line.
const MOST: u16 = 475;
/// Larger deviations are drawn here, in milliseconds: a day.
const EDGE: u64 = 86_400_000;
