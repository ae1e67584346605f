//! The list of clusters: its rows, search, filters and selection.

use std::rc::Rc;

use haulout::ui::choice::{ExportForm, Filter};
use haulout::ui::dispatch::{Action, ExportAction, ListAction, ListStep};
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{ListView, Page, ROW_HEIGHT, RowIcon, VISIBLE_ROWS};
use haulout_protocol::error::{Peer, Reason};
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;

mod long;

use crate::make::{
    cluster, cluster_without, draw, lines, outage, session, snapshot, texts, view_with,
};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn each_row_shows_its_state_as_text_class_and_icon() {
    let rows = list(&five(), &UiState::default()).rows;
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), &*row.state, row.mood, row.icon))
        .collect();
    assert_eq!(
        said,
        [
            ("Production EU", "Ready", "good", RowIcon::None),
            ("Production US", "Ready, renewing…", "good", RowIcon::Busy),
            (
                "Staging",
                "Still valid. The cluster is not responding",
                "warn",
                RowIcon::Wrong
            ),
            (
                "Lab",
                "The cluster rejected your sign-in",
                "bad",
                RowIcon::Wrong
            ),
            ("Edge 01", "Not requested", "busy", RowIcon::None),
        ]
    );
    let mut asked = five();
    asked[4].active = true;
    asked[4].activity = ActivityView::Requesting;
    let row = &list(&asked, &UiState::default()).rows[4];
    assert_eq!(
        (&*row.state, row.mood, row.icon),
        ("Requesting a certificate…", "busy", RowIcon::Busy)
    );
    insta::assert_snapshot!("list", lines(&html(&five(), &UiState::default())));
}

