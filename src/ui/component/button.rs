//! A button that asks for one thing.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::Action;

/// A button with the words `label` for `action`; `class` says how much it stands out.
pub fn button(class: &'static str, label: &'static str, action: Action, ui: &Ui) -> Html {
    html! {
        <button type="button" {class} onclick={ui.on_click(action)}>{ label }</button>
    }
}
