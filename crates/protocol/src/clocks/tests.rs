//! Answers narrow the bounds of a clock, and a contradiction restarts them.

use alloc::vec::Vec;

use super::*;

fn at(millis: i64) -> Now {
    Now {
        wall: UnixTime::from_millis(millis),
        tick: Tick::from_millis(0),
    }
}

#[test]
fn the_true_offset_is_within_the_measured_error() {
    let mut clock = Clock::default();
    // Their clock is 4,200 ms ahead; each answer takes 60 ms and the Date is truncated to the second.
    for sent in [10_000_i64, 17_350, 23_700, 31_900] {
        let theirs = UnixTime::from_secs((sent + 30 + 4_200).div_euclid(1000));
        clock.observe(theirs, at(sent), at(sent + 60));
    }
    let skew = clock.skew().expect("four answers were observed");
    let distance = (skew.offset_millis() - 4_200).unsigned_abs();
    assert!(distance <= skew.error().as_millis(), "{skew:?}");
    assert!(
        skew.error() < Span::from_millis(500),
        "four answers must know more than one: {skew:?}"
    );
}

#[test]
fn a_clock_that_was_set_is_measured_again() {
    let mut clock = Clock::default();
    clock.observe(UnixTime::from_secs(10), at(10_000), at(10_010));
    clock.observe(UnixTime::from_secs(3_620), at(20_000), at(20_010));
    let skew = clock.skew().expect("two answers were observed");
    assert!(
        (3_599_000..3_601_000).contains(&skew.offset_millis()),
        "{skew:?}"
    );
}

#[test]
fn clocks_at_the_ends_of_time_do_not_overflow() {
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for (wall, other) in ends.into_iter().flat_map(|wall| ends.map(|it| (wall, it))) {
        for jump in [
            Jump::Ahead(Span::from_millis(u64::MAX)),
            Jump::Back(Span::from_millis(u64::MAX)),
        ] {
            let mut clock = Clock::default();
            let mut known = Vec::new();
            for (date, tick) in [(wall, 0), (other, u64::MAX), (-1, u64::MAX)] {
                let at = |wall, tick| Now {
                    wall: UnixTime::from_millis(wall),
                    tick: Tick::from_millis(tick),
                };
                clock.observe(
                    UnixTime::from_millis(date),
                    at(other, tick),
                    at(wall, u64::MAX),
                );
                known.extend(clock.skew().map(|skew| (ClockOwner::Issuer, skew)));
                clock.jumped(jump);
                known.extend(clock.skew().map(|skew| (ClockOwner::Verifier, skew)));
                let _unused = (
                    clock.replicas_apart(),
                    clock.read(UnixTime::from_millis(other)),
                );
            }
            let _unused = deviations(&known);
        }
    }
}

#[test]
fn a_clock_is_unknown_before_the_first_response() {
    assert_eq!(Clock::default().skew(), None);
}

/// Observes a server at `wall` whose clock is `offset` ahead.
fn observe(clock: &mut Clock, wall: i64, tick: u64, offset: i64) -> Option<Explanation> {
    let here = |millis: i64| Now {
        wall: UnixTime::from_millis(wall + millis),
        tick: Tick::from_millis(tick + millis.unsigned_abs()),
    };
    let date = UnixTime::from_secs((wall + 20 + offset).div_euclid(1000));
    clock.observe(date, here(0), here(40))
}

#[test]
fn of_two_machines_behind_one_name_the_later_time_counts() {
    let mut clock = Clock::default();
    for (round, offset) in [0, 4_000, 0, 4_000, 0].into_iter().enumerate() {
        let at = i64::try_from(round).unwrap() * 10_370;
        observe(&mut clock, at, at.unsigned_abs(), offset);
    }
    let reading = clock.read(UnixTime::from_secs(100)).unwrap();
    assert!(
        (103_500..105_000).contains(&reading.latest.as_millis()),
        "{reading:?}"
    );
    assert!(
        (99_000..100_500).contains(&reading.earliest.as_millis()),
        "{reading:?}"
    );
    let apart = clock.replicas_apart().unwrap().as_millis();
    assert!((3_000..5_000).contains(&apart), "{apart}");
}

