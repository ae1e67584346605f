//! The sign-in page: what will happen, the issuer's address, and one button.

use haulout_protocol::snapshot::Step;
use yew::prelude::*;

use crate::ui::component::{chips, idp_choice, illustration};
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
            { sign_in(view, ui) }
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

/// The choice of an identity provider and the button. With a gateway it is a form, so that it works before this program
/// has loaded.
fn sign_in(view: &SignedOutView, ui: &Ui) -> Html {
    let words = &ui.words.sign_in;
    let choice = html! {
        if view.identity_providers.len() > 1 {
            { idp_choice(&view.identity_providers, ui) }
        }
    };
    match &view.start_url {
        Some(url) => html! {
            <form class="start" method="post" action={url.clone()}>
                { choice }
                <input type="hidden" name="language" value={view.language.tag()} />
                <button id={BUTTON_ID} class="primary wide" data-busy={(words.progress)(Step::Preparing)}>
                    { words.sign_in }
                </button>
            </form>
        },
        None => html! {
            <div class="start">
                { choice }
                <button type="button" id={BUTTON_ID} class="primary wide" disabled={view.too_early}
                    data-busy={(words.progress)(Step::Preparing)} onclick={ui.on_click(Action::SignIn(view.chosen()))}>
                    { words.sign_in }
                </button>
            </div>
        },
    }
}

/// The document's script finds the button by it before this program has loaded.
const BUTTON_ID: &str = "haulout-sign-in";
