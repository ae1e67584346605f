//! The rings: how much of a certificate's useful lifetime is left.

use haulout_protocol::time::UnixTime;
use yew::prelude::*;

use super::ticking::SMALL_RING_STEP;
use crate::ui::context::Ui;
use crate::ui::view_model::{RowIcon, TimeLeft};

/// The ring with the remaining time inside, and a mark at the renewal.
pub(super) fn ring(left: Option<TimeLeft>, renewal: Option<u16>, now: UnixTime, ui: &Ui) -> Html {
    let words = &ui.words.clusters;
    html! {
        <div class={classes!("ring", urgency(left, now))}>
            <svg viewBox="0 0 120 120" aria-hidden="true">
                { circles(left.map(|left| left.per_mille(now))) }
                if let Some(degrees) = renewal {
                    <path class="mark-of-renewal" d="M60 1v14" transform={format!("rotate({degrees} 60 60)")} />
                }
            </svg>
            if let Some(countdown) = left.map(|left| left.countdown(now)) {
                <p class="time" role="timer" aria-label={(words.time_left)(countdown)}><strong>{ countdown.text() }</strong><span>{ words.left }</span></p>
            }
        </div>
    }
}

/// The ring in a row, with an icon for states other than ready. The text beside it has the same content.
pub(super) fn small_ring(left: Option<TimeLeft>, icon: RowIcon, now: UnixTime) -> Html {
    let icon = match icon {
        RowIcon::None => "",
        RowIcon::Busy => "M34 60h.1M60 60h.1M86 60h.1",
        RowIcon::Wrong => "M60 30v36M60 88v.1",
    };
    let drawn = left.map(|left| left.per_mille(now).next_multiple_of(SMALL_RING_STEP));
    html! {
        <svg class={classes!("ring", "small", urgency(left, now))} viewBox="0 0 120 120" aria-hidden="true">
            { circles(drawn) }
            if !icon.is_empty() {
                <path d={icon} />
            }
        </svg>
    }
}

fn urgency(left: Option<TimeLeft>, now: UnixTime) -> &'static str {
    left.map_or("none", |left| left.urgency(now))
}

/// A dashed circle of 1,000 units; the dash is as long as the thousandths that are left.
fn circles(per_mille: Option<u16>) -> Html {
    html! {
        <>
            <circle class="track" cx="60" cy="60" r="52" />
            if let Some(left) = per_mille {
                <circle class="left" cx="60" cy="60" r="52" pathLength="1000" stroke-dasharray={format!("{left} 1000")} transform="rotate(-90 60 60)" />
            }
        </>
    }
}
