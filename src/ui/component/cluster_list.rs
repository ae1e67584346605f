//! The list of clusters.

use std::rc::Rc;

use yew::prelude::*;

use super::row::gap;
use super::{Memoized, MemoizedView, button};
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ExportAction, ListAction, ListStep};
use crate::ui::view_model::{FilterView, ListView, ROW_HEIGHT, RowView, SCROLL_STEP, ToolsView};

/// The list as a navigation landmark.
pub fn cluster_list(view: &ListView, ui: &Ui) -> Html {
    html! { <nav class="card clusters" aria-labelledby="clusters">{ listed(view, ui) }</nav> }
}

/// The content of the list.
pub fn listed(view: &ListView, ui: &Ui) -> Html {
    let words = &ui.words.clusters;
    let all = if view.all_selected {
        words.select_none
    } else {
        words.select_all
    };
    let row = |row: &Rc<RowView>| {
        html! { <Memoized key={row.id.clone()} view={MemoizedView::Row(row.clone())} ui={ui.clone()} /> }
    };
    let scroll = |first| Action::List(ListAction::Scroll(first));
    html! {
        <>
            <div class="head">
                <h2 id="clusters">{ words.title }</h2>
                if !view.rows.is_empty() {
                    { button("quiet", all, Action::List(ListAction::SelectAll(!view.all_selected)), ui) }
                }
            </div>
            if let Some(tools) = &view.tools {
                { narrowing(tools, ui) }
            }
            <p class={if view.status.is_some() { "status" } else { "visually-hidden" }} role="status">{ view.status.as_deref().unwrap_or_default() }</p>
            if view.rows.is_empty() {
                { button("", words.show_all, Action::List(ListAction::ShowAll), ui) }
            }
            <div id={ROWS} class={classes!("rows", view.many.then_some("many"))} onscroll={ui.on_scroll(view.first_visible, row_at, scroll)}>
                <ul role="list" aria-labelledby="clusters" onkeydown={ui.on_key(String::new(), step)}>
                    { for view.rows.iter().map(row) }
                </ul>
                { gap(view.below) }
            </div>
            if let Some(selected) = &view.selected {
                <div class="selection">
                    <p>{ selected }</p>
                    <button type="button" class="primary" disabled={!view.can_export} onclick={ui.on_click(Action::Export(ExportAction::Download(view.file_form)))}>{ words.one_file }</button>
                    { button("quiet", words.clear, Action::List(ListAction::Clear), ui) }
                </div>
            }
        </>
    }
}

/// The search field and the filters.
fn narrowing(view: &ToolsView, ui: &Ui) -> Html {
    let choice = |it: &FilterView| {
        let FilterView {
            filter,
            label,
            count,
            chosen,
        } = it;
        let action = Action::List(ListAction::Filter(*filter));
        html! {
            <button type="button" aria-pressed={chosen.to_string()} onclick={ui.on_click(action)}>{ label }{ " " }<span>{ count }</span></button>
        }
    };
    let search = |text| Action::List(ListAction::Search(text));
    html! {
        <>
            <input type="search" aria-label={view.find.clone()} placeholder={view.find.clone()} value={view.query.clone()}
                autocomplete="off" autocapitalize="off" spellcheck="false"
                oninput={ui.on_input(search)} onkeydown={ui.on_key(String::new(), escape)} />
            <div class="filters" role="group" aria-label={ui.words.clusters.filter}>{ for view.filters.iter().map(choice) }</div>
        </>
    }
}

/// The first visible row for a scroll position, in steps.
fn row_at(pixels: usize) -> usize {
    pixels / ROW_HEIGHT / SCROLL_STEP * SCROLL_STEP
}

fn step(key: &str, _: &str) -> Option<Action> {
    let step = match key {
        "ArrowUp" => ListStep::Previous,
        "ArrowDown" => ListStep::Next,
        "Home" => ListStep::First,
        "End" => ListStep::Last,
        _ => return None,
    };
    Some(Action::List(ListAction::Step(step)))
}

fn escape(key: &str, _: &str) -> Option<Action> {
    (key == "Escape").then(|| Action::List(ListAction::Search(String::new())))
}

/// The ID of the scroll container.
pub const ROWS: &str = "rows";
