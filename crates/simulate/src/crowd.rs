//! Thousands of pages at one issuer that comes back from an outage: its load, and how soon every page is served.

use std::time::Duration;

use crate::time::{Moment, secs};

mod gateway;
mod pages;

/// The measurements of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The number of pages.
    pub pages: usize,
    /// Whether the gateway probed the issuer.
    pub probes: bool,
    /// The most token requests in one second that reached the issuer during the outage.
    pub peak_during: u64,
    /// The same afterwards.
    pub peak_after: u64,
    /// The pages that had no valid certificate when the outage ended.
    pub without_certificate: usize,
    /// The time from the end of the outage until every page had a new certificate; none if that took too long.
    pub served_after: Option<Duration>,
}

impl Recovery {
    /// The printed line.
    #[must_use]
    pub fn line(&self) -> String {
        let served = self.served_after.map_or_else(
            || "not all were served".to_owned(),
            |it| format!("all were served {} s later", it.as_millis().div_ceil(1000)),
        );
        format!(
            "{} pages, gateway {}: {} without a certificate after an outage of {} s; {served}; \
             token requests a second: {} at most during the outage, {} after it",
            self.pages,
            if self.probes { "probes" } else { "relays" },
            self.without_certificate,
            OUTAGE_ENDS.since(OUTAGE_BEGINS).as_secs(),
            self.peak_during,
            self.peak_after,
        )
    }
}

/// Runs this many pages through an outage of the issuer. With `probes`, the gateway lets one request at a time find
/// out whether the issuer is back.
#[must_use]
pub fn recover(count: usize, probes: bool) -> Recovery {
    let mut crowd = pages::Crowd::new(count, probes);
    crowd.pass();
    crowd.recovery()
}

/// By now every page has a certificate.
const OUTAGE_BEGINS: Moment = Moment::after(secs(140));
const OUTAGE_ENDS: Moment = Moment::after(secs(340));
/// Pages that are not served by now count as never served.
const END: Moment = Moment::after(secs(940));
