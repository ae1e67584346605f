//! Scenarios outside of the table: unavoidable failures, and their limits.

use crate::control::Control;
use crate::scenario::{ComputerEvent, Downtime, Scenario};
use crate::tests::row;
use crate::time::{Moment, hours, millis, minutes, secs};

/// client-go caches a credential until a time on the computer's clock. If a correct clock is set back by an hour, that
/// time comes an hour late, and client-go does not read the file before.
#[test]
fn setting_a_correct_clock_back_by_an_hour_costs_one_401() {
    let mut scenario = Scenario::named("set-wrong").with_duration(hours(4));
    scenario.computer_events = vec![(
        Moment::after(hours(2) + secs(71)),
        ComputerEvent::SetClock(-millis(hours(1))),
    )];
    let row = row(&scenario, Control::None);
    assert_eq!((row.unauthorized, row.gap_seconds), (1, 1), "{row:?}");
    assert_eq!(row.sign_ins, 1);
}

#[test]
fn setting_a_correct_clock_ahead_by_an_hour_costs_nothing() {
    let mut scenario = Scenario::named("set-ahead").with_duration(hours(4));
    scenario.computer_events = vec![(
        Moment::after(hours(2) + secs(71)),
        ComputerEvent::SetClock(millis(hours(1))),
    )];
    assert_eq!(row(&scenario, Control::None).violations, [""; 0]);
}

#[test]
fn a_cluster_that_comes_back_after_hours_is_served_within_minutes() {
    let mut scenario = Scenario::named("back-again")
        .with_duration(hours(4))
        .with_clusters(3);
    scenario.down = Some(Downtime {
        cluster: 1,
        from: Moment::after(hours(1)),
        until: Moment::after(hours(3)),
    });
    let row = row(&scenario, Control::None);
    assert_eq!(row.gap_seconds, 0, "{row:?}");
    assert_eq!(row.sign_ins, 1, "{row:?}");
    // The clients' credentials have expired long before it comes back.
    assert!((1..=360).contains(&row.unauthorized), "{row:?}");
}

#[test]
fn fifty_clusters_have_at_most_eight_concurrent_requests() {
    let scenario = Scenario::named("crowd")
        .with_duration(minutes(30))
        .with_clusters(50);
    let most = crate::world::peak_requests(&scenario);
    assert!((2..=8).contains(&most), "{most}");
}
