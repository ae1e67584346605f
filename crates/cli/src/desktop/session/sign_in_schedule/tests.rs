//! Sign-ins that no user asks for are few, in virtual time.

use super::*;

const fn at(second: u64) -> Now {
    Now {
        wall: UnixTime::from_secs(1_800_000_000 + second as i64),
        tick: Tick::from_millis(second * 1000),
    }
}

/// The seconds of an hour at which a sign-in starts, if each is completed at once, and what the terminal shows.
fn hour(schedule: &mut SignInSchedule, from: u64, life: u64) -> (Vec<u64>, Vec<String>) {
    let (mut starts, mut lines) = (Vec::new(), Vec::new());
    let mut session: Option<u64> = None;
    for second in from..from + 3600 {
        let now = at(second);
        let is_due =
            session.is_none_or(|start| schedule.is_due(at(start).wall, at(start + life).wall, now));
        if !is_due {
            continue;
        }
        lines.extend(schedule.announcement(now));
        if schedule.next_allowed(now) == NextSignIn::Now {
            schedule.start(now);
            starts.push(second - from);
            session = Some(second);
        }
        if starts.len() == 4 && schedule.next_allowed(now) == NextSignIn::AskTheUser {
            lines.extend(schedule.announcement(now));
            break;
        }
    }
    (starts, lines)
}

#[test]
fn short_sessions_cause_three_unasked_sign_ins_and_then_a_question() {
    for (life, expected) in [
        (0, [0, 1, 61, 181]),
        (60, [0, 45, 105, 225]),
        (150, [0, 113, 226, 346]),
    ] {
        let mut schedule = SignInSchedule::new();
        let (starts, lines) = hour(&mut schedule, 0, life);
        assert_eq!(starts, expected, "sessions of {life} s");
        assert!(lines.last().unwrap().contains("press Enter"), "{lines:?}");
        assert!(
            lines
                .iter()
                .all(|line| lines.iter().filter(|it| *it == line).count() == 1)
        );
    }
}

#[test]
fn enter_allows_one_sign_in_and_starts_the_count_again() {
    let mut schedule = SignInSchedule::new();
    hour(&mut schedule, 0, 60);
    let now = at(400);
    assert_eq!(schedule.next_allowed(now), NextSignIn::AskTheUser);
    schedule.ask();
    assert_eq!(hour(&mut schedule, 400, 60).0, [0, 45, 105, 225]);
}

#[test]
fn enter_during_a_session_asks_for_nothing() {
    let mut schedule = SignInSchedule::new();
    schedule.start(at(0));
    schedule.ask();
    schedule.start(at(2));
    assert_eq!(
        schedule.next_allowed(at(3)),
        NextSignIn::At(at(62).wall),
        "the second sign-in was not asked for"
    );
}

#[test]
fn long_sessions_are_replaced_two_minutes_before_their_end() {
    let schedule = SignInSchedule::new();
    let is_due = |second| schedule.is_due(at(0).wall, at(9 * 3600).wall, at(second));
    assert_eq!(
        (is_due(9 * 3600 - 121), is_due(9 * 3600 - 120)),
        (false, true)
    );
}

#[test]
fn failed_sign_in_delays_the_next_one() {
    let mut schedule = SignInSchedule::new();
    schedule.delay(at(100));
    let is_due = |second| schedule.is_due(at(0).wall, at(0).wall, at(second));
    assert_eq!((is_due(159), is_due(160)), (false, true));
}
