//! Answers narrow what is known of a clock, and a contradiction starts afresh.

use super::*;
use crate::time::Tick;

fn at(millis: i64) -> Now {
    Now {
        wall: UnixTime::from_millis(millis),
        tick: Tick::from_millis(0),
    }
}

#[test]
fn the_true_offset_lies_within_the_error_of_the_measured_one() {
    let mut clock = Clock::default();
    // Their clock is 4,200 ms ahead; each answer takes 60 ms and the Date is cut to the second.
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
fn a_clock_that_was_set_is_believed_anew() {
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
fn nothing_is_claimed_before_the_first_answer() {
    assert_eq!(Clock::default().skew(), None);
}
