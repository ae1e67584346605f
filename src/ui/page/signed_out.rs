//! Nobody is signed in: what will happen, where people are sent, and the one button.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::component::IdpChoice;
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::{Page, SignedOutView, ViewModel};

/// Properties of [`SignedOut`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The sign-in page.
#[component]
pub fn SignedOut(props: &Props) -> Html {
    let Page::SignedOut(view) = &props.view.page else {
        return Html::default();
    };
    let SignedOutView {
        issuer,
        cluster_names,
        end_session_url,
        ..
    } = view;
    let chosen = view.chosen();
    html! {
        <section class="card narrow" aria-labelledby="sign-in">
            <h2 id="sign-in">{ "Get a kubeconfig" }</h2>
            <p class="lead">{ "Sign in, and this page hands you a kubeconfig with a certificate that lives a few minutes." }</p>
            if view.identity_providers.len() > 1 {
                <IdpChoice view={props.view.clone()} dispatch={props.dispatch.clone()} />
            }
            <button type="button" class="primary wide" onclick={props.dispatch.reform(move |_| Action::SignIn(chosen.clone()))}>{ "Sign in" }</button>
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
