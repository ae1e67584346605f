//! The choice of an identity provider.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, Preference};
use crate::ui::view_model::ChoiceView;

/// Radio buttons, so that all choices are visible.
pub fn idp_choice(choices: &[ChoiceView], ui: &Ui) -> Html {
    html! {
        <fieldset class="choice">
            <legend>{ ui.words.sign_in.sign_in_with }</legend>
            { for choices.iter().map(|choice| option(choice, ui)) }
        </fieldset>
    }
}

fn option(choice: &ChoiceView, ui: &Ui) -> Html {
    let name = choice.name.clone();
    let choose = move |_| Action::Prefer(Preference::IdentityProvider(name.clone()));
    html! {
        <label>
            <input type="radio" name="identity_provider" value={choice.name.clone()} checked={choice.chosen} onchange={ui.dispatch.reform(choose)} />
            <span>{ &choice.label }</span><small class="muted">{ choice.kind }</small>
        </label>
    }
}
