//! What a person can do, as values; every component hands these up and none acts on them.

use yew::prelude::{Callback, MouseEvent};

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
}

/// Where actions go. Cheap to clone, and equal to its clones.
pub type Dispatch = Callback<Action>;

/// What a click on something that means `action` does. One function for all of them, because every closure of its own
/// is a copy of the callback machinery.
pub fn on_click(dispatch: &Dispatch, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |_| action.clone())
}
