//! Sign-ins that no user asks for are few.

use alloc::vec::Vec;

use super::*;

const fn second(second: i64) -> UnixTime {
    UnixTime::from_secs(1_000_000 + second)
}

/// The seconds at which a sign-in starts, if one is wanted every five seconds.
fn starts(pace: &mut SignInPace, seconds: core::ops::Range<i64>) -> Vec<i64> {
    let mut starts = Vec::new();
    for now in seconds.step_by(5) {
        if pace.next_allowed(second(now)) == NextSignIn::Now {
            pace.record_unasked(second(now));
            starts.push(now);
        }
    }
    starts
}

#[test]
fn unasked_sign_ins_wait_one_and_two_minutes_and_then_for_the_user() {
    let mut pace = SignInPace::default();
    assert_eq!(starts(&mut pace, 0..1500), [0, 60, 180]);
    assert_eq!(pace.next_allowed(second(1500)), NextSignIn::AskTheUser);
    pace.record_asked();
    assert_eq!(starts(&mut pace, 1500..1600), [1500, 1560]);
}

#[test]
fn the_next_sign_in_has_a_time() {
    let mut pace = SignInPace::default();
    pace.record_unasked(second(0));
    assert_eq!(pace.next_allowed(second(5)), NextSignIn::At(second(60)));
}

#[test]
fn hourly_sign_ins_never_wait_for_the_user() {
    let mut pace = SignInPace::default();
    for hour in 0..24 {
        assert_eq!(pace.next_allowed(second(hour * 3600)), NextSignIn::Now);
        pace.record_unasked(second(hour * 3600));
    }
}

#[test]
fn a_clock_that_was_set_back_blocks_no_sign_in() {
    let mut pace = SignInPace::default();
    pace.record_unasked(second(86_400));
    assert_eq!(starts(&mut pace, 0..1500), [0, 60, 180]);
}

#[test]
fn the_lead_is_a_quarter_of_the_session_and_at_most_two_minutes() {
    for (life, lead) in [(0, 0), (60, 15), (100, 25), (300, 75), (3600, 120)] {
        assert_eq!(sign_in_lead(Span::from_secs(life)), Span::from_secs(lead));
    }
}
