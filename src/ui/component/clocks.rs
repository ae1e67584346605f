//! The clocks of all servers: their deviations, and what they break.

use yew::prelude::*;

use super::session_timeline::percent;
use crate::ui::context::Ui;
use crate::ui::view_model::{ClockRow, ClockWarning, ClocksView, ReadingView};

/// The card of the clocks.
pub fn clocks(view: &ClocksView, ui: &Ui) -> Html {
    html! {
        <section class="card diagnostics" aria-labelledby="clocks">
            <h2 id="clocks">{ ui.words.clocks.title }</h2>
            <dl class="clocks">{ for view.rows.iter().map(row) }</dl>
            if let Some(verdict) = view.verdict {
                <p class="muted small">{ verdict }</p>
            }
            { for view.warnings.iter().map(warning) }
            if let Some(more) = &view.more {
                <p class="muted small">{ more }</p>
            }
        </section>
    }
}

fn row(view: &ClockRow) -> Html {
    html! {
        <div class={if view.off { "off" } else { "" }}>
            <dt>{ &view.name }</dt>
            <dd>{ reading(view.reading) }<bdi>{ &view.difference }</bdi></dd>
        </div>
    }
}

/// The drawing is hidden from screen readers, because the text beside it has the same content.
fn reading(view: Option<ReadingView>) -> Html {
    let [from, to] = ReadingView::FINE;
    let line = |class: &'static str, [from, to]: [u16; 2]| {
        html! { <line {class} x1={percent(from)} x2={percent(to)} y1="10" y2="10" /> }
    };
    html! {
        <svg class="reading" aria-hidden="true">
            { line("", [0, 1000]) }
            { line("fine", [from, to]) }
            if let Some(view) = view {
                { line("error", view.bounds) }
                <circle cx={percent(view.at)} cy="10" r="5" />
            }
        </svg>
    }
}

fn warning(view: &ClockWarning) -> Html {
    html! { <p class="warning"><strong>{ &view.title }</strong>{ view.text }</p> }
}
