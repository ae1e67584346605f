//! The page while an operation is in progress.

use yew::prelude::*;

use crate::ui::component::{button, illustration};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::ProgressView;

/// A sentence and an animation.
pub fn progress(view: &ProgressView, ui: &Ui) -> Html {
    html! {
        <section class="card narrow waiting" aria-busy="true">
            { illustration() }
            <p class="progress" role="status">{ view.text }</p>
            if view.can_start_over {
                <p class="muted small">{ ui.words.sign_in.return_hint }</p>
                { button("", ui.words.errors.start_again, Action::Retry, ui) }
            }
        </section>
    }
}
