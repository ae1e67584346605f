//! Where a clock's difference lies on a line of a thousand parts.

/// Where a difference lies on its line: none is in the middle, and the further away the less a second counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingView {
    /// The difference.
    pub at: u16,
    /// What it is at the least and at the most.
    pub bounds: [u16; 2],
}

impl ReadingView {
    /// Two seconds, from which on a difference is worth a sentence.
    pub const FINE: [u16; 2] = [place(-2_000), place(2_000)];

    pub(super) const fn new(offset_millis: i64, error_millis: u64) -> Self {
        Self {
            at: place(offset_millis),
            bounds: [
                place(offset_millis.saturating_sub_unsigned(error_millis)),
                place(offset_millis.saturating_add_unsigned(error_millis)),
            ],
        }
    }
}

const fn place(millis: i64) -> u16 {
    let away = distance(millis.unsigned_abs());
    if millis < 0 {
        MIDDLE - away
    } else {
        MIDDLE + away
    }
}

/// Each doubling is as long as the one before; in between it is straight.
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
/// Below this a difference can hardly be measured, and the line is straight, in milliseconds.
const FINEST: u64 = 250;
/// The length of a doubling: an hour is just short of the edge.
const DOUBLING: u64 = 34;
/// As far from the middle as a dot still is on the line.
const MOST: u16 = 475;
/// Whatever is further away is there, in milliseconds: a day.
const EDGE: u64 = 86_400_000;
