//! Reads the wall clock and the monotonic clock together.

use haulout_protocol::time::{Now, Tick, UnixTime};
use wasm_bindgen::JsCast as _;
use web_sys::Performance;

use super::js::global;

/// The platform's two clocks.
#[derive(Clone)]
pub(crate) struct Clock {
    performance: Option<Performance>,
}

impl Clock {
    /// Reads `performance` from the global object, because workers and Node have no window.
    pub(crate) fn new() -> Self {
        let performance = global("performance");
        let is_there = performance.is_object();
        Self {
            performance: is_there.then(|| performance.unchecked_into()),
        }
    }

    pub(crate) fn now(&self) -> Now {
        let wall = js_sys::Date::now();
        let tick = self.performance.as_ref().map_or(wall, Performance::now);
        // Both are finite and positive, and float casts saturate.
        Now {
            wall: UnixTime::from_millis(wall as i64),
            tick: Tick::from_millis(tick as u64),
        }
    }
}

#[cfg(test)]
mod tests;
