//! Nobody is signed in: what will happen, where people are sent, and the one button.

use yew::prelude::*;

use crate::ui::component::{button, idp_choice};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::SignedOutView;

/// The sign-in page.
pub fn signed_out(view: &SignedOutView, ui: &Ui) -> Html {
    let words = &ui.words.entrance;
    let [before, after] = words.sent_to;
    html! {
        <section class="card narrow" aria-labelledby="sign-in">
            <h2 id="sign-in">{ words.title }</h2>
            <p class="lead">{ words.lead }</p>
            if view.identity_providers.len() > 1 {
                { idp_choice(&view.identity_providers, ui) }
            }
            { button("primary wide", words.sign_in, Action::SignIn(view.chosen()), ui) }
            <p class="muted small">{ before }<span class="url">{ &view.issuer }</span>{ after }</p>
            if !view.cluster_names.is_empty() {
                <h3>{ words.awaits }</h3>
                <ul class="chips">{ for view.cluster_names.iter().map(|name| html! { <li>{ name }</li> }) }</ul>
            }
            if let Some(url) = &view.end_session_url {
                <p class="small"><a href={url.clone()} rel="noreferrer">{ words.end_session }</a></p>
            }
        </section>
    }
}
