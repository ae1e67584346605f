//! The live folder: its state, and what it still needs.

use yew::prelude::*;

use super::{LocationField, button};
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};
use crate::ui::view_model::{FolderStep, LiveFolderView, LocationView};

/// The content of its tab.
pub fn live_folder(view: &LiveFolderView, ui: &Ui) -> Html {
    let words = &ui.words.folder;
    let step = match view.step {
        Some(FolderStep::Choose) => Some((words.choose, Action::Folder(FolderAction::Choose))),
        Some(FolderStep::Allow) => Some((words.allow, Action::Folder(FolderAction::Allow))),
        Some(FolderStep::Retry) => Some((words.retry, Action::Folder(FolderAction::Retry))),
        None => None,
    };
    html! {
        <div class="folder">
            <p class={classes!("state", view.mood)}>{ &view.status }</p>
            if let Some(error) = &view.error {
                <p class="warning" role="alert">{ error }</p>
            }
            if let Some(place) = &view.location {
                { location(place, ui) }
            }
            <div class="actions">
                if let Some((label, action)) = step {
                    { button("primary", label, action, ui) }
                }
                if view.can_stop {
                    { button("quiet", words.stop, Action::Folder(FolderAction::Forget), ui) }
                }
            </div>
        </div>
    }
}

fn location(view: &LocationView, ui: &Ui) -> Html {
    html! {
        <>
            <LocationField text={view.text.clone()} ui={ui.clone()} />
            <p id="folder-hint" class="small" role="status">
                if let Some(hint) = view.hint {
                    { hint }
                }
            </p>
        </>
    }
}
