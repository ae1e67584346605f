//! The field for the path of the live folder.

use yew::prelude::*;

use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};

/// Properties of [`LocationField`].
#[derive(PartialEq, Properties)]
pub struct LocationFieldProps {
    /// The last value.
    pub text: AttrValue,
    /// Texts and dispatch.
    pub ui: Ui,
}

/// A component of its own, because the page is rendered again each second, and a field that is rendered again loses
/// what the user is typing.
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
