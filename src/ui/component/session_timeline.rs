//! The session timeline: one sentence, from which an axis with the current time and the upcoming events unfold.

use yew::prelude::*;

use super::notify;
use super::ticking::digits;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::{
    AxisView, NotifyView, SessionTimelineView, SummaryView, TimelineEntry,
};

/// The session timeline, and the button for notifications. The drawing has the same content as the text.
pub fn session_timeline(view: &SessionTimelineView, asked: NotifyView, ui: &Ui) -> Html {
    let words = &ui.words.session_timeline;
    html! {
        <details class="card unfold session-timeline" id="session-timeline" open={view.open} ontoggle={ui.on_toggle(Action::UnfoldTimeline)}>
            <summary>
                <span class={if view.soon { "warning" } else { "" }}>{ summary(&view.summary, ui) }</span>
                <span class="label">{ words.title }</span>
            </summary>
            { axis(&view.axis, words.now) }
            <p class="axis-ends"><span>{ &view.began }</span><span>{ &view.ending }</span></p>
            <div class="timeline-text">
                <ol class="timeline-entries">{ for view.ends.iter().map(end) }</ol>
                { notify(asked, ui) }
            </div>
        </details>
    }
}

fn summary(view: &SummaryView, ui: &Ui) -> Html {
    match view {
        SummaryView::Text(text) => html! { { text } },
        SummaryView::SignInWithin(end) => {
            let [before, after] = ui.words.session_timeline.sign_in_within;
            html! { <>{ before }<b class="digits">{ digits(*end, ui) }</b>{ after }</> }
        }
    }
}

fn end(view: &TimelineEntry) -> Html {
    html! { <li class={view.kind}>{ &view.text }</li> }
}

/// Without a view box, positions scale with the width while strokes and letters keep their shape.
fn axis(view: &AxisView, now: &'static str) -> Html {
    let [from, to] = view.to_scale;
    html! {
        <svg class="axis" aria-hidden="true">
            { line("far", [0, from], "28") }
            { line("near", [from, to], "28") }
            { line("far", [to, 1000], "28") }
            { for view.id_token.map(|part| line("token", part, "46")) }
            { for view.certificate.map(|part| line("certificate", part, "28")) }
            { for view.behind.iter().map(|at| tick("tick", *at)) }
            { for view.ahead.iter().map(|at| tick("tick ahead", *at)) }
            { for view.end.map(|at| tick("tick end", at)) }
            <svg class="now" x={percent(view.now)}>
                <circle cy="28" r="6" />
                <text y="12">{ now }</text>
            </svg>
        </svg>
    }
}

/// A line along the axis.
fn line(class: &'static str, [from, to]: [u16; 2], y: &'static str) -> Html {
    html! { <line {class} x1={percent(from)} x2={percent(to)} y1={y} y2={y} /> }
}

/// A line across the axis.
fn tick(class: &'static str, at: u16) -> Html {
    html! { <line {class} x1={percent(at)} x2={percent(at)} y1="14" y2="42" /> }
}

/// A position as a percentage of the width.
pub(super) fn percent(per_mille: u16) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}
