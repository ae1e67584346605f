//! A failure: what happened, why, one next step, and the details folded away.

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::{NextStep, TroubleView};

/// Properties of [`Trouble`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What happened.
    pub trouble: TroubleView,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The failure, announced once.
#[component]
pub fn Trouble(props: &Props) -> Html {
    let TroubleView {
        title,
        explanation,
        code,
        detail,
        step,
    } = &props.trouble;
    let (label, action) = match step {
        NextStep::TryAgain => ("Try again", Action::Retry),
        NextStep::RenewAgain => ("Try again", Action::Renew),
        NextStep::StartAgain => ("Start again", Action::Retry),
        NextStep::SignIn => ("Sign in", Action::SignIn(None)),
    };
    html! {
        <div class="trouble" role="alert">
            <h2>{ title }</h2>
            <p>{ explanation }</p>
            <button type="button" class="primary" onclick={props.dispatch.reform(move |_| action.clone())}>{ label }</button>
            <details>
                <summary>{ "Details for the operator" }</summary>
                <p><code>{ code }</code></p>
                <pre tabindex="0" translate="no">{ detail }</pre>
            </details>
        </div>
    }
}
