//! The choice among an issuer's identity providers.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::{ChoiceView, Page, ViewModel};

/// Properties of [`IdpChoice`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Radio buttons, because people should see all of them.
#[component]
pub fn IdpChoice(props: &Props) -> Html {
    let Page::SignedOut(view) = &props.view.page else {
        return Html::default();
    };
    html! {
        <fieldset class="choice">
            <legend>{ "Sign in with" }</legend>
            { for view.identity_providers.iter().map(|choice| option(choice, &props.dispatch)) }
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
