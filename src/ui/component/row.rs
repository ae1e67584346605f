//! One row of the list of clusters.

use yew::prelude::*;

use super::ticking::{Ticking, TickingView, digits};
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ListAction};
use crate::ui::view_model::{ROW_HEIGHT, RowView};

/// One cluster.
pub fn row(view: &RowView, ui: &Ui) -> Html {
    let words = &ui.words.clusters;
    let select = Action::List(ListAction::Select(view.id.clone()));
    let show = Action::List(ListAction::Show(view.id.clone()));
    let tabindex = if view.focusable { "0" } else { "-1" };
    html! {
        <li class={classes!("row", view.mood)} aria-setsize={view.total.to_string()} aria-posinset={view.position.to_string()}>
            { gap(view.skipped) }
            <div>
                <label><input type="checkbox" {tabindex} aria-label={view.select.clone()} checked={view.selected} onclick={ui.on_click(select)} /></label>
                <button type="button" {tabindex} id={view.shown.then_some(SHOWN_ROW)} aria-current={view.shown.then_some("true")}
                    onclick={ui.on_click(show)} onkeydown={ui.on_key(view.id.clone(), toggle)}>
                    <Ticking view={TickingView::SmallRing(view.left, view.icon)} ui={ui.clone()} />
                    <span class="text"><span class="name">{ &view.name }</span><span class="state">{ &*view.state }</span></span>
                    if let Some(left) = view.left {
                        <span class="time">{ digits(left.ends_at, ui) }</span>
                    } else if view.why {
                        <span class="time">{ words.why }</span>
                    }
                </button>
                if let Some(name) = &view.get {
                    <button type="button" class="quiet" {tabindex} aria-label={name.clone()} onclick={ui.on_click(Action::Activate(view.id.clone()))}>{ words.get }</button>
                }
            </div>
        </li>
    }
}

/// An empty space of this many rows. The height is an SVG attribute, because the content security policy forbids
/// inline styles.
pub(super) fn gap(rows: usize) -> Html {
    html! {
        if rows > 0 {
            <svg width="1" height={(rows * ROW_HEIGHT).to_string()} aria-hidden="true" />
        }
    }
}

fn toggle(key: &str, id: &str) -> Option<Action> {
    (key == " ").then(|| Action::List(ListAction::Select(id.to_owned())))
}

/// The ID of the row that gets the focus after an arrow key.
pub const SHOWN_ROW: &str = "shown-row";
