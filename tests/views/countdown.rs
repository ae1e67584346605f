//! The remaining time at the limits of its texts and colours.

use haulout::ui::view_model::Page;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Skew, Span};

use crate::make::{cluster, html, session, snapshot, texts, view};

#[test]
fn digits_words_and_urgency_change_together() {
    let cases = [
        (
            3_723_000,
            "1:02:03",
            "1 hour 2 minutes 3 seconds left",
            "calm",
        ),
        (300_000, "5:00", "5 minutes left", "calm"),
        (60_001, "1:01", "1 minute 1 second left", "calm"),
        (60_000, "1:00", "1 minute left", "calm"),
        (59_000, "0:59", "59 seconds left", "soon"),
        (15_000, "0:15", "15 seconds left", "soon"),
        (14_000, "0:14", "14 seconds left", "urgent"),
        (1_000, "0:01", "1 second left", "urgent"),
        (1, "0:01", "1 second left", "urgent"),
        (0, "0:00", "Expired", "gone"),
    ];
    for (millis, text, spoken, urgency) in cases {
        let left = Span::from_millis(millis);
        let page = html(Situation::SignedIn(session(vec![cluster(left)])));
        assert_eq!(texts(&page, "strong"), [text]);
        assert!(
            page.contains(&format!(r#"role="timer" aria-label="{spoken}""#)),
            "{page}"
        );
        assert!(
            page.contains(&format!(r#"class="ring {urgency}""#)),
            "{page}"
        );
    }
}

#[test]
fn the_ring_is_full_at_issuance_and_empty_at_the_end() {
    for (seconds, drawn) in [(300, 1000), (150, 500), (0, 0)] {
        let left = Span::from_secs(seconds);
        let page = html(Situation::SignedIn(session(vec![cluster(left)])));
        let dashes = format!(r#"stroke-dasharray="{drawn} 1000""#);
        assert!(page.contains(&dashes), "{page}");
    }
}

#[test]
fn the_remaining_time_uses_the_clock_of_the_cluster() {
    let mut ahead = cluster(Span::from_secs(240));
    if let Some(credential) = &mut ahead.credential {
        credential.verifier = Some(Skew::new(40_000, Span::ZERO));
    }
    let page = html(Situation::SignedIn(session(vec![ahead])));
    assert_eq!(texts(&page, "strong"), ["3:20"]);
}

#[test]
fn the_view_announces_its_next_change() {
    let next = |lefts: &[u64]| {
        let clusters = lefts.iter().map(|left| cluster(Span::from_millis(*left)));
        view(&snapshot(Situation::SignedIn(session(clusters.collect())))).next_change
    };
    assert_eq!(next(&[61_250]), Some(Span::from_millis(250)));
    assert_eq!(next(&[61_250, 9_100]), Some(Span::from_millis(100)));
    assert_eq!(next(&[0]), None);
    assert_eq!(next(&[]), None);
}

#[test]
fn views_within_the_same_second_are_equal() {
    let clusters = |millis| {
        let page = view(&snapshot(Situation::SignedIn(session(vec![cluster(
            Span::from_millis(millis),
        )]))));
        let Page::Clusters(view) = page.page else {
            panic!("the user is signed in");
        };
        let left = view.detail.as_ref().and_then(|detail| detail.left.clone());
        left.map(|left| (left.text, left.spoken, left.urgency))
    };
    assert_eq!(clusters(59_999), clusters(59_001));
    assert_ne!(clusters(59_001), clusters(59_000));
}
