//! The field for the folder's place.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};

/// Properties of [`LocationField`].
#[derive(PartialEq, Properties)]
pub struct LocationFieldProps {
    /// What was said last.
    pub text: AttrValue,
    /// Words, and where actions go.
    pub ui: Ui,
}

/// A component of its own, so that the page can be drawn again each second while somebody types: a field that is drawn
/// again loses what was typed into it.
#[component]
pub fn LocationField(props: &LocationFieldProps) -> Html {
    let changed = props
        .ui
        .on_change(|text| Action::Folder(FolderAction::Locate(text)));
    let words = &props.ui.words.folder;
    html! {
        <label class="field">
            <span>{ words.location }</span>
            <input type="text" value={props.text.clone()} onchange={changed} placeholder={words.location_example} autocomplete="off" spellcheck="false" aria-describedby="folder-hint" />
        </label>
    }
}
