//! The session as a card in somebody else's page: what it has, and what it leaves to the page.

use haulout::ui::card::CardLayout;
use haulout_protocol::snapshot::{ActivityView, Situation, Snapshot, Step};
use haulout_protocol::time::Span;

use crate::make::{
    cluster, cluster_without, draw_card, outage, session, signed_out, snapshot, view,
};

/// The card of this situation, as HTML.
fn card(snapshot: &Snapshot, layout: CardLayout) -> String {
    draw_card(view(snapshot), layout)
}

#[test]
fn no_phase_has_a_landmark_of_a_page_or_a_title_that_cannot_be_replaced() {
    let situations = [
        Situation::Progress(Step::Preparing),
        Situation::SignedOut(signed_out(&[])),
        Situation::SignedIn(session(vec![cluster(Span::from_secs(200))])),
        Situation::Failed(outage(haulout_protocol::error::Peer::Issuer)),
    ];
    for situation in situations {
        let html = card(&snapshot(situation), CardLayout::default());
        for landmark in ["<main", "<nav", "<header", "<footer", "<section", "<h1"] {
            assert!(!html.contains(landmark), "{landmark} in {html}");
        }
        assert!(html.contains("<slot name=\"title\"><h2"), "{html}");
        assert!(html.contains("<slot name=\"footer\"></slot>"), "{html}");
        assert!(!html.contains("style="), "{html}");
    }
}

#[test]
fn sections_are_there_when_they_are_asked_for() {
    let here = snapshot(Situation::SignedIn(session(vec![cluster(
        Span::from_secs(200),
    )])));
    let all = CardLayout {
        session_timeline: true,
        clocks: true,
        activity: true,
        ..CardLayout::default()
    };
    for name in ["session-timeline", "clocks", "activity"] {
        let id = format!("id=\"{name}\"");
        assert!(!card(&here, CardLayout::default()).contains(&id));
        assert!(card(&here, all).contains(&id));
    }
}

#[test]
fn several_clusters_are_a_list_and_a_failing_one_says_why() {
    let failing = cluster_without(ActivityView::Failed(outage(
        haulout_protocol::error::Peer::Concierge,
    )));
    let mut other = cluster(Span::from_secs(200));
    other.id = "dev".into();
    let html = card(
        &snapshot(Situation::SignedIn(session(vec![failing, other]))),
        CardLayout::default(),
    );
    assert!(html.contains("role=\"alert\""), "{html}");
    assert_eq!(html.matches("aria-posinset").count(), 2, "{html}");
}
