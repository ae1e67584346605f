//! Something is under way.

use yew::prelude::*;

use crate::ui::component::{button, scene};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::ProgressView;

/// A sentence, and a sign of life.
pub fn progress(view: &ProgressView, ui: &Ui) -> Html {
    html! {
        <section class="card narrow waiting" aria-busy="true">
            { scene() }
            <p class="progress" role="status">{ view.text }</p>
            if view.can_start_over {
                <p class="muted small">{ ui.words.sign_in.never_came_back }</p>
                { button("", ui.words.errors.start_again, Action::Retry, ui) }
            }
        </section>
    }
}
