//! The ring: how much of a certificate's useful life is left, with the time inside.

use yew::prelude::*;

use crate::ui::view_model::ClusterView;

/// A dashed circle of a thousand units, of which as many are drawn as thousandths are left.
pub fn ring(view: &ClusterView) -> Html {
    let Some(credential) = &view.credential else {
        return html! { <div class="ring none" aria-hidden="true"><svg viewBox="0 0 120 120"><circle class="track" cx="60" cy="60" r="52" /></svg></div> };
    };
    let left = &credential.left;
    html! {
        <div class={classes!("ring", left.urgency)}>
            <svg viewBox="0 0 120 120" aria-hidden="true">
                <circle class="track" cx="60" cy="60" r="52" />
                <circle class="left" cx="60" cy="60" r="52" pathLength="1000" stroke-dasharray={format!("{} 1000", left.per_mille)} transform="rotate(-90 60 60)" />
            </svg>
            <p class="time" role="timer" aria-label={left.spoken.clone()}><strong>{ &left.text }</strong><span>{ "left" }</span></p>
        </div>
    }
}
