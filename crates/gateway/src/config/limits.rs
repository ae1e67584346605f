//! How much the gateway takes on.

use std::ops::RangeInclusive;

use super::raw::RawLimits;

/// Bounds on what peers may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Connections at a time that have sent a request.
    pub(crate) connections: usize,
    /// Requests of one address in a minute.
    pub(crate) address_per_minute: u32,
    /// Requests of one session in a minute; by default what the clusters need.
    pub(crate) session_per_minute: Option<u32>,
}

impl Limits {
    /// Proves them; the error is the field and the reason.
    pub(super) fn validate(raw: &RawLimits) -> Result<Self, (String, String)> {
        let connections = bounded("connections", raw.connections)?;
        let address_per_minute = bounded("addressPerMinute", raw.address_per_minute)?;
        let session_per_minute = bounded("sessionPerMinute", raw.session_per_minute)?;
        Ok(Self {
            connections: connections.unwrap_or(DEFAULT_CONNECTIONS) as usize,
            address_per_minute: address_per_minute.unwrap_or(DEFAULT_ADDRESS_PER_MINUTE),
            session_per_minute,
        })
    }
}

fn bounded(name: &str, value: Option<u32>) -> Result<Option<u32>, (String, String)> {
    if value.is_none_or(|value| BOUNDS.contains(&value)) {
        return Ok(value);
    }
    let reason = format!("must be from {} to {}", BOUNDS.start(), BOUNDS.end());
    Err((format!("limits.{name}"), reason))
}

/// None would serve nobody, and with more than the upper bound there is no bound to speak of.
const BOUNDS: RangeInclusive<u32> = 1..=1_000_000;
/// Connections; with their buffers they fit into 128 MiB.
const DEFAULT_CONNECTIONS: u32 = 4096;
/// Requests; an office behind one address, where a hundred people sign in within a minute.
const DEFAULT_ADDRESS_PER_MINUTE: u32 = 1200;
