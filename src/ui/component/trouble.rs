//! A failure: what happened, why, one next step, and the details folded away.

use yew::prelude::*;

use super::button;
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::{NextStep, TroubleView};

/// The failure, announced once.
pub fn trouble(trouble: &TroubleView, dispatch: &Dispatch) -> Html {
    let TroubleView {
        title,
        explanation,
        code,
        detail,
        step,
    } = trouble;
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
            { button("primary", label, action, dispatch) }
            <details>
                <summary>{ "Details for the operator" }</summary>
                <p><code>{ code }</code></p>
                <pre tabindex="0" translate="no">{ detail }</pre>
            </details>
        </div>
    }
}
