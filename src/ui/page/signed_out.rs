//! Nobody is signed in: what will happen, where people are sent, and the one button.

use yew::prelude::*;

use crate::ui::component::{button, idp_choice};
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::SignedOutView;

/// The sign-in page.
pub fn signed_out(view: &SignedOutView, dispatch: &Dispatch) -> Html {
    let SignedOutView {
        issuer,
        cluster_names,
        end_session_url,
        ..
    } = view;
    html! {
        <section class="card narrow" aria-labelledby="sign-in">
            <h2 id="sign-in">{ "Get a kubeconfig" }</h2>
            <p class="lead">{ "Sign in, and this page hands you a kubeconfig with a certificate that lives a few minutes." }</p>
            if view.identity_providers.len() > 1 {
                { idp_choice(&view.identity_providers, dispatch) }
            }
            { button("primary wide", "Sign in", Action::SignIn(view.chosen()), dispatch) }
            <p class="muted small">{ "You will be sent to " }<span class="url">{ issuer }</span>{ " and come back here." }</p>
            if !cluster_names.is_empty() {
                <h3>{ "What awaits you" }</h3>
                <ul class="chips">{ for cluster_names.iter().map(|name| html! { <li>{ name }</li> }) }</ul>
            }
            if let Some(url) = end_session_url {
                <p class="small"><a href={url.clone()} rel="noreferrer">{ "End your session with the issuer, too" }</a></p>
            }
        </section>
    }
}
