//! A button that asks for one thing.

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch, on_click};

/// A button with the words `label` for `action`; `class` says how much it stands out.
pub fn button(
    class: &'static str,
    label: &'static str,
    action: Action,
    dispatch: &Dispatch,
) -> Html {
    html! {
        <button type="button" {class} onclick={on_click(dispatch, action)}>{ label }</button>
    }
}
