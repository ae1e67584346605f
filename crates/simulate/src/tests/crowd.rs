//! A crowd of pages after an outage.

use crate::crowd::recover;

/// The load is proportional to the number of pages, of which an unoptimised build can simulate few.
const PAGES: usize = 300;

#[test]
fn a_crowd_recovers_within_half_a_minute_without_a_rush() {
    let [relays, probes] = [false, true].map(|probes| recover(PAGES, probes));
    for recovery in [&relays, &probes] {
        let served = recovery.served_after.expect("a page was never served");
        assert!(served.as_secs() <= 36, "{recovery:?}");
        // Refresh and exchange of each page at once would be twice their number.
        assert!(recovery.peak_after <= 70, "{recovery:?}");
    }
    assert!(probes.peak_during <= 5, "{probes:?}");
    assert!(probes.peak_during < relays.peak_during, "{relays:?}");
}
