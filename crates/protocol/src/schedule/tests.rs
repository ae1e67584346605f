//! Plans and retries, for all lifetimes that certificates have.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

/// From 5 s to 24 h, with more short ones.
fn lifetimes() -> impl Strategy<Value = Span> {
    prop_oneof![5_000..=600_000u64, 5_000..=86_400_000u64].prop_map(Span::from_millis)
}

fn schedules() -> impl Strategy<Value = Schedule> {
    (200..=600u64, 100..=400u64).prop_filter_map("out of bounds", |(at, margin)| {
        Schedule::new(at, margin).ok()
    })
}

#[test]
fn a_five_minute_certificate_renews_after_135_seconds() {
    let plan = Schedule::DEFAULT.plan(Span::from_secs(300), Span::from_millis(600));
    assert_eq!(plan.renew_after, Span::from_secs(135));
    assert_eq!(plan.margin, Span::from_secs(60));
    let tolerated = plan.tolerates.unwrap();
    assert!(tolerated >= Span::from_secs(60), "{tolerated:?}");
}

#[test]
fn the_margin_exceeds_the_error_of_the_clock() {
    let plan = Schedule::DEFAULT.plan(Span::from_secs(60), Span::from_secs(25));
    assert!(plan.margin > Span::from_secs(25));
    assert_eq!(plan.tolerates, None);
}

#[test]
fn a_schedule_out_of_bounds_is_refused() {
    assert_eq!(Schedule::new(450, 200), Ok(Schedule::DEFAULT));
    assert_eq!(Schedule::new(199, 200), Err(ScheduleError::At));
    assert_eq!(Schedule::new(601, 200), Err(ScheduleError::At));
    assert_eq!(Schedule::new(450, 99), Err(ScheduleError::Margin));
    assert_eq!(Schedule::new(450, 401), Err(ScheduleError::Margin));
    assert_eq!(Schedule::new(600, 241), Err(ScheduleError::Margin));
    assert!(Schedule::new(600, 240).is_ok());
}

#[test]
fn retries_come_sooner_when_less_time_is_left() {
    for (left, longest) in [(60, 20), (17, 6), (5, 2), (0, 1)] {
        let mut attempts = Attempts::default();
        let mut now = Tick::from_millis(0);
        let mut seed = left;
        for _ in 0..10 {
            let pace = Pace::Urgent(Span::from_secs(left));
            let next = attempts.fail(now, pace, None, Jitter::draw(&mut seed));
            assert!(next.since(now) <= Span::from_secs(longest), "{left}");
            now = next.plus(Span::from_secs(60));
        }
    }
}

/// More than any retry waits.
const LONG: Span = Span::from_secs(3600);

proptest! {
    #[test]
    fn every_lifetime_has_a_plan(
        schedule in schedules(),
        lifetime in lifetimes(),
        error in 0..5_000u64,
        mut seed: u64,
    ) {
        let error = Span::from_millis(error);
        let plan = schedule.plan(lifetime, error);
        let received = Tick::from_millis(7);
        let at = plan.renew_at(received, Jitter::draw(&mut seed)).since(received);
        // It renews within the lifetime, whatever the jitter, and not at once.
        prop_assert!(at > Span::ZERO && at < lifetime);
        let tenth = plan.renew_after.per_mille(JITTER);
        prop_assert!(at >= plan.renew_after.minus(tenth) && at <= plan.renew_after.plus(tenth));
        prop_assert!(plan.margin > error);
        prop_assert!(plan.margin >= Span::from_secs(10));
        // The tolerance is correct: a renewal that starts that late, with every step at its slowest, ends before the
        // margin.
        if let Some(tolerated) = plan.tolerates {
            let end = at.plus(tolerated).plus(BUDGET);
            prop_assert!(end.plus(plan.margin) <= lifetime);
        } else {
            prop_assert!(lifetime < Span::from_secs(300) || error > Span::ZERO);
        }
        // A schedule within the bounds never marks Pinniped's five minutes as too short.
        prop_assert!(schedule.plan(Span::from_secs(300), Span::from_secs(5)).tolerates.is_some());
    }

    #[test]
    fn a_longer_lifetime_tolerates_no_less(lifetime in lifetimes(), more in 0..60_000u64) {
        let tolerated = |lifetime| Schedule::DEFAULT.plan(lifetime, Span::ZERO).tolerates;
        let longer = lifetime.plus(Span::from_millis(more));
        // Rounding down to milliseconds may cost one.
        prop_assert!(tolerated(longer).map(|it| it.plus(Span::from_millis(2))) >= tolerated(lifetime));
    }

    #[test]
    fn at_most_twelve_attempts_start_in_a_minute(
        mut seed: u64,
        paces in prop::collection::vec(any::<bool>(), 1..200),
        asked in prop::option::of(0..100_000u64),
    ) {
        let mut attempts = Attempts::default();
        let mut now = Tick::from_millis(0);
        let mut starts = Vec::new();
        let asked = asked.map(Span::from_millis);
        for urgent in paces {
            attempts.start(now);
            starts.push(now);
            let pace = if urgent { Pace::Urgent(LONG) } else { Pace::Patient };
            let next = attempts.fail(now, pace, asked, Jitter::draw(&mut seed));
            let wait = next.since(now);
            prop_assert!(wait >= asked.unwrap_or_default());
            prop_assert!(wait >= Span::from_secs(1));
            now = next;
        }
        for window in starts.windows(retry::MOST_PER_MINUTE + 1) {
            prop_assert!(window[retry::MOST_PER_MINUTE].since(window[0]) >= Span::from_secs(60));
        }
    }

    #[test]
    fn an_urgent_retry_waits_half_a_minute_at_most(mut seed: u64, failures in 1..50usize) {
        let mut attempts = Attempts::default();
        let mut now = Tick::from_millis(0);
        for _ in 0..failures {
            let next = attempts.fail(now, Pace::Urgent(LONG), None, Jitter::draw(&mut seed));
            prop_assert!(next.since(now) <= Span::from_secs(30));
            now = next.plus(Span::from_secs(30));
        }
    }
}
