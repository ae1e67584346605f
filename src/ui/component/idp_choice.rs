//! The choice among an issuer's identity providers.

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::ChoiceView;

/// Radio buttons, because people should see all of them.
pub fn idp_choice(choices: &[ChoiceView], dispatch: &Dispatch) -> Html {
    html! {
        <fieldset class="choice">
            <legend>{ "Sign in with" }</legend>
            { for choices.iter().map(|choice| option(choice, dispatch)) }
        </fieldset>
    }
}

fn option(choice: &ChoiceView, dispatch: &Dispatch) -> Html {
    let name = choice.name.clone();
    html! {
        <label>
            <input type="radio" name="identity-provider" checked={choice.chosen} onchange={dispatch.reform(move |_| Action::Choose(name.clone()))} />
            <span>{ &choice.name }</span><small class="muted">{ choice.kind }</small>
        </label>
    }
}
