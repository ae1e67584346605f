//! Something is under way.

use yew::prelude::*;

use crate::ui::component::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::ProgressView;

/// A sentence, and a sign of life.
pub fn progress(view: &ProgressView, ui: &Ui) -> Html {
    html! {
        <section class="card narrow" aria-busy="true">
            <p class="progress" role="status"><span class="dot" aria-hidden="true"></span>{ view.text }</p>
            if view.can_start_over {
                <p>{ button("quiet", ui.words.trouble.start_again, Action::Retry, ui) }</p>
            }
        </section>
    }
}
