//! The clocks: which are shown, their deviations, and the warnings.

use std::rc::Rc;

use haulout::ui::view_model::{ClocksView, Page};
use haulout_protocol::clocks::{ClockOwner, Deviation};
use haulout_protocol::snapshot::{ClockView, ClusterView, SessionView, Situation};
use haulout_protocol::time::{Skew, Span};
use proptest::prelude::*;

use crate::make::{cluster, cluster_without, html, lines, session, snapshot, view};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn agreeing_clocks_are_one_sentence() {
    let page = card(&measured(300, 900));
    assert!(page.contains("All measured clocks agree."));
    assert!(!page.contains("warning"), "{page}");
    insta::assert_snapshot!("clocks_agree", lines(&page));
}

#[test]
fn each_clock_shows_its_deviation_and_error() {
    let view = clocks(&measured(300, 4_200));
    let rows: Vec<_> = view
        .rows
        .iter()
        .map(|row| (&row.name[..], &row.difference[..]))
        .collect();
    assert_eq!(
        rows,
        [
            ("This computer", "reference"),
            ("Issuer", "+0.3 s ± 0.5 s"),
            ("Concierge of Production EU", "+4.2 s ± 0.5 s"),
            ("API server of Production EU", "+4.2 s ± 0.5 s"),
        ]
    );
}

#[test]
fn an_unmeasured_clock_is_unknown() {
    let view = clocks(&session(vec![cluster(FOUR_MINUTES)]));
    for row in &view.rows[1..] {
        assert_eq!((&row.difference[..], row.reading), ("unknown", None));
    }
    assert_eq!(view.verdict, Some("No server time received yet."));
}

#[test]
fn a_cluster_that_accepts_the_id_token_has_no_concierge_clock() {
    let mut direct = cluster(FOUR_MINUTES);
    direct.credential.as_mut().expect("made with one").serial = None;
    let view = clocks(&session(vec![direct]));
    assert!(
        !view
            .rows
            .iter()
            .any(|row| row.name.starts_with("Concierge"))
    );
}