#[test]
fn a_row_ends_with_its_time_or_its_action() {
    let page = html(&five(), &UiState::default());
    let (_, nav) = page.split_once("<nav").expect("the list");
    let rows: Vec<_> = texts(nav, "li")
        .into_iter()
        .filter(|row| !row.is_empty())
        .collect();
    let ends = ["4:00", "2:58", "4:00", "Why?", "Request"];
    for (row, end) in rows.iter().zip(ends) {
        assert!(row.ends_with(end), "{row} does not end with {end}");
    }
    assert!(page.contains(r#"aria-label="Request certificate for Edge 01""#));
    assert!(!page.contains("Request certificate for Lab"));
}

#[test]
fn rows_do_not_repeat_an_error_of_the_session() {
    let mut clusters = five();
    clusters[0].activity = ActivityView::Failed(outage(Peer::Issuer));
    clusters[3].activity = ActivityView::Failed(outage(Peer::Issuer));
    let mut session = session(clusters);
    session.trouble = Some(outage(Peer::Issuer));
    let list = list_of(&snapshot(Situation::SignedIn(session)), &UiState::default());
    let said = [0, 2, 3].map(|at: usize| list.rows[at].state.to_string());
    assert_eq!(
        said,
        [
            "Still valid, but renewal failed",
            "Still valid. The cluster is not responding",
            "No certificate"
        ]
    );
}

#[test]
fn one_cluster_has_no_list_and_a_few_have_no_search() {
    let page = html(&five()[..1], &UiState::default());
    assert!(!page.contains("class=\"card clusters\""));
    let page = html(&five(), &UiState::default());
    assert!(page.contains("class=\"card clusters\""));
    assert!(!page.contains("type=\"search\""));
    // An active search is never hidden, or else it could not be cleared.
    let page = html(&five(), &found("lab"));
    assert!(page.contains("type=\"search\""));
}

#[test]
fn a_search_matches_every_word_in_name_or_id() {
    let mut clusters = five();
    clusters[4].id = "ÖRESUND-1".into();
    for (query, names) in [
        ("production", &["Production EU", "Production US"][..]),
        ("us PROD", &["Production US"]),
        ("  lab ", &["Lab"]),
        ("öresund", &["Edge 01"]),
        ("production lab", &[]),
        (
            "",
            &[
                "Production EU",
                "Production US",
                "Staging",
                "Lab",
                "Edge 01",
            ],
        ),
    ] {
        assert_eq!(names_of(&list(&clusters, &found(query))), names, "{query}");
    }
}

#[test]
fn the_filters_count_what_they_would_list() {
    let page = html(&many(14), &UiState::default());
    assert!(
        page.contains(r#"placeholder="Search 14 clusters""#),
        "{page}"
    );
    let clusters = [five(), many(9)].concat();
    let counts = |ui_state: &UiState| {
        let tools = list(&clusters, ui_state).tools.expect("there are 14");
        tools.filters.map(|it| (it.label, it.count, it.chosen))
    };
    let count = |label, count: &str, chosen| (label, count.to_owned(), chosen);
    assert_eq!(
        counts(&UiState::default()),
        [
            count("All", "14", true),
            count("Ready", "12", false),
            count("Needs attention", "2", false)
        ]
    );
    for (filter, listed) in [(Filter::All, 14), (Filter::Ready, 12), (Filter::Failed, 2)] {
        let ui_state = after(&clusters, [ListAction::Filter(filter)]);
        assert_eq!(list(&clusters, &ui_state).rows.len(), listed);
    }
}

#[test]
fn the_number_of_results_is_announced_after_typing() {
    let status = |actions: &[ListAction]| {
        let ui_state = after(&five(), actions.iter().cloned());
        list(&five(), &ui_state).status
    };
    let search = || ListAction::Search("prod".into());
    assert_eq!(status(&[]), None);
    assert_eq!(status(&[search()]), None);
    assert_eq!(
        status(&[search(), ListAction::TypingPaused]).as_deref(),
        Some("2 of 5 clusters")
    );
    assert_eq!(
        status(&[search(), ListAction::TypingPaused, search()]),
        None
    );
    assert_eq!(
        status(&[ListAction::Filter(Filter::Failed)]).as_deref(),
        Some("2 of 5 clusters")
    );
    let page = html(&five(), &UiState::default());
    assert!(page.contains(r#"role="status""#), "it is there beforehand");
}

#[test]
fn an_empty_result_offers_to_show_all() {
    let ui_state = found("nowhere");
    let page = html(&five(), &ui_state);
    assert!(
        page.contains(r#"role="status" class="status">No matching clusters.</p>"#),
        "{page}"
    );
    assert!(texts(&page, "button").contains(&"Show all".to_owned()));
    assert!(!texts(&page, "button").contains(&"Select all".to_owned()));
    let ui_state = then(ui_state, &five(), ListAction::ShowAll);
    assert_eq!(list(&five(), &ui_state).rows.len(), 5);
}

#[test]
fn a_selection_survives_a_filter_and_select_all_means_listed() {
    let clusters = five();
    let ui_state = after(
        &clusters,
        [
            ListAction::Select("lab".into()),
            ListAction::Search("prod".into()),
            ListAction::SelectAll(true),
        ],
    );
    assert_eq!(ui_state.list.selected, ["lab", "prod-eu", "prod-us"]);
    let shown = list(&clusters, &ui_state);
    assert!(shown.all_selected);
    assert_eq!(shown.selected.as_deref(), Some("3 selected"));
    let fewer = then(ui_state.clone(), &clusters, ListAction::SelectAll(false));
    assert_eq!(fewer.list.selected, ["lab"]);
    let again = then(fewer, &clusters, ListAction::Select("lab".into()));
    assert_eq!(again.list.selected, [""; 0]);
    let none = then(ui_state, &clusters, ListAction::Clear);
    assert_eq!(list(&clusters, &none).selected, None);
}

#[test]
fn selected_clusters_with_credentials_are_one_download() {
    let clusters = five();
    let one = |id: &str| after(&clusters, [ListAction::Select(id.into())]);
    let page = html(&clusters, &one("prod-us"));
    assert!(page.contains("1 selected"));
    assert!(texts(&page, "button").contains(&"Download one file".to_owned()));
    assert!(texts(&page, "button").contains(&"Clear selection".to_owned()));
    assert!(list(&clusters, &one("prod-us")).can_export);
    assert!(!list(&clusters, &one("lab")).can_export);
    assert!(!html(&clusters, &UiState::default()).contains("Download one file"));
    // A form without secrets needs no credential.
    let mut open = one("lab");
    open.preferences.form = Some(ExportForm::PinnipedCli);
    assert!(list(&clusters, &open).can_export);
    // Selected clusters that have been removed are not counted.
    assert_eq!(list(&clusters, &one("gone")).selected, None);
    let download = Action::Export(ExportAction::Download(ExportForm::Once));
    let mut ui_state = one("lab");
    ui_state.apply(&download, &signed_in(&clusters));
    assert_eq!(ui_state.list.selected, ["lab"]);
}

#[test]
fn arrow_keys_move_among_the_listed_rows() {
    let clusters = five();
    let shown = |actions: &[ListAction]| {
        let ui_state = after(&clusters, actions.iter().cloned());
        ui_state.list.shown.unwrap_or_default()
    };
    let step = ListAction::Step;
    let (next, previous) = (ListStep::Next, ListStep::Previous);
    assert_eq!(shown(&[step(next)]), "prod-us");
    assert_eq!(shown(&[step(next), step(next), step(previous)]), "prod-us");
    assert_eq!(shown(&[step(previous)]), "prod-eu");
    assert_eq!(shown(&[step(ListStep::Last)]), "edge-01");
    assert_eq!(shown(&[step(ListStep::Last), step(next)]), "edge-01");
    assert_eq!(
        shown(&[step(ListStep::Last), step(ListStep::First)]),
        "prod-eu"
    );
    let filtered = ListAction::Filter(Filter::Failed);
    assert_eq!(shown(&[filtered.clone(), step(next)]), "staging");
    assert_eq!(shown(&[filtered, step(next), step(next)]), "lab");
    let nothing = ListAction::Search("nowhere".into());
    assert_eq!(shown(&[nothing, step(next)]), "");
}

#[test]
fn the_list_has_one_tab_stop() {
    let clusters = [many(200), five()].concat();
    for actions in [
        vec![],
        vec![ListAction::Show("lab".into())],
        vec![ListAction::Scroll(100)],
        vec![ListAction::Filter(Filter::Failed)],
        vec![ListAction::Search("edge".into())],
    ] {
        let rows = list(&clusters, &after(&clusters, actions.clone())).rows;
        let focusable: Vec<_> = rows.iter().filter(|row| row.focusable).collect();
        assert_eq!(focusable.len(), 1, "{actions:?}");
        let shown = rows.iter().find(|row| row.shown);
        assert!(shown.is_none_or(|row| row.focusable), "{actions:?}");
    }
}

/// One cluster in each state.
fn five() -> Vec<ClusterView> {
    let named = |cluster: ClusterView, id: &str, name: &str| ClusterView {
        id: id.into(),
        name: name.into(),
        ..cluster
    };
    let mut renewing = cluster(Span::from_secs(178));
    renewing.activity = ActivityView::Requesting;
    let mut stale = cluster(FOUR_MINUTES);
    stale.activity = ActivityView::Failed(outage(Peer::Concierge));
    let refusal = Reason::CredentialRefused(ServerText::new("authentication failed"));
    let refused = cluster_without(ActivityView::Failed(refusal.into()));
    let mut unasked = cluster_without(ActivityView::Resting);
    unasked.active = false;
    vec![
        cluster(FOUR_MINUTES),
        named(renewing, "prod-us", "Production US"),
        named(stale, "staging", "Staging"),
        named(refused, "lab", "Lab"),
        named(unasked, "edge-01", "Edge 01"),
    ]
}

fn many(count: usize) -> Vec<ClusterView> {
    let numbered = |at| ClusterView {
        id: format!("c{at}"),
        name: format!("Cluster {at}"),
        ..cluster(FOUR_MINUTES)
    };
    (0..count).map(numbered).collect()
}

fn signed_in(clusters: &[ClusterView]) -> Snapshot {
    snapshot(Situation::SignedIn(session(clusters.to_vec())))
}

/// The state after these actions.
fn after(clusters: &[ClusterView], actions: impl IntoIterator<Item = ListAction>) -> UiState {
    actions
        .into_iter()
        .fold(UiState::default(), |ui_state, it| {
            then(ui_state, clusters, it)
        })
}

fn then(mut ui_state: UiState, clusters: &[ClusterView], action: ListAction) -> UiState {
    ui_state.apply(&Action::List(action), &signed_in(clusters));
    ui_state
}

fn found(query: &str) -> UiState {
    after(
        &[],
        [ListAction::Search(query.into()), ListAction::TypingPaused],
    )
}

fn list(clusters: &[ClusterView], ui_state: &UiState) -> ListView {
    list_of(&signed_in(clusters), ui_state)
}

fn list_of(snapshot: &Snapshot, ui_state: &UiState) -> ListView {
    list_in(view_with(snapshot, ui_state).page)
}

fn list_in(page: Page) -> ListView {
    let Page::Clusters(clusters) = page else {
        panic!("the user is signed in");
    };
    Rc::into_inner(clusters.list.expect("there are several")).expect("there is no other reference")
}

fn names_of(list: &ListView) -> Vec<&str> {
    list.rows.iter().map(|row| row.name.as_str()).collect()
}

fn html(clusters: &[ClusterView], ui_state: &UiState) -> String {
    draw(view_with(&signed_in(clusters), ui_state))
}
