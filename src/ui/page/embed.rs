//! The window that serves a dashboard on another origin.

use yew::prelude::*;

use crate::ui::component::{button_unless, chips, error_panel};
use crate::ui::context::Ui;
use crate::ui::view_model::EmbedView;

/// The state of the dashboard's access.
pub fn embed(view: &EmbedView, ui: &Ui) -> Html {
    let class = |at| {
        if at == 0 && !view.connected {
            "primary wide"
        } else {
            "wide"
        }
    };
    let choices = view.choices.iter().enumerate();
    html! {
        <section class="card narrow embed" aria-labelledby="embed" aria-live="polite">
            if let Some(failure) = &view.error {
                { error_panel(2, failure, ui) }
            }
            <div>
                <h2 id="embed">{ &view.heading }</h2>
                <p class="lead">{ &view.lead }</p>
            </div>
            if let Some(terms) = view.terms {
                <ul class="terms">{ for terms.iter().map(|term| html! { <li>{ *term }</li> }) }</ul>
            }
            if !view.clusters.is_empty() {
                { chips(&view.clusters) }
            }
            { for choices.map(|(at, (label, action))| {
                button_unless(at == 0 && view.too_early, class(at), label, action.clone(), ui)
            }) }
        </section>
    }
}
