//! The mark: something round, resting above a waterline.

use yew::prelude::*;

/// Decoration; the title beside it says the name.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path class="body" d="M5 20c1.6-6.4 5.8-10.5 11.2-10.5S25.6 13.6 27 20z" />
            <path class="water" d="M2 20.5h28M8 26h16" />
        </svg>
    }
}
