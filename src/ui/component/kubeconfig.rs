//! The hand-over: copy, download, and a look at it with the key masked.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::ClusterView;

/// Properties of [`Kubeconfig`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The cluster whose kubeconfig it is.
    pub view: Rc<ClusterView>,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// Buttons and preview.
#[component]
pub fn Kubeconfig(props: &Props) -> Html {
    let Some(credential) = &props.view.credential else {
        return Html::default();
    };
    let (copied, saved) = (props.view.id.clone(), props.view.id.clone());
    html! {
        <div class="hand-over">
            <div class="actions">
                <button type="button" class="primary" onclick={props.dispatch.reform(move |_| Action::Copy(copied.clone()))}>{ "Copy kubeconfig" }</button>
                <button type="button" onclick={props.dispatch.reform(move |_| Action::Download(saved.clone()))}>{ "Download kubeconfig" }</button>
            </div>
            <p class="muted small">{ "Works for kubectl at once, until the time above is up. The key is copied, never shown." }</p>
            if let Some(preview) = &credential.preview {
                <details>
                    <summary>{ "What is in it" }</summary>
                    <pre tabindex="0" translate="no">{ preview }</pre>
                </details>
            }
        </div>
    }
}
