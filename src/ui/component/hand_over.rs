//! The hand-over: copy, download, and a look at it with the key masked.

use yew::prelude::*;

use super::button;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, HandOverAction};
use crate::ui::view_model::HandOverView;

/// Buttons and preview.
pub fn hand_over(view: &HandOverView, ui: &Ui) -> Html {
    let words = &ui.words.hand_over;
    html! {
        <div class="hand-over">
            <div class="actions">
                { button("primary", words.copy, Action::HandOver(HandOverAction::Copy), ui) }
                { button("", words.download, Action::HandOver(HandOverAction::Download), ui) }
            </div>
            <p class="muted small">{ words.works_until }</p>
            if let Some(preview) = &view.preview {
                <details>
                    <summary>{ words.preview }</summary>
                    <pre tabindex="0" translate="no">{ preview }</pre>
                </details>
            }
        </div>
    }
}
