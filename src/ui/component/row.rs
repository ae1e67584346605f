//! One row of the list of clusters.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ListAction};
use crate::ui::view_model::{ROW_HEIGHT, RowIcon, RowView};

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
                    { ring(view) }
                    <span class="text"><span class="name">{ &view.name }</span><span class="state">{ &*view.state }</span></span>
                    if let Some(time) = &view.time {
                        <span class="time">{ &time.text }</span>
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

/// A ring with the remaining time, and an icon for states other than ready. The text beside it has the same content.
fn ring(view: &RowView) -> Html {
    let icon = match view.icon {
        RowIcon::None => "",
        RowIcon::Busy => "M34 60h.1M60 60h.1M86 60h.1",
        RowIcon::Wrong => "M60 30v36M60 88v.1",
    };
    let urgency = view.time.as_ref().map_or("none", |time| time.urgency);
    html! {
        <svg class={classes!("ring", "small", urgency)} viewBox="0 0 120 120" aria-hidden="true">
            <circle class="track" cx="60" cy="60" r="52" />
            if let Some(time) = &view.time {
                <circle class="left" cx="60" cy="60" r="52" pathLength="1000" stroke-dasharray={format!("{} 1000", time.per_mille)} transform="rotate(-90 60 60)" />
            }
            if !icon.is_empty() {
                <path d={icon} />
            }
        </svg>
    }
}

fn toggle(key: &str, id: &str) -> Option<Action> {
    (key == " ").then(|| Action::List(ListAction::Select(id.to_owned())))
}

/// The ID of the row that gets the focus after an arrow key.
pub const SHOWN_ROW: &str = "shown-row";
