//! A button for one action.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::Action;

/// A button labelled `label` for `action`; `class` sets its style.
pub fn button(class: &'static str, label: &'static str, action: Action, ui: &Ui) -> Html {
    html! {
        <button type="button" {class} onclick={ui.on_click(action)}>{ label }</button>
    }
}
