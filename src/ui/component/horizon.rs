//! What ends when.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::view_model::HorizonView;

/// The session in time.
pub fn horizon(view: &HorizonView, _ui: &Ui) -> Html {
    html! {
        if let Some(sign_in) = &view.sign_in {
            <p class={if sign_in.soon { "warning" } else { "muted" }}>{ &sign_in.text }</p>
        }
    }
}
