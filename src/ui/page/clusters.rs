//! Somebody is signed in: a card per cluster, and what the session needs.

use yew::prelude::*;

use crate::ui::component::{ClusterCard, live_folder, trouble};
use crate::ui::dispatch::{Action, Dispatch, on_click};
use crate::ui::view_model::ClustersView;

/// The clusters of a session.
pub fn clusters(view: &ClustersView, dispatch: &Dispatch) -> Html {
    html! {
        <>
            <div class="bar">
                <p class="muted">{ "Signed in by " }<span class="url">{ &view.issuer }</span></p>
                <button type="button" disabled={view.renewing} onclick={on_click(dispatch, Action::Renew)}>{ "Renew now" }</button>
            </div>
            if let Some(failure) = &view.trouble {
                <section class="card">{ trouble(failure, dispatch) }</section>
            }
            if let Some(sign_in) = &view.sign_in {
                <p class={if sign_in.soon { "warning" } else { "muted" }}>{ &sign_in.text }</p>
            }
            { for view.clusters.iter().map(|cluster| html! {
                <ClusterCard key={cluster.id.clone()} view={cluster.clone()} dispatch={dispatch.clone()} />
            }) }
            if let Some(folder) = &view.folder {
                { live_folder(folder, dispatch) }
            }
        </>
    }
}
