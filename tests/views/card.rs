//! The session as a card in a host's page: what it shows, and what it leaves to that page.

use haulout::ui::card::CardLayout;
use haulout_protocol::snapshot::{ActivityView, Situation, Snapshot, Step};
use haulout_protocol::time::Span;

use crate::make::{
    cluster, cluster_without, draw_card, outage, session, signed_out, snapshot, view,
};

/// The card of this situation as HTML.
fn card(snapshot: &Snapshot, layout: CardLayout) -> String {
    draw_card(view(snapshot), layout)
}

#[test]
fn the_card_has_no_landmarks_and_its_title_is_a_slot() {
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
fn the_card_shows_optional_sections_on_request() {
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
fn the_card_lists_several_clusters_with_their_errors() {
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
