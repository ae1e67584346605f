//! Words about clocks that differ.

use haulout_protocol::clocks::Deviation;

/// Clocks that differ.
pub struct Clocks {
    /// Which clock is off, what that breaks and who can mend it.
    pub off: fn(Deviation) -> String,
    /// Two machines with one name and two times, so many milliseconds apart.
    pub replicas_apart: fn(u64) -> String,
}
