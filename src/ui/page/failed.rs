//! The page after a failed operation.

use yew::prelude::*;

use crate::ui::component::error_panel;
use crate::ui::context::Ui;
use crate::ui::view_model::ErrorView;

/// The error, its reason, and one next step.
pub fn failed(view: &ErrorView, ui: &Ui) -> Html {
    html! {
        <section class="card narrow">
            { error_panel(2, view, ui) }
        </section>
    }
}
