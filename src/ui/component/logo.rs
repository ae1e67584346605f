//! The logo: a round shape above a waterline.

use yew::prelude::*;

/// Decorative; the title beside it has the name.
pub fn logo() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path class="body" d="M5 19.5c1.6-6.4 5.8-10.5 11-10.5s9.4 4.1 11 10.5z" />
            <path class="water" d="M2.5 19.5h27M8.5 25h15" />
        </svg>
    }
}

/// A large variant for pages that show little else.
pub fn illustration() -> Html {
    html! {
        <svg class="scene" viewBox="0 0 480 132" aria-hidden="true">
            <path class="sun" d="M172 86a68 68 0 0 1 136 0z" />
            <path class="body" d="M196 86c6.4-25.6 23.2-42 44-42s37.6 16.4 44 42z" />
            <path class="water" d="M-4 86h488M112 101h256M182 116h116" />
        </svg>
    }
}
