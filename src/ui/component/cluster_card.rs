//! One cluster: its ring, its state, who it takes the person for, and the hand-over.

use std::rc::Rc;

use yew::prelude::*;

use super::{button, identity, kubeconfig, ring, trouble};
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::ClusterView;

/// Properties of [`ClusterCard`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The cluster.
    pub view: Rc<ClusterView>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// A card; one whose view is the same is not drawn again.
#[component]
pub fn ClusterCard(props: &Props) -> Html {
    let Props { view, dispatch } = props;
    let heading = format!("cluster-{}", view.id);
    html! {
        <section class="card cluster" aria-labelledby={heading.clone()}>
            { ring(view) }
            <div class="about">
                <h2 id={heading}>{ &view.name }</h2>
                <p class={classes!("state", view.mood)}>{ view.status }</p>
                { identity(view) }
                if let Some(warning) = view.credential.as_ref().and_then(|credential| credential.warning.as_ref()) {
                    <p class="warning">{ warning }</p>
                }
                if let Some(failure) = &view.trouble {
                    { trouble(failure, dispatch) }
                }
                if let Some(attempt) = &view.next_attempt {
                    <p class="muted">{ &attempt.text }</p>
                }
                if view.can_activate {
                    { button("primary", "Get a certificate", Action::Activate(view.id.clone()), dispatch) }
                }
                { kubeconfig(view, dispatch) }
            </div>
        </section>
    }
}
