//! The activity log, newest entry first.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::{ActivityListView, EntryView};

/// The card of the activity log.
pub fn activity(view: &ActivityListView, ui: &Ui) -> Html {
    let words = &ui.words.activity;
    html! {
        <section class="card diagnostics" aria-labelledby="activity">
            <h2 id="activity">{ words.title }</h2>
            if view.entries.is_empty() {
                <p class="muted small">{ words.empty }</p>
            } else {
                <ol class="activity-list">{ for view.entries.iter().map(|view| entry(view, ui)) }</ol>
            }
            <div class="actions">
                { button("small", ui.words.errors.copy_report, Action::CopyReport, ui) }
                if let Some((label, unfolded)) = &view.unfold {
                    <button type="button" class="quiet small" aria-expanded={unfolded.to_string()} onclick={ui.on_click(Action::ShowAllActivity(!unfolded))}>{ label }</button>
                }
            </div>
        </section>
    }
}

fn entry(view: &EntryView, ui: &Ui) -> Html {
    html! {
        <li class={if view.bad { "bad" } else { "" }}>
            <time datetime={view.at.clone()}>{ &view.time }</time>
            <div>
                <p>
                    { &view.text }
                    if let Some(cluster) = &view.cluster {
                        { " · " }<bdi>{ cluster }</bdi>
                    }
                    if let Some(times) = &view.times {
                        { " " }<strong>{ times }</strong>
                    }
                </p>
                if let Some(message) = view.pinniped {
                    <p class="muted"><bdi lang="en">{ message }</bdi></p>
                }
                if let Some(time) = &view.server_time {
                    <p class="muted">{ time }</p>
                }
                if let Some(id) = &view.audit_id {
                    <p class="muted">{ ui.words.activity.audit_id }{ " " }<code translate="no"><bdi>{ id }</bdi></code></p>
                }
            </div>
        </li>
    }
}
