//! The list of clusters: its rows, what narrows it, what is selected in it, and how little of a long one is drawn.

use std::rc::Rc;

use haulout::ui::dispatch::{Action, HandOverAction, ListAction, ListStep};
use haulout::ui::memory::{Filter, FormName, Memory};
use haulout::ui::view_model::{ListView, Page, ROW_HEIGHT, ROWS_IN_SIGHT, RowView, Sign};
use haulout_protocol::error::{Peer, Reason};
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Now, Span, Tick};

use crate::make::{
    NOW, around, cluster, cluster_without, draw, lines, outage, session, snapshot, texts, view_with,
};

const FOUR_MINUTES: Span = Span::from_secs(240);

#[test]
fn each_row_says_its_state_in_words_as_a_mood_and_as_a_shape() {
    let rows = list(&five(), &Memory::default()).rows;
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), &*row.state, row.mood, row.sign))
        .collect();
    assert_eq!(
        said,
        [
            ("Production EU", "Ready", "good", Sign::None),
            ("Production US", "Ready, renewing…", "good", Sign::Busy),
            (
                "Staging",
                "Still works. The cluster does not answer",
                "warn",
                Sign::Wrong
            ),
            (
                "Lab",
                "The cluster refused your sign-in",
                "bad",
                Sign::Wrong
            ),
            ("Edge 01", "Not asked for", "busy", Sign::None),
        ]
    );
    let mut asked = five();
    asked[4].active = true;
    asked[4].activity = ActivityView::Requesting;
    let row = &list(&asked, &Memory::default()).rows[4];
    assert_eq!(
        (&*row.state, row.mood, row.sign),
        ("Asking for a certificate…", "busy", Sign::Busy)
    );
    insta::assert_snapshot!("list", lines(&html(&five(), &Memory::default())));
}

