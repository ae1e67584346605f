//! What is not in the table: damage that nobody can prevent, and that it stays as small as it can be.

use crate::control::Control;
use crate::scenario::{ComputerEvent, Downtime, Scenario};
use crate::tests::row;
use crate::time::{Moment, hours, millis, minutes, secs};

/// client-go keeps what it has read until a time on the computer's clock. When a clock that was right is set back, that
/// time comes an hour late, and no file can tell it so.
#[test]
fn a_right_clock_that_is_set_an_hour_back_costs_one_401() {
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
fn a_right_clock_that_is_set_an_hour_ahead_costs_nothing() {
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
    // What its clients hold when it comes back has died long ago.
    assert!((1..=360).contains(&row.unauthorized), "{row:?}");
}

#[test]
fn fifty_clusters_never_have_more_than_eight_requests_under_way() {
    let scenario = Scenario::named("crowd")
        .with_duration(minutes(30))
        .with_clusters(50);
    let most = crate::world::peak_requests(&scenario);
    assert!((2..=8).contains(&most), "{most}");
}
