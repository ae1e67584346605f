//! The field for the folder's place.

use yew::prelude::*;

use crate::ui::dispatch::{Action, Dispatch, FolderAction, on_change};

/// Properties of [`LocationField`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What was said last.
    pub text: AttrValue,
    /// Where actions go.
    pub dispatch: Dispatch,
}

/// A component of its own, so that the page can be drawn again each second while somebody types: a field that is drawn
/// again loses what was typed into it.
#[component]
pub fn LocationField(props: &Props) -> Html {
    let changed = on_change(&props.dispatch, |text| {
        Action::Folder(FolderAction::Locate(text))
    });
    html! {
        <label class="field">
            <span>{ "Where this folder is on your computer" }</span>
            <input type="text" value={props.text.clone()} onchange={changed} placeholder="~/.kube/haulout or C:\\Users\\me\\.kube\\haulout" autocomplete="off" spellcheck="false" aria-describedby="folder-hint" />
        </label>
    }
}
