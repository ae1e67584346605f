//! The live folder: whether it is kept up to date, what is missing for that, and the line that makes kubectl read it.

use yew::prelude::*;

use super::{LocationField, button};
use crate::ui::dispatch::{Action, Dispatch, FolderAction};
use crate::ui::view_model::{FolderStep, LiveFolderView, LocationView};

/// The section below the clusters.
pub fn live_folder(view: &LiveFolderView, dispatch: &Dispatch) -> Html {
    let (label, action) = match view.step {
        Some(FolderStep::Choose) => ("Choose a folder", Some(FolderAction::Choose)),
        Some(FolderStep::Allow) => ("Allow again", Some(FolderAction::Allow)),
        Some(FolderStep::Retry) => ("Write again", Some(FolderAction::Retry)),
        Some(FolderStep::ForPinnipedCli) => (
            "Download for the Pinniped CLI",
            Some(FolderAction::ForPinnipedCli),
        ),
        None => ("", None),
    };
    html! {
        <section class="card about" aria-labelledby="live-folder">
            <h2 id="live-folder">{ "Keep a folder up to date" }</h2>
            <p class={classes!("state", view.mood)}>{ &view.status }</p>
            if let Some(trouble) = &view.trouble {
                <p class="warning" role="alert">{ trouble }</p>
            }
            if let Some(place) = &view.location {
                { location(place, dispatch) }
            }
            <div class="actions">
                if let Some(action) = action {
                    { button("primary", label, Action::Folder(action), dispatch) }
                }
                if view.can_stop {
                    { button("quiet", "Stop and blank the files", Action::Folder(FolderAction::Forget), dispatch) }
                }
            </div>
        </section>
    }
}

fn location(view: &LocationView, dispatch: &Dispatch) -> Html {
    html! {
        <>
            <LocationField text={view.text.clone()} dispatch={dispatch.clone()} />
            <p id="folder-hint" class="small" role="status">
                if let Some(hint) = view.hint {
                    { hint }
                }
            </p>
            if let Some(line) = &view.line {
                <div class="line">
                    <pre tabindex="0" translate="no">{ line }</pre>
                    { button("", "Copy line", Action::Folder(FolderAction::CopyLine(line.clone())), dispatch) }
                </div>
            }
        </>
    }
}
