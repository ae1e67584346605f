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
fn the_row_height_matches_the_style_sheet() {
    let style = include_str!("../../../www/style/list.css");
    assert!(style.contains(&format!("--row: {ROW_HEIGHT}px;")));
    assert!(style.contains(&format!("--rows-in-sight: {VISIBLE_ROWS};")));
}
