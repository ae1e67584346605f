//! Something ended what was under way.

use yew::prelude::*;

use crate::ui::component::trouble;
use crate::ui::context::Ui;
use crate::ui::view_model::TroubleView;

/// The failure, its reason, one next step.
pub fn failed(view: &TroubleView, ui: &Ui) -> Html {
    html! {
        <section class="card narrow">
            { trouble(2, view, ui) }
        </section>
    }
}
