//! What a person can do, as values; every component hands these up and none acts on them.

use yew::prelude::{Callback, Event, MouseEvent};

/// Something that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sign in with the identity provider of this name, where there are several.
    SignIn(Option<String>),
    /// Prefer the identity provider of this name.
    Choose(String),
    /// Get new certificates.
    Renew,
    /// Keep a certificate for the cluster with this id.
    Activate(String),
    /// End the session.
    SignOut,
    /// Start over.
    Retry,
    /// Put the kubeconfig of the cluster with this id on the clipboard.
    Copy(String),
    /// Save it as a file.
    Download(String),
    /// Something about the live folder.
    Folder(FolderAction),
}

/// What a person can ask for about the live folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderAction {
    /// Choose one.
    Choose,
    /// Allow writing again.
    Allow,
    /// Write everything again.
    Retry,
    /// Say where it is.
    Locate(String),
    /// Put this line on the clipboard.
    CopyLine(String),
    /// Save a kubeconfig for the Pinniped CLI, which needs no folder.
    ForPinnipedCli,
    /// Blank the files and write no more.
    Forget,
}

/// Where actions go. Cheap to clone, and equal to its clones.
pub type Dispatch = Callback<Action>;

/// What a click on something that means `action` does. One function for all of them, because every closure of its own
/// is a copy of the callback machinery.
pub fn on_click(dispatch: &Dispatch, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |_| action.clone())
}

/// What happens when a person is done with a text field.
pub fn on_change(dispatch: &Dispatch, action: fn(String) -> Action) -> Callback<Event> {
    dispatch.reform(move |event: Event| action(typed(&event)))
}

#[cfg(target_arch = "wasm32")]
fn typed(event: &Event) -> String {
    let field = event.target().map(wasm_bindgen::JsValue::from);
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Where pages are only drawn, nobody types.
#[cfg(not(target_arch = "wasm32"))]
fn typed(_: &Event) -> String {
    String::new()
}
