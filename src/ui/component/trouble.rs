//! A failure: what happened, why, one next step, and the details folded away.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::{NextStep, TroubleView};

/// The failure, announced once.
pub fn trouble(trouble: &TroubleView, ui: &Ui) -> Html {
    let TroubleView {
        title,
        explanation,
        code,
        detail,
        step,
    } = trouble;
    let words = &ui.words.trouble;
    let (label, action) = match step {
        NextStep::TryAgain => (words.try_again, Action::Retry),
        NextStep::RenewAgain => (words.try_again, Action::Renew),
        NextStep::StartAgain => (words.start_again, Action::Retry),
        NextStep::SignIn => (words.sign_in, Action::SignIn(None)),
    };
    html! {
        <div class="trouble" role="alert">
            <h2>{ title }</h2>
            <p>{ explanation }</p>
            { button("primary", label, action, ui) }
            <details>
                <summary>{ words.details }</summary>
                <p><code>{ code }</code></p>
                <pre tabindex="0" translate="no">{ detail }</pre>
            </details>
        </div>
    }
}
