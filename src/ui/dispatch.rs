//! What a person can do, as values; every component hands these up and none acts on them.

use haulout_protocol::kubeconfig::Shell;
use yew::prelude::Callback;

use super::choice::{ExportForm, Filter, Theme};
use super::messages::Language;

/// Something that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sign in with the identity provider of this name, where there are several.
    SignIn(Option<String>),
    /// Get new certificates.
    Renew,
    /// Keep a certificate for the cluster with this id.
    Activate(String),
    /// End the session.
    SignOut,
    /// Start over.
    Retry,
    /// Something about the list of clusters.
    List(ListAction),
    /// Something with kubeconfigs.
    Export(ExportAction),
    /// Something about the live folder.
    Folder(FolderAction),
    /// Show all that happened, or the newest only.
    ShowAllActivity(bool),
    /// Something to remember beyond this page.
    Prefer(Preference),
    /// Put a report for whoever is asked for help on the clipboard; it has no secrets.
    CopyReport,
    /// Take the notice away.
    Dismiss,
    /// Notify before a sign-in is needed, or not any more.
    Notify(bool),
    /// Something about the dashboard that this window is for.
    Embed(EmbedAction),
}

/// What a person can do with the list of clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListAction {
    /// Show the details of the cluster with this id.
    Show(String),
    /// Show those of another one, seen from the one that is shown.
    Step(ListStep),
    /// Find clusters by parts of a name.
    Search(String),
    /// Nobody typed for a moment.
    TypingPaused,
    /// Show only clusters in this state.
    Filter(Filter),
    /// Show all clusters again.
    ShowAll,
    /// Add the cluster with this id to those that a hand-over is for, or take it away.
    Select(String),
    /// Add all that match, or take them away.
    SelectAll(bool),
    /// Take all away from those that a hand-over is for.
    Clear,
    /// The list was scrolled: the first row in sight, or one shortly before it.
    Scroll(usize),
}

/// Where to go in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// One up.
    Previous,
    /// One down.
    Next,
    /// To the top.
    First,
    /// To the bottom.
    Last,
}

/// What a person can do with kubeconfigs. All of it is for the selected clusters, or else for the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportAction {
    /// Look at it in this form.
    Form(ExportForm),
    /// Look at it in another form, seen from the one that is shown.
    Step(ListStep),
    /// Put it on the clipboard.
    Copy,
    /// Save it as a file.
    Download,
    /// Put this text, which is no secret, on the clipboard.
    CopyLine(String),
    /// Take a secret off the clipboard.
    ClearClipboard,
    /// Put away the field from which it is copied by hand.
    HideCopyField,
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
    /// Blank the files and write no more.
    Forget,
}

/// What a person can say to a dashboard that this window is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedAction {
    /// Let it have what it asks for.
    Allow,
    /// Let it have nothing, or nothing more.
    Stop,
}

/// What is remembered beyond this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The identity provider of this name.
    IdentityProvider(String),
    /// Light or dark.
    Theme(Theme),
    /// A language.
    Language(Language),
    /// The shell for which commands are written.
    Shell(Shell),
}

/// Where actions go. Cheap to clone, and equal to its clones.
pub type Dispatch = Callback<Action>;
