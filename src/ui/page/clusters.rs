//! Somebody is signed in: a card per cluster, and what the session needs.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::component::{ClusterCard, Trouble};
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::{Page, ViewModel};

/// Properties of [`Clusters`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<ViewModel>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// The clusters of a session.
#[component]
pub fn Clusters(props: &Props) -> Html {
    let Page::Clusters(view) = &props.view.page else {
        return Html::default();
    };
    html! {
        <>
            <div class="bar">
                <p class="muted">{ "Signed in by " }<span class="url">{ &view.issuer }</span></p>
                <button type="button" disabled={view.renewing} onclick={props.dispatch.reform(|_| Action::Renew)}>{ "Renew now" }</button>
            </div>
            if let Some(trouble) = &view.trouble {
                <section class="card"><Trouble trouble={trouble.clone()} dispatch={props.dispatch.clone()} /></section>
            }
            { for view.clusters.iter().map(|cluster| html! {
                <ClusterCard key={cluster.id.clone()} view={cluster.clone()} dispatch={props.dispatch.clone()} />
            }) }
        </>
    }
}