#[test]
fn a_machine_that_stopped_answering_is_forgotten() {
    let mut clock = Clock::default();
    observe(&mut clock, 0, 0, 4_000);
    observe(&mut clock, 10_000, 10_000, 0);
    assert!(clock.replicas_apart().is_some());
    observe(&mut clock, 620_000, 620_000, 0);
    assert_eq!(clock.replicas_apart(), None);
}

#[test]
fn a_jump_ahead_is_unexplained_until_a_server_sends_its_time() {
    for (slept, expected) in [(true, Explanation::Slept), (false, Explanation::Stepped)] {
        let mut clock = Clock::default();
        observe(&mut clock, 0, 0, 0);
        clock.jumped(Jump::Ahead(Span::from_secs(3_600)));
        let wall = UnixTime::from_secs(3_600);
        let reading = clock.read(wall).unwrap();
        // The lower bound assumes that the clock was set, the upper one that the computer slept.
        assert!(reading.earliest.as_millis() < 1_000 && reading.latest >= wall);
        let offset = if slept { 0 } else { -3_600_000 };
        assert_eq!(
            observe(&mut clock, 3_601_000, 1_000, offset),
            Some(expected)
        );
        let skew = clock.skew().unwrap();
        assert!(
            (skew.offset_millis() - offset).unsigned_abs() <= skew.error().as_millis(),
            "{skew:?}"
        );
        assert!(skew.error() < Span::from_secs(1));
    }
}

#[test]
fn a_jump_back_needs_no_explanation() {
    let mut clock = Clock::default();
    observe(&mut clock, 7_200_000, 0, 0);
    clock.jumped(Jump::Back(Span::from_secs(3_600)));
    let offset = clock.skew().unwrap().offset_millis();
    assert!((3_599_000..3_601_000).contains(&offset), "{offset}");
    assert_eq!(observe(&mut clock, 3_601_000, 1_000, 3_600_000), None);
}

#[test]
fn our_own_clock_reports_jumps_but_not_drift() {
    let mut own = OwnClock::default();
    let at = |wall, tick| Now {
        wall: UnixTime::from_millis(wall),
        tick: Tick::from_millis(tick),
    };
    assert_eq!(own.look(at(0, 0)), None);
    assert_eq!(own.look(at(135_060, 135_000)), None);
    assert_eq!(
        own.look(at(145_060 + 2_000, 145_000)),
        Some(Jump::Ahead(Span::from_secs(2)))
    );
    assert!(own.agrees_with(at(142_060 + 2_000, 142_000)));
    assert!(!own.agrees_with(at(144_060, 144_000)));
    assert_eq!(
        own.look(at(147_060, 147_000)),
        Some(Jump::Back(Span::from_secs(2)))
    );
}

#[test]
fn the_clock_that_the_others_contradict_is_off() {
    let off = |issuer: i64, concierge: i64, verifier: i64| -> Vec<(ClockOwner, i64)> {
        let known = [
            (ClockOwner::Issuer, issuer),
            (ClockOwner::Concierge, concierge),
            (ClockOwner::Verifier, verifier),
        ];
        let known = known.map(|(whose, offset)| (whose, Skew::new(offset, Span::from_millis(300))));
        let found = deviations(&known).into_iter();
        found.map(|it| (it.whose, it.offset_millis)).collect()
    };
    assert_eq!(off(0, 300, -400), []);
    assert_eq!(off(0, 0, 1_999), []);
    assert_eq!(off(0, 0, 2_000), [(ClockOwner::Verifier, 2_000)]);
    assert_eq!(off(100, -5_000, 0), [(ClockOwner::Concierge, -5_000)]);
    assert_eq!(
        off(-2_400_000, -2_400_000, -2_400_500),
        [(ClockOwner::Computer, 2_400_000)]
    );
    // Two against two: the issuer's group wins.
    assert_eq!(
        off(0, 60_000, 60_000),
        [
            (ClockOwner::Concierge, 60_000),
            (ClockOwner::Verifier, 60_000)
        ]
    );
    assert_eq!(
        off(60_000, 60_000, 0),
        [
            (ClockOwner::Computer, -60_000),
            (ClockOwner::Verifier, -60_000)
        ]
    );
}
