//! A long list: only the visible rows are rendered.

use super::*;

#[test]
fn a_list_of_a_thousand_renders_at_most_fifty_rows() {
    let elements = |count, first| {
        let ui_state = after(&many(count), [ListAction::Scroll(first)]);
        html(&many(count), &ui_state).matches("</").count()
    };
    for first in [0, 4, 500, 984, 5_000] {
        let (few, many) = (elements(50, 0), elements(1_000, first));
        assert!(many <= few, "{many} for a thousand, {few} for fifty");
    }
}

#[test]
fn a_long_list_has_its_full_height_and_row_positions() {
    let clusters = many(1_000);
    for first in [0, 4, 500, 984, 5_000] {
        let ui_state = after(
            &clusters,
            [ListAction::Show("c300".into()), ListAction::Scroll(first)],
        );
        let list = list(&clusters, &ui_state);
        let skipped: usize = list.rows.iter().map(|row| row.skipped).sum();
        assert_eq!(skipped + list.rows.len() + list.below, 1_000, "{first}");
        let mut above = 0;
        for row in &list.rows {
            above += row.skipped + 1;
            assert_eq!((row.position, row.total), (above, 1_000));
        }
        let in_sight = first.min(1_000 - VISIBLE_ROWS);
        for place in in_sight..in_sight + VISIBLE_ROWS {
            let name = format!("Cluster {place}");
            assert!(list.rows.iter().any(|row| row.name == name), "{name}");
        }
        assert!(list.rows.iter().any(|row| row.shown), "the focus is lost");
    }
    let page = html(&clusters, &UiState::default());
    assert!(
        page.contains(r#"aria-setsize="1000" aria-posinset="1""#),
        "{page}"
    );
    let below = list(&clusters, &UiState::default()).below * ROW_HEIGHT;
    assert!(page.contains(&format!(r#"<svg width="1" height="{below}""#)));
}

#[test]
fn a_changed_list_starts_at_its_top() {
    let clusters = many(1_000);
    for action in [
        ListAction::Search("9".into()),
        ListAction::Filter(Filter::Ready),
        ListAction::ShowAll,
    ] {
        let ui_state = after(&clusters, [ListAction::Scroll(500), action]);
        assert_eq!(ui_state.list.first_visible, 0);
    }
}

#[test]
fn all_rows_change_together_with_the_shown_one() {
    // Three expiries at different fractions of a second.
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
    // The rendered view does not change until then.
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
fn the_row_height_matches_the_style_sheet() {
    let style = include_str!("../../../www/style/list.css");
    assert!(style.contains(&format!("--row: {ROW_HEIGHT}px;")));
    assert!(style.contains(&format!("--rows-in-sight: {VISIBLE_ROWS};")));
}
