//! The gateway's only access to the wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the Unix epoch, UTC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct UnixSeconds(/** The count. */ pub u64);

/// The current time, for the age of sealed cookies; times before 1970 become 0.
pub fn now() -> UnixSeconds {
    #[expect(
        clippy::disallowed_methods,
        reason = "this file is the gateway's clock edge"
    )]
    let now = SystemTime::now();
    UnixSeconds(
        now.duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_secs()),
    )
}