#[test]
fn a_row_ends_with_its_time_or_with_what_can_be_done() {
    let page = html(&five(), &Memory::default());
    let (_, nav) = page.split_once("<nav").expect("the list");
    let rows: Vec<_> = texts(nav, "li")
        .into_iter()
        .filter(|row| !row.is_empty())
        .collect();
    let ends = ["4:00", "2:58", "4:00", "Why?", "Get"];
    for (row, end) in rows.iter().zip(ends) {
        assert!(row.ends_with(end), "{row} does not end with {end}");
    }
    assert!(page.contains(r#"aria-label="Get a certificate for Edge 01""#));
    assert!(!page.contains("Get a certificate for Lab"));
}

#[test]
fn what_the_session_as_a_whole_says_is_not_said_in_each_row() {
    let mut clusters = five();
    clusters[0].activity = ActivityView::Failed(outage(Peer::Issuer));
    clusters[3].activity = ActivityView::Failed(outage(Peer::Issuer));
    let mut session = session(clusters);
    session.trouble = Some(outage(Peer::Issuer));
    let list = list_of(&snapshot(Situation::SignedIn(session)), &Memory::default());
    let said = [0, 2, 3].map(|at: usize| list.rows[at].state.to_string());
    assert_eq!(
        said,
        [
            "Still works, but was not renewed",
            "Still works. The cluster does not answer",
            "No certificate"
        ]
    );
}

#[test]
fn one_cluster_has_no_list_and_a_few_have_no_search() {
    let page = html(&five()[..1], &Memory::default());
    assert!(!page.contains("class=\"card clusters\""));
    let page = html(&five(), &Memory::default());
    assert!(page.contains("class=\"card clusters\""));
    assert!(!page.contains("type=\"search\""));
    // A search that is under way is never hidden, or else nobody could end it.
    let page = html(&five(), &found("lab"));
    assert!(page.contains("type=\"search\""));
}

#[test]
fn a_search_finds_every_word_in_the_name_or_in_the_id() {
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
    let page = html(&many(14), &Memory::default());
    assert!(page.contains(r#"placeholder="Find among 14""#), "{page}");
    let clusters = [five(), many(9)].concat();
    let counts = |memory: &Memory| {
        let tools = list(&clusters, memory).tools.expect("there are 14");
        tools.filters.map(|it| (it.label, it.count, it.chosen))
    };
    let count = |label, count: &str, chosen| (label, count.to_owned(), chosen);
    assert_eq!(
        counts(&Memory::default()),
        [
            count("All", "14", true),
            count("Ready", "12", false),
            count("Needs attention", "2", false)
        ]
    );
    for (filter, listed) in [(Filter::All, 14), (Filter::Ready, 12), (Filter::Trouble, 2)] {
        let memory = after(&clusters, [ListAction::Filter(filter)]);
        assert_eq!(list(&clusters, &memory).rows.len(), listed);
    }
}

#[test]
fn how_many_were_found_is_said_once_typing_rests() {
    let status = |actions: &[ListAction]| {
        let memory = after(&five(), actions.iter().cloned());
        list(&five(), &memory).status
    };
    let search = || ListAction::Search("prod".into());
    assert_eq!(status(&[]), None);
    assert_eq!(status(&[search()]), None);
    assert_eq!(
        status(&[search(), ListAction::Rest]).as_deref(),
        Some("2 of 5 clusters")
    );
    assert_eq!(status(&[search(), ListAction::Rest, search()]), None);
    assert_eq!(
        status(&[ListAction::Filter(Filter::Trouble)]).as_deref(),
        Some("2 of 5 clusters")
    );
    let page = html(&five(), &Memory::default());
    assert!(page.contains(r#"role="status""#), "it is there beforehand");
}

#[test]
fn where_nothing_fits_there_is_a_way_back() {
    let memory = found("nowhere");
    let page = html(&five(), &memory);
    assert!(
        page.contains(r#"role="status" class="status">No cluster fits.</p>"#),
        "{page}"
    );
    assert!(texts(&page, "button").contains(&"Show all".to_owned()));
    assert!(!texts(&page, "button").contains(&"Select all".to_owned()));
    let memory = then(memory, &five(), ListAction::ShowAll);
    assert_eq!(list(&five(), &memory).rows.len(), 5);
}

#[test]
fn a_selection_survives_a_filter_and_all_means_all_that_are_listed() {
    let clusters = five();
    let memory = after(
        &clusters,
        [
            ListAction::Select("lab".into()),
            ListAction::Search("prod".into()),
            ListAction::SelectAll(true),
        ],
    );
    assert_eq!(memory.list.selected, ["lab", "prod-eu", "prod-us"]);
    let shown = list(&clusters, &memory);
    assert!(shown.all_selected);
    assert_eq!(shown.selected.as_deref(), Some("3 selected"));
    let fewer = then(memory.clone(), &clusters, ListAction::SelectAll(false));
    assert_eq!(fewer.list.selected, ["lab"]);
    let again = then(fewer, &clusters, ListAction::Select("lab".into()));
    assert_eq!(again.list.selected, [""; 0]);
    let none = then(memory, &clusters, ListAction::Clear);
    assert_eq!(list(&clusters, &none).selected, None);
}

#[test]
fn what_is_selected_is_handed_over_in_one_file_as_far_as_there_is_something() {
    let clusters = five();
    let one = |id: &str| after(&clusters, [ListAction::Select(id.into())]);
    let page = html(&clusters, &one("prod-us"));
    assert!(page.contains("1 selected"));
    assert!(texts(&page, "button").contains(&"One file for all".to_owned()));
    assert!(texts(&page, "button").contains(&"Clear".to_owned()));
    assert!(list(&clusters, &one("prod-us")).can_hand_over);
    assert!(!list(&clusters, &one("lab")).can_hand_over);
    assert!(!html(&clusters, &Memory::default()).contains("One file for all"));
    // A form in which nothing is secret needs no credential.
    let mut open = one("lab");
    open.preferences.form = Some(FormName::PinnipedCli);
    assert!(list(&clusters, &open).can_hand_over);
    // What was selected and is gone is not counted.
    assert_eq!(list(&clusters, &one("gone")).selected, None);
    let download = Action::HandOver(HandOverAction::Download);
    let mut memory = one("lab");
    memory.apply(&download, &signed_in(&clusters));
    assert_eq!(memory.list.selected, ["lab"]);
}

#[test]
fn arrows_go_from_row_to_row_among_those_that_are_listed() {
    let clusters = five();
    let shown = |actions: &[ListAction]| {
        let memory = after(&clusters, actions.iter().cloned());
        memory.list.shown.unwrap_or_default()
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
    let filtered = ListAction::Filter(Filter::Trouble);
    assert_eq!(shown(&[filtered.clone(), step(next)]), "staging");
    assert_eq!(shown(&[filtered, step(next), step(next)]), "lab");
    let nothing = ListAction::Search("nowhere".into());
    assert_eq!(shown(&[nothing, step(next)]), "");
}

#[test]
fn the_tab_key_leads_to_one_row_whatever_is_listed() {
    let clusters = [many(200), five()].concat();
    for actions in [
        vec![],
        vec![ListAction::Show("lab".into())],
        vec![ListAction::Scroll(100)],
        vec![ListAction::Filter(Filter::Trouble)],
        vec![ListAction::Search("edge".into())],
    ] {
        let rows = list(&clusters, &after(&clusters, actions.clone())).rows;
        let focusable: Vec<_> = rows.iter().filter(|row| row.focusable).collect();
        assert_eq!(focusable.len(), 1, "{actions:?}");
        let shown = rows.iter().find(|row| row.shown);
        assert!(shown.is_none_or(|row| row.focusable), "{actions:?}");
    }
}

#[test]
fn a_thousand_clusters_are_no_more_to_draw_than_fifty() {
    let elements = |count, first| {
        let memory = after(&many(count), [ListAction::Scroll(first)]);
        html(&many(count), &memory).matches("</").count()
    };
    for first in [0, 4, 500, 984, 5_000] {
        let (few, many) = (elements(50, 0), elements(1_000, first));
        assert!(many <= few, "{many} for a thousand, {few} for fifty");
    }
}

#[test]
fn a_long_list_is_as_high_as_all_its_rows_and_each_knows_its_place() {
    let clusters = many(1_000);
    for first in [0, 4, 500, 984, 5_000] {
        let memory = after(
            &clusters,
            [ListAction::Show("c300".into()), ListAction::Scroll(first)],
        );
        let list = list(&clusters, &memory);
        let skipped: usize = list.rows.iter().map(|row| row.skipped).sum();
        assert_eq!(skipped + list.rows.len() + list.below, 1_000, "{first}");
        let mut above = 0;
        for row in &list.rows {
            above += row.skipped + 1;
            assert_eq!((row.place, row.of), (above, 1_000));
        }
        let in_sight = first.min(1_000 - ROWS_IN_SIGHT);
        for place in in_sight..in_sight + ROWS_IN_SIGHT {
            let name = format!("Cluster {place}");
            assert!(list.rows.iter().any(|row| row.name == name), "{name}");
        }
        assert!(list.rows.iter().any(|row| row.shown), "the focus is lost");
    }
    let page = html(&clusters, &Memory::default());
    assert!(
        page.contains(r#"aria-setsize="1000" aria-posinset="1""#),
        "{page}"
    );
    let below = list(&clusters, &Memory::default()).below * ROW_HEIGHT;
    assert!(page.contains(&format!(r#"<svg width="1" height="{below}""#)));
}

#[test]
fn another_list_begins_at_its_top() {
    let clusters = many(1_000);
    for action in [
        ListAction::Search("9".into()),
        ListAction::Filter(Filter::Ready),
        ListAction::ShowAll,
    ] {
        let memory = after(&clusters, [ListAction::Scroll(500), action]);
        assert_eq!(memory.list.first_in_sight, 0);
    }
}

#[test]
fn all_rows_change_at_the_moment_at_which_the_shown_one_does() {
    // Three ends at three fractions of a second.
    let lefts = [61_250, 100_100, 240_900];
    let mut clusters = many(3);
    for (cluster, left) in clusters.iter_mut().zip(lefts) {
        cluster.credential = crate::make::cluster(Span::from_millis(left)).credential;
    }
    let at = |millis| list_at(&clusters, millis);
    let times = |millis| {
        let rows = at(millis).rows;
        let text = |row: &Rc<RowView>| row.time.as_ref().expect("it has one").text.clone();
        rows.iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(at(0).next_change, Some(Span::from_millis(250)));
    assert_eq!(times(0)[0], "1:02");
    // Nothing that is drawn differs until then.
    assert_eq!(at(0).rows, at(249).rows);
    assert_eq!(times(250)[0], "1:01");
    let changed = |from, to| {
        let (from, to) = (times(from), times(to));
        from.iter().zip(&to).filter(|(from, to)| from != to).count()
    };
    assert_eq!(changed(249, 250), 3);
    assert_eq!(changed(250, 1_249), 0);
    assert_eq!(at(250).next_change, Some(Span::from_secs(1)));
}

#[test]
fn the_style_and_the_program_agree_on_how_high_a_row_is() {
    let style = include_str!("../../www/style/list.css");
    assert!(style.contains(&format!("--row: {ROW_HEIGHT}px;")));
    assert!(style.contains(&format!("--rows-in-sight: {ROWS_IN_SIGHT};")));
}

/// One in each state.
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

/// What is remembered after these.
fn after(clusters: &[ClusterView], actions: impl IntoIterator<Item = ListAction>) -> Memory {
    actions
        .into_iter()
        .fold(Memory::default(), |memory, it| then(memory, clusters, it))
}

fn then(mut memory: Memory, clusters: &[ClusterView], action: ListAction) -> Memory {
    memory.apply(&Action::List(action), &signed_in(clusters));
    memory
}

fn found(query: &str) -> Memory {
    after(&[], [ListAction::Search(query.into()), ListAction::Rest])
}

fn list(clusters: &[ClusterView], memory: &Memory) -> ListView {
    list_of(&signed_in(clusters), memory)
}

fn list_of(snapshot: &Snapshot, memory: &Memory) -> ListView {
    list_in(view_with(snapshot, memory).page)
}

/// The list so many milliseconds later.
fn list_at(clusters: &[ClusterView], millis: u64) -> ListView {
    let memory = Memory::default();
    let mut around = around(&memory);
    around.now = Now {
        wall: NOW.plus(Span::from_millis(millis)),
        tick: Tick::from_millis(millis),
    };
    let view = haulout::ui::view_model::ViewModel::new(&signed_in(clusters), around);
    list_in(view.page)
}

fn list_in(page: Page) -> ListView {
    let Page::Clusters(clusters) = page else {
        panic!("somebody is signed in");
    };
    Rc::into_inner(clusters.list.expect("there are several")).expect("nobody else has it")
}

fn names_of(list: &ListView) -> Vec<&str> {
    list.rows.iter().map(|row| row.name.as_str()).collect()
}

fn html(clusters: &[ClusterView], memory: &Memory) -> String {
    draw(view_with(&signed_in(clusters), memory))
}
