//! An error: what happened, why, one next step, and collapsed details.

use yew::prelude::*;

use super::button;
use super::ticking::digits;
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::{ErrorView, HelpView, NextStep};

/// The error under a heading of this level. Parts that change over time are outside of the alert, so that they are not
/// announced again.
pub fn error_panel(level: u8, view: &ErrorView, ui: &Ui) -> Html {
    let words = &ui.words.errors;
    let [before, after] = ui.words.clusters.next_attempt;
    let (label, action) = match view.step {
        NextStep::TryAgain => (words.try_again, Action::Retry),
        NextStep::RenewAgain => (words.try_again, Action::Renew),
        NextStep::StartAgain => (words.start_again, Action::Retry),
        NextStep::SignIn => (words.sign_in, Action::SignIn(None)),
    };
    html! {
        <div class="error-panel">
            <svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2.5 22.5 12 12 21.5 1.5 12z" /><path d="M12 7v6M12 16.5v.1" /></svg>
            <div class="error-card" role="alert">
                <@{format!("h{level}")}>{ view.title }</@>
                <p>{ &view.explanation }</p>
                if !view.causes.is_empty() {
                    <p class="small">{ words.likely }</p>
                    <ol>{ for view.causes.iter().map(|cause| html! { <li>{ cause }</li> }) }</ol>
                }
                { button("primary", label, action, ui) }
            </div>
            if let Some(at) = view.next_attempt {
                <p class="muted small digits">{ before }{ digits(at, ui) }{ after }</p>
            }
            if let Some(view) = &view.help {
                { help(view, ui) }
            }
            <details>
                <summary>{ words.details }</summary>
                <p><code>{ view.code }</code></p>
                <pre tabindex="0" translate="no">{ &view.detail }</pre>
                if let Some(id) = &view.audit_id {
                    <p class="small">{ words.audit_id }{ " " }<code>{ id }</code></p>
                }
            </details>
        </div>
    }
}

fn help(view: &HelpView, ui: &Ui) -> Html {
    let words = &ui.words.errors;
    html! {
        <div class="help">
            <p class="small">{ words.for_operator }</p>
            { button("small", words.copy_report, Action::CopyReport, ui) }
            if let Some(url) = &view.support_url {
                <a href={url.clone()} rel="noreferrer">{ ui.words.frame.support }</a>
            }
        </div>
    }
}
