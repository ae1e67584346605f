//! What the countdown shows, and that it is redrawn exactly when its text changes.

use super::*;

fn at(millis: u64) -> Countdown {
    Countdown::new(Span::from_millis(millis))
}

#[test]
fn the_text_rounds_up_so_that_zero_means_expired() {
    for (millis, text) in [
        (252_000, "4:12"),
        (251_001, "4:12"),
        (9_000, "0:09"),
        (60_000, "1:00"),
        (59_001, "1:00"),
        (59_000, "0:59"),
        (3_600_000, "1:00:00"),
        (3_599_000, "59:59"),
        (3_723_000, "1:02:03"),
        (90_000_000, "25:00:00"),
        (1, "0:01"),
        (0, "0:00"),
    ] {
        assert_eq!(at(millis).text(), text, "{millis}");
    }
}

#[test]
fn hours_minutes_and_seconds_match_the_text() {
    let countdown = at(3_722_001);
    assert_eq!(
        (countdown.hours(), countdown.minutes(), countdown.seconds()),
        (1, 2, 3)
    );
}

#[test]
fn urgency_grows_below_a_minute_and_below_a_quarter_of_one() {
    for (millis, urgency) in [
        (300_000, Urgency::Calm),
        (59_001, Urgency::Calm),
        (59_000, Urgency::Soon),
        (14_001, Urgency::Soon),
        (14_000, Urgency::Urgent),
        (1, Urgency::Urgent),
        (0, Urgency::Gone),
    ] {
        assert_eq!(at(millis).urgency(), urgency, "{millis}");
    }
}

#[test]
fn the_text_changes_exactly_at_the_next_change() {
    for millis in (1..4_000).chain(58_500..61_500).chain(3_599_000..3_601_500) {
        let countdown = at(millis);
        let wait = countdown.next_change().unwrap().as_millis();
        assert!(0 < wait && wait <= millis.min(1000), "{millis}");
        let just_before = at(millis - wait + 1);
        assert_eq!(just_before.text(), countdown.text(), "{millis}");
        assert_eq!(just_before.urgency(), countdown.urgency(), "{millis}");
        assert_ne!(at(millis - wait).text(), countdown.text(), "{millis}");
    }
    assert_eq!(at(0).next_change(), None);
}

#[test]
fn the_fraction_left_is_full_at_first_and_zero_only_at_the_end() {
    let total = Span::from_secs(300);
    for (millis, parts) in [
        (600_000, 1000),
        (300_000, 1000),
        (150_000, 500),
        (1, 1),
        (0, 0),
    ] {
        assert_eq!(at(millis).fraction_left(total), parts, "{millis}");
    }
    assert_eq!(at(0).fraction_left(Span::ZERO), 0);
    assert_eq!(at(1).fraction_left(Span::ZERO), 1000);
}

#[test]
fn the_longest_span_does_not_overflow() {
    let countdown = at(u64::MAX);
    assert!(countdown.text().ends_with(":52"));
    assert!(countdown.next_change().is_some());
    assert_eq!(countdown.fraction_left(Span::from_millis(u64::MAX)), 1000);
    let nearly = at(u64::MAX - 1).fraction_left(Span::from_millis(u64::MAX));
    assert!((1..=1000).contains(&nearly));
    let half = at(1 << 62).fraction_left(Span::from_millis(1 << 63));
    assert!((1..=1000).contains(&half));
}
