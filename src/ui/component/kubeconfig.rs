//! The hand-over: copy, download, and a look at it with the key masked.

use yew::prelude::*;

use super::button;
use crate::ui::dispatch::{Action, Dispatch};
use crate::ui::view_model::ClusterView;

/// Buttons and preview.
pub fn kubeconfig(view: &ClusterView, dispatch: &Dispatch) -> Html {
    let Some(credential) = &view.credential else {
        return Html::default();
    };
    html! {
        <div class="hand-over">
            <div class="actions">
                { button("primary", "Copy kubeconfig", Action::Copy(view.id.clone()), dispatch) }
                { button("", "Download kubeconfig", Action::Download(view.id.clone()), dispatch) }
            </div>
            <p class="muted small">{ "Works for kubectl at once, until the ring is empty. The key is copied, never shown." }</p>
            if let Some(preview) = &credential.preview {
                <details>
                    <summary>{ "What is in it" }</summary>
                    <pre tabindex="0" translate="no">{ preview }</pre>
                </details>
            }
        </div>
    }
}
