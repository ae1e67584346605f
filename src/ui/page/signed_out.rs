//! The sign-in page: what will happen, the issuer's address, and one button.

use yew::prelude::*;

use crate::ui::component::{button_unless, chips, idp_choice, illustration};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::SignedOutView;

/// The sign-in page.
pub fn signed_out(view: &SignedOutView, ui: &Ui) -> Html {
    let words = &ui.words.sign_in;
    let [before, after] = words.step_sign_in;
    html! {
        <section class="card narrow" aria-labelledby="sign-in">
            { illustration() }
            <div>
                <h2 id="sign-in">{ words.title }</h2>
                <p class="lead">{ words.lead }</p>
            </div>
            { for view.on_behalf.iter().map(|sentence| html! { <p class="warning">{ sentence }</p> }) }
            if view.identity_providers.len() > 1 {
                { idp_choice(&view.identity_providers, ui) }
            }
            { button_unless(view.too_early, "primary wide", words.sign_in, Action::SignIn(view.chosen()), ui) }
            <ol class="steps">
                <li>{ before }<strong class="url">{ &view.host }</strong>{ after }</li>
                <li>{ words.step_certificates }</li>
                <li>{ words.step_export }</li>
            </ol>
            if !view.cluster_names.is_empty() {
                <div>
                    <h3>{ words.available_clusters }</h3>
                    { chips(&view.cluster_names) }
                    if let Some(more) = &view.more_clusters {
                        <p class="muted small">{ more }</p>
                    }
                </div>
            }
            <p class="muted small">{ words.address }{ " " }<span class="url">{ &view.issuer }</span></p>
            if let Some(url) = &view.end_session_url {
                <p class="small"><a href={url.clone()} rel="noreferrer">{ words.end_session }</a></p>
            }
        </section>
    }
}
