//! The ring: how much of a certificate's useful lifetime is left.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::TimeLeft;

/// The ring with the remaining time inside, and a mark at the renewal.
pub fn ring(left: Option<&TimeLeft>, renewal: Option<u16>, ui: &Ui) -> Html {
    html! {
        <div class={classes!("ring", urgency(left))}>
            { circle(left, renewal) }
            if let Some(left) = left {
                <p class="time" role="timer" aria-label={left.spoken.clone()}><strong>{ &left.text }</strong><span>{ ui.words.clusters.left }</span></p>
            }
        </div>
    }
}

fn urgency(left: Option<&TimeLeft>) -> &'static str {
    left.map_or("none", |left| left.urgency)
}

/// A dashed circle of 1,000 units; the dash is as long as the thousandths that are left.
fn circle(left: Option<&TimeLeft>, renewal: Option<u16>) -> Html {
    html! {
        <svg viewBox="0 0 120 120" aria-hidden="true">
            <circle class="track" cx="60" cy="60" r="52" />
            if let Some(left) = left {
                <circle class="left" cx="60" cy="60" r="52" pathLength="1000" stroke-dasharray={format!("{} 1000", left.per_mille)} transform="rotate(-90 60 60)" />
            }
            if let Some(degrees) = renewal {
                <path class="mark-of-renewal" d="M60 1v14" transform={format!("rotate({degrees} 60 60)")} />
            }
        </svg>
    }
}
