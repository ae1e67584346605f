//! The expected results of the table.

use std::time::Duration;

use super::{named, row, rows};
use crate::time::minutes;
use crate::{Control, Scenario, all};

#[test]
fn every_scenario_has_its_expected_result() {
    let scenarios: Vec<Scenario> = all().into_iter().map(without_a_crowd).collect();
    let broken: Vec<_> = rows(&scenarios, Control::None)
        .into_iter()
        .filter(|row| !row.violations.is_empty())
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn other_seeds_have_the_same_result() {
    let scenarios: Vec<Scenario> = all()
        .into_iter()
        .filter(|scenario| scenario.clusters == 1)
        .flat_map(|scenario| (1..=2).map(move |seed| scenario.clone().with_seed(seed)))
        .collect();
    for row in rows(&scenarios, Control::None) {
        assert_eq!(row.violations, [""; 0], "{row:?}");
    }
}

#[test]
fn every_documented_scenario_exists_once() {
    let promised = [
        "supervisor-9h",
        "dex-24h",
        "vault-8h-no-refresh",
        "verifier-ahead-5s",
        "verifier-behind-5s",
        "computer-fast-40min",
        "computer-slow-40min",
        "clock-step-forward-1h",
        "clock-step-back-1h",
        "hidden-tab-8h",
        "sleep-3h",
        "offline-90s",
        "token-endpoint-503-60s",
        "concierge-503-60s",
        "slow-8s",
        "refresh-reply-lost",
        "one-of-50-clusters-down",
        "refresh-race",
        "two-concierge-replicas-4s-apart",
        "story-1987",
    ];
    let names: Vec<_> = all().iter().map(|scenario| scenario.name).collect();
    for name in promised {
        let found = names.iter().filter(|it| **it == name).count();
        assert_eq!(found, 1, "{name}");
    }
}

#[test]
fn a_session_renews_at_the_expected_rate() {
    let row = row(&named("dex-24h"), Control::None);
    // 135 s give or take a tenth.
    assert!((582..=711).contains(&row.renewals), "{row:?}");
    assert_eq!(row.refreshes, row.renewals);
}

#[test]
fn two_hundred_clusters_are_all_served() {
    let scenario = Scenario::named("many")
        .with_duration(minutes(20))
        .with_clusters(200);
    let row = row(&scenario, Control::None);
    assert_eq!(row.violations, [""; 0], "{row:?}");
    // All clusters share one access token, so they need few refreshes.
    assert!(row.refreshes * 20 < row.renewals, "{row:?}");
}

#[test]
fn tabs_with_locks_do_not_need_the_gateways_cache() {
    let scenario = Scenario {
        gateway_cache_ttl: Duration::ZERO,
        ..named("two-tabs")
    };
    assert_eq!(row(&scenario, Control::None).violations, [""; 0]);
}

#[test]
fn the_json_line_has_the_documented_fields() {
    let line = row(
        &Scenario::named("brief").with_duration(minutes(30)),
        Control::None,
    )
    .json();
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut fields: Vec<_> = value.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "gap_seconds",
            "hours",
            "refreshes",
            "renewals",
            "requests",
            "scenario",
            "sign_ins",
            "unauthorized"
        ]
    );
    assert_eq!(value["hours"], 0.5);
}

/// Fifty clusters are slow in an unoptimised build; the same effect shows with twenty.
fn without_a_crowd(scenario: Scenario) -> Scenario {
    let clusters = scenario.clusters.min(20);
    scenario.with_clusters(clusters)
}