#[test]
fn a_deviating_clock_shows_amount_effect_and_who_can_fix_it() {
    let cases = [
        (
            ClockOwner::Computer,
            2_412_000,
            "This computer: clock 40 min ahead",
            "(NTP)",
        ),
        (
            ClockOwner::Issuer,
            -4_250,
            "Issuer: clock 4.2 s behind",
            "tokens expire earlier",
        ),
        (
            ClockOwner::Concierge,
            -3_000,
            "Concierge of Production EU: clock 3.0 s behind",
            "certificates expire earlier",
        ),
        (
            ClockOwner::Verifier,
            12_600_000,
            "API server of Production EU: clock 3.5 h ahead",
            "rejects",
        ),
    ];
    for (whose, offset_millis, title, text) in cases {
        let mut it = cluster(FOUR_MINUTES);
        it.credential.as_mut().expect("made with one").deviations = vec![Deviation {
            whose,
            offset_millis,
        }];
        let session = session(vec![it]);
        let view = clocks(&session);
        assert_eq!(view.warnings.len(), 1);
        assert_eq!(view.warnings[0].title, title);
        assert!(view.warnings[0].text.contains(text), "{view:?}");
        assert!(view.warnings[0].text.contains("NTP"), "{view:?}");
        assert_eq!(view.verdict, None);
        assert_eq!(view.rows.iter().filter(|row| row.off).count(), 1);
        assert!(card(&session).contains(r#"<p class="warning"><strong>"#));
    }
}

#[test]
fn a_deviation_below_two_seconds_has_no_warning() {
    // A deviating clock may be why a cluster issues no credential.
    let off = |millis| {
        let mut it = cluster_without(haulout_protocol::snapshot::ActivityView::Resting);
        it.clocks = vec![
            clock(ClockOwner::Concierge, 0, 0),
            clock(ClockOwner::Verifier, millis, 0),
        ];
        let mut session = session(vec![it]);
        session.issuer_clock = Some(Skew::NONE);
        clocks(&session).warnings.len()
    };
    assert_eq!(off(1_999), 0);
    assert_eq!(off(2_000), 1);
    assert_eq!(off(-1_999), 0);
    assert_eq!(off(-2_000), 1);
}

#[test]
fn replicas_with_different_clocks_have_a_warning() {
    let mut it = measured(0, 0);
    let apart = |millis| Some(Span::from_millis(millis));
    it.issuer_replicas_apart = apart(1_999);
    assert!(clocks(&it).warnings.is_empty());
    it.issuer_replicas_apart = apart(4_000);
    assert_eq!(
        clocks(&it).warnings[0].title,
        "Issuer: two replicas with clocks 4.0 s apart"
    );
}

#[test]
fn clocks_of_other_clusters_show_only_the_first_deviations() {
    let other = |at: usize, off: bool| {
        let mut it = cluster(FOUR_MINUTES);
        it.id = format!("edge-{at}");
        it.name = format!("Edge {at}");
        if off {
            it.clocks = vec![clock(ClockOwner::Verifier, 5_000, 500)];
            it.credential.as_mut().expect("made with one").deviations = vec![Deviation {
                whose: ClockOwner::Verifier,
                offset_millis: 5_000,
            }];
        }
        it
    };
    let fleet = |off: usize| {
        let others = (0..100).map(|at| other(at, at < off));
        let all: Vec<ClusterView> = [cluster(FOUR_MINUTES)].into_iter().chain(others).collect();
        clocks(&session(all))
    };
    assert_eq!(fleet(0).rows.len(), 4);
    let one = fleet(1);
    assert_eq!(one.rows[4].name, "API server of Edge 0");
    assert_eq!(one.rows[4].difference, "+5.0 s ± 0.5 s");
    assert_eq!(one.more, None);
    let many = fleet(100);
    assert_eq!(many.rows.len(), 4 + 5);
    assert_eq!(many.more.as_deref(), Some("95 more clocks are off."));
    assert_eq!(fleet(6).more.as_deref(), Some("1 more clock is off."));
}

proptest! {
    #[test]
    fn however_far_a_clock_is_off_it_is_on_its_line(offset: i64, other: i64, error: u64) {
        let place = |offset| {
            let mut it = cluster(FOUR_MINUTES);
            it.clocks = vec![clock(ClockOwner::Verifier, offset, error)];
            let view = clocks(&session(vec![it]));
            view.rows[3].reading.expect("a clock that is known")
        };
        let (one, two) = (place(offset), place(other));
        for reading in [one, two] {
            let [low, high] = reading.bounds;
            prop_assert!(low <= reading.at && reading.at <= high && high <= 1000, "{reading:?}");
        }
        prop_assert_eq!(one.at.cmp(&two.at).is_le() , offset <= other || one.at == two.at);
        prop_assert_eq!(one.at > 500, offset > 7);
    }
}

/// A session whose clocks have been measured: the issuer's, and both clocks of the cluster with the same deviation.
fn measured(issuer: i64, clusters: i64) -> SessionView {
    let mut it = cluster(FOUR_MINUTES);
    it.clocks = vec![
        clock(ClockOwner::Concierge, clusters, 500),
        clock(ClockOwner::Verifier, clusters, 500),
    ];
    let mut session = session(vec![it]);
    session.issuer_clock = Some(Skew::new(issuer, Span::from_millis(500)));
    session
}

fn clock(whose: ClockOwner, offset_millis: i64, error_millis: u64) -> ClockView {
    ClockView {
        whose,
        cluster: Some("prod-eu".into()),
        offset_millis,
        error_millis,
        replicas_apart: None,
    }
}

fn clocks(session: &SessionView) -> Rc<ClocksView> {
    let view = view(&snapshot(Situation::SignedIn(session.clone())));
    let Page::Clusters(view) = view.page else {
        panic!("the user is signed in");
    };
    view.diagnostics.clocks.clone()
}

fn card(session: &SessionView) -> String {
    let page = html(Situation::SignedIn(session.clone()));
    let start = page.find(r#"aria-labelledby="clocks""#);
    let card = &page[start.expect("the card")..];
    card[..card.find("</section>").expect("its end")].to_owned()
}
