//! The details of one cluster: its ring, its state, and the user's identity.

use yew::prelude::*;

use super::ticking::{Ticking, TickingView, digits};
use super::{button, error_panel, identity};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::DetailView;

/// The content of the cluster's card.
pub fn detail(view: &DetailView, ui: &Ui) -> Html {
    let words = &ui.words.clusters;
    html! {
        <div class="cluster">
            <Ticking view={TickingView::Ring(view.left, view.renewal_mark)} ui={ui.clone()} />
            <h2 id={CLUSTER_HEADING}>{ &view.name }</h2>
            { state(view, ui) }
            <div class="about">
                if let Some(view) = &view.identity {
                    { identity(view, ui) }
                }
                if let Some(warning) = &view.warning {
                    <p class="warning">{ warning }</p>
                }
                if let Some(failure) = &view.error {
                    { error_panel(3, failure, ui) }
                }
                if view.can_activate {
                    { button("primary", words.get_certificate, Action::Activate(view.id.clone()), ui) }
                }
            </div>
        </div>
    }
}

/// The button that renews the certificates.
pub fn renew(view: &DetailView, ui: &Ui) -> Html {
    html! {
        if let Some(ready) = view.can_renew {
            <button type="button" class="quiet renew" disabled={!ready} onclick={ui.on_click(Action::Renew)}>{ ui.words.clusters.renew_now }</button>
        }
    }
}

fn state(view: &DetailView, ui: &Ui) -> Html {
    let [before, after] = ui.words.detail.renews_in;
    html! {
        <p class={classes!("state", view.state.mood)}>
            if let Some(at) = view.renewal {
                <span>{ before }<b class="digits">{ digits(at, ui) }</b>{ after }</span>
            } else {
                { view.state.text }
            }
        </p>
    }
}

/// The ID of the heading that names the card.
pub const CLUSTER_HEADING: &str = "cluster";
