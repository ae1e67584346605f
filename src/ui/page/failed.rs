//! Something ended what was under way.

use yew::prelude::*;

use crate::ui::component::trouble;
use crate::ui::dispatch::Dispatch;
use crate::ui::view_model::TroubleView;

/// The failure, its reason, one next step.
pub fn failed(view: &TroubleView, dispatch: &Dispatch) -> Html {
    html! {
        <section class="card narrow">
            { trouble(view, dispatch) }
        </section>
    }
}
