//! The remaining time at the limits of its texts and colours.

use haulout::ui::messages::Language;
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{Page, ViewModel};
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Skew, Span};

use crate::make::{NOW, cluster, draw_at, html, session, snapshot, texts, view, view_context};

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
fn all_countdowns_change_together_with_the_shown_clusters() {
    let next = |lefts: &[u64], later| {
        let clusters = lefts.iter().map(|left| cluster(Span::from_millis(*left)));
        let view = view(&snapshot(Situation::SignedIn(session(clusters.collect()))));
        let next = view
            .countdowns
            .next_change(NOW.plus(Span::from_millis(later)));
        next.map(Span::as_millis)
    };
    assert_eq!(next(&[61_250], 0), Some(250));
    assert_eq!(next(&[61_250], 250), Some(1_000));
    assert_eq!(next(&[61_250], 251), Some(999));
    assert_eq!(next(&[61_250, 9_100], 0), Some(250));
    // The others continue after the shown one has ended.
    assert_eq!(next(&[61_250, 90_000], 61_250), Some(1_000));
    assert_eq!(next(&[61_250, 90_000], 61_500), Some(750));
    assert_eq!(next(&[61_250, 90_000], 90_000), None);
    assert_eq!(next(&[0], 0), None);
    assert_eq!(next(&[], 0), None);
}

#[test]
fn the_tab_title_has_minutes_until_the_last_one() {
    let title = |seconds| {
        let session = session(vec![cluster(Span::from_secs(seconds))]);
        let view = view(&snapshot(Situation::SignedIn(session)));
        view.browser_tab.document_title(NOW)
    };
    assert_eq!(title(7_380), "123 min · Acme clusters");
    assert_eq!(title(239), "3 min · Acme clusters");
    assert_eq!(title(60), "1 min · Acme clusters");
    assert_eq!(title(59), "0:59 · Acme clusters");
}

#[test]
fn a_second_changes_the_text_but_not_the_view() {
    let mut session = session(vec![
        cluster(Span::from_secs(90)),
        cluster(Span::from_secs(200)),
    ]);
    session.timeline.session_until = Some(NOW.plus(Span::from_secs(500)));
    session.sign_in_by = session.timeline.session_until;
    let snapshot = snapshot(Situation::SignedIn(session));
    let ui_state = UiState::default();
    let at = |seconds| {
        let wall = NOW.plus(Span::from_secs(seconds));
        let mut context = view_context(&ui_state);
        context.now.wall = wall;
        (wall, ViewModel::new(&snapshot, context).page)
    };
    let ((before, one), (after, two)) = (at(1), at(2));
    let (Page::Clusters(one), Page::Clusters(two)) = (one, two) else {
        panic!("the user is signed in");
    };
    let unchanged = (
        &one.detail,
        &one.list,
        &one.kubeconfig,
        &one.export,
        &one.diagnostics,
    );
    let same = (
        &two.detail,
        &two.list,
        &two.kubeconfig,
        &two.export,
        &two.diagnostics,
    );
    assert_eq!(unchanged, same);
    assert_eq!(one.session_timeline.summary, two.session_timeline.summary);
    let shown = |now| {
        let view = view(&snapshot);
        let title = view.browser_tab.document_title(now);
        (
            title,
            texts(&draw_at(now, Language::English, view), "strong"),
        )
    };
    assert_eq!(shown(before).0, "1 min · Acme clusters");
    assert_eq!(shown(after).0, "1 min · Acme clusters");
    assert_eq!(shown(after).1, ["1:28"]);
}
