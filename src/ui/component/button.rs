//! A button for one action.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::Action;

/// A button labelled `label` for `action`; `class` sets its style.
pub fn button(class: &'static str, label: &'static str, action: Action, ui: &Ui) -> Html {
    button_unless(false, class, label, action, ui)
}

/// The same, and inactive if `disabled`.
pub fn button_unless(
    disabled: bool,
    class: &'static str,
    label: &'static str,
    action: Action,
    ui: &Ui,
) -> Html {
    html! {
        <button type="button" {class} {disabled} onclick={ui.on_click(action)}>{ label }</button>
    }
}
