//! The meter reads more than zero if the policy or a server is broken on purpose.

use std::time::Duration;

use super::{named, rows};
use crate::{Control, Scenario};

#[test]
fn without_a_margin_a_verifier_that_is_ahead_sends_401() {
    assert_reads(
        Control::NoMargin,
        &["verifier-ahead-5s", "two-concierge-replicas-4s-apart"],
    );
}

#[test]
fn renewal_at_expiry_causes_gaps_in_every_scenario() {
    assert_reads(
        Control::RenewAtExpiry,
        &[
            "supervisor-9h",
            "verifier-ahead-5s",
            "hidden-tab-8h",
            "offline-90s",
            "token-endpoint-503-60s",
            "concierge-503-60s",
            "slow-8s",
        ],
    );
}

#[test]
fn without_clock_measurement_a_wrong_clock_has_no_service() {
    assert_reads(
        Control::NoSkew,
        &["computer-fast-40min", "computer-slow-40min"],
    );
}

#[test]
fn without_the_gateways_cache_lost_responses_and_races_cost_sign_ins() {
    let forgetful = ["refresh-reply-lost", "refresh-race"].map(|name| Scenario {
        gateway_cache_ttl: Duration::ZERO,
        ..named(name)
    });
    for row in rows(&forgetful, Control::None) {
        // The user looks at the first tab only. If the second one loses its session, it stays without one.
        assert!(row.sign_ins > 1 || row.gap_seconds > 0, "{row:?}");
    }
}

#[test]
fn the_pinniped_cli_is_refused_and_waits_as_in_issue_1987() {
    let rows = rows(&[named("story-1987")], Control::None);
    let [ours, cli] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!((ours.gap_seconds, ours.unauthorized), (0, 0));
    assert_eq!(cli.scenario, "story-1987-pinniped-cli");
    let per_refusal = cli.gap_seconds / cli.unauthorized;
    assert!((10..=30).contains(&per_refusal), "{cli:?}");
    // One sign-in is ten minutes earlier than necessary.
    assert_eq!((ours.sign_ins, cli.sign_ins), (1, 2));
}

/// Asserts that each of these scenarios reads zero without a control, and more with it.
#[track_caller]
fn assert_reads(control: Control, names: &[&str]) {
    let scenarios: Vec<Scenario> = names.iter().map(|name| named(name)).collect();
    for row in rows(&scenarios, Control::None) {
        assert_eq!((row.gap_seconds, row.unauthorized), (0, 0), "{row:?}");
    }
    for row in rows(&scenarios, control) {
        assert!(row.gap_seconds > 0, "{}: {row:?}", control.name());
    }
}
