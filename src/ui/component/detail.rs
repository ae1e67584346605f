//! One cluster: its ring, its state, and who it takes the person for.

use yew::prelude::*;

use super::{button, identity, ring, trouble};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::DetailView;

/// The cluster's part of its card.
pub fn detail(view: &DetailView, ui: &Ui) -> Html {
    html! {
        <div class="cluster">
            { ring(view.left.as_ref(), ui) }
            <div class="about">
                <h2 id={CLUSTER_HEADING}>{ &view.name }</h2>
                <p class={classes!("state", view.state.mood)}>{ view.state.text }</p>
                { identity(view, ui) }
                if let Some(warning) = &view.warning {
                    <p class="warning">{ warning }</p>
                }
                if let Some(failure) = &view.trouble {
                    { trouble(failure, ui) }
                }
                if let Some(attempt) = &view.next_attempt {
                    <p class="muted">{ &attempt.text }</p>
                }
                if view.can_activate {
                    { button("primary", ui.words.clusters.get_certificate, Action::Activate(view.id.clone()), ui) }
                }
            </div>
        </div>
    }
}

/// Names the card around it.
pub const CLUSTER_HEADING: &str = "cluster";
