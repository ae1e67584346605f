//! The gateway's limits.

use std::ops::RangeInclusive;

use super::raw::RawLimits;

/// Limits on what clients can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Connections that have sent a complete request, at the same time.
    pub(crate) connections: usize,
    /// Requests of one address per minute.
    pub(crate) address_per_minute: u32,
    /// Requests of one session per minute; the default depends on the number of clusters.
    pub(crate) session_per_minute: Option<u32>,
}

impl Limits {
    /// Validates the limits; the error is the field and the reason.
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

/// Zero would refuse every request, and a limit above the maximum would have no effect.
const BOUNDS: RangeInclusive<u32> = 1..=1_000_000;
/// Connections; their buffers fit into 128 MiB.
const DEFAULT_CONNECTIONS: u32 = 4096;
/// Requests; enough for an office behind one address where a hundred people sign in within a minute.
const DEFAULT_ADDRESS_PER_MINUTE: u32 = 1200;
