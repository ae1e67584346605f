//! Compares the clocks of all servers with this computer's clock.

use haulout_protocol::clocks::{Clock, ClockOwner, deviations};
use haulout_protocol::time::Skew;

use super::cluster::ClusterResults;
use super::finding::{Finding, Item};

/// Findings about the clocks of the issuer and of every cluster.
pub(super) fn evaluate(
    issuer: (&str, &Clock),
    clusters: &[(&str, &ClusterResults)],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_issuer = issuer.1.skew().map(|skew| (ClockOwner::Issuer, skew));
    // All clocks count: with one cluster at a time, a wrong local clock would be blamed on the cluster.
    let others = clusters.iter().flat_map(|(_, results)| {
        let verifier = results
            .verifier
            .skew()
            .map(|skew| (ClockOwner::Verifier, skew));
        let concierge = results
            .concierge
            .skew()
            .map(|skew| (ClockOwner::Concierge, skew));
        verifier.into_iter().chain(concierge)
    });
    let witnesses: Vec<(ClockOwner, Skew)> = of_issuer.into_iter().chain(others).collect();
    let is_local_clock_wrong = deviations(&witnesses)
        .iter()
        .any(|deviation| deviation.whose == ClockOwner::Computer);
    findings.extend(finding(
        Item::IssuerClock,
        issuer.0,
        issuer.1,
        is_local_clock_wrong,
    ));
    for (id, results) in clusters {
        findings.extend(finding(
            Item::ConciergeClock,
            id,
            &results.concierge,
            is_local_clock_wrong,
        ));
        findings.extend(finding(
            Item::ClusterClock,
            id,
            &results.verifier,
            is_local_clock_wrong,
        ));
    }
    findings
}

/// `None` if the server sent no usable `Date`.
fn finding(
    item: Item,
    subject: &str,
    clock: &Clock,
    is_local_clock_wrong: bool,
) -> Option<Finding> {
    let skew = clock.skew()?;
    if let Some(apart) = clock.replicas_apart() {
        let found = format!(
            "two servers respond at this address, and their clocks differ by {} s",
            seconds(apart.as_millis().cast_signed())
        );
        let remedy = "Synchronize the clocks of all nodes that it runs on with NTP; otherwise certificates expire early.";
        return Some(Finding::warn(item, subject, found, remedy));
    }
    let offset = skew.offset_millis();
    let found = format!(
        "{} s {} this computer's clock, ± {} s",
        seconds(offset.unsigned_abs().cast_signed()),
        if offset < 0 { "behind" } else { "ahead of" },
        seconds(skew.error().as_millis().cast_signed()),
    );
    if deviations(&[(ClockOwner::Verifier, skew)]).is_empty() {
        return Some(Finding::ok(item, subject, found));
    }
    let remedy = if is_local_clock_wrong {
        "Synchronize this computer's clock with NTP; most servers agree on a different time."
    } else {
        "Synchronize the clock of that server's node with NTP; otherwise certificates and tokens expire early or are not \
                 valid yet."
    };
    Some(Finding::warn(item, subject, found, remedy))
}

/// One decimal place; a `Date` has whole seconds, so more would be meaningless.
fn seconds(millis: i64) -> String {
    let tenths = (millis + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
