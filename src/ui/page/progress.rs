//! Something is under way.

use yew::prelude::*;

use crate::ui::component::button;
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::ProgressView;

/// A sentence, and a sign of life.
pub fn progress(view: &ProgressView, dispatch: &Dispatch) -> Html {
    html! {
        <section class="card narrow" aria-busy="true">
            <p class="progress" role="status"><span class="dot" aria-hidden="true"></span>{ view.text }</p>
            if view.can_start_over {
                <p>{ button("quiet", "Start again", Action::Retry, dispatch) }</p>
            }
        </section>
    }
}
