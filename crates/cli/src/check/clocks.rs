//! Clocks: each peer's against this computer's, and which of them is wrong.

use haulout_protocol::clocks::{Clock, Whose, deviations};
use haulout_protocol::time::Skew;

use super::cluster::ClusterResults;
use super::finding::{Finding, Item};

/// The clocks of the issuer and of every cluster.
pub(super) fn evaluate(
    issuer: (&str, &Clock),
    clusters: &[(&str, &ClusterResults)],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_issuer = issuer.1.skew().map(|skew| (Whose::Issuer, skew));
    // Everybody is a witness, or with two clusters at hand a wrong computer would have the cluster corrected.
    let others = clusters.iter().flat_map(|(_, results)| {
        let verifier = results.verifier.skew().map(|skew| (Whose::Verifier, skew));
        let concierge = results
            .concierge
            .skew()
            .map(|skew| (Whose::Concierge, skew));
        verifier.into_iter().chain(concierge)
    });
    let witnesses: Vec<(Whose, Skew)> = of_issuer.into_iter().chain(others).collect();
    let is_local_clock_wrong = deviations(&witnesses)
        .iter()
        .any(|deviation| deviation.whose == Whose::Computer);
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

/// Nothing, where nobody told the time.
fn finding(
    item: Item,
    subject: &str,
    clock: &Clock,
    is_local_clock_wrong: bool,
) -> Option<Finding> {
    let skew = clock.skew()?;
    if let Some(apart) = clock.replicas_apart() {
        let found = format!(
            "two servers answer under this address, {} s apart",
            seconds(apart.as_millis().cast_signed())
        );
        let remedy = "Set the clocks of all nodes that it runs on by NTP; a certificate of one ends early by the other.";
        return Some(Finding::warn(item, subject, found, remedy));
    }
    let offset = skew.offset_millis();
    let found = format!(
        "{} s {} this computer's, give or take {} s",
        seconds(offset.unsigned_abs().cast_signed()),
        if offset < 0 { "behind" } else { "ahead of" },
        seconds(skew.error().as_millis().cast_signed()),
    );
    if deviations(&[(Whose::Verifier, skew)]).is_empty() {
        return Some(Finding::ok(item, subject, found));
    }
    let remedy = if is_local_clock_wrong {
        "Set this computer's clock by NTP; most of the others agree against it."
    } else {
        "Set the clock of that server's node by NTP; certificates and tokens end early or come too early by it."
    };
    Some(Finding::warn(item, subject, found, remedy))
}

/// Tenths are what a `Date` of whole seconds leaves to be known.
fn seconds(millis: i64) -> String {
    let tenths = (millis + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
