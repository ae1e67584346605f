//! The user's actions, as values; components dispatch them and do not act on them.

use haulout_protocol::kubeconfig::Shell;
use yew::prelude::Callback;

use super::choice::{ExportForm, Filter, Theme};
use super::messages::Language;

/// An action of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sign in; with the name of an identity provider if there are several.
    SignIn(Option<String>),
    /// Renew the certificates.
    Renew,
    /// Request a certificate for the cluster with this ID, and keep it renewed.
    Activate(String),
    /// Sign out.
    SignOut,
    /// Start over.
    Retry,
    /// An action on the list of clusters.
    List(ListAction),
    /// An action on kubeconfigs.
    Export(ExportAction),
    /// An action on the live folder.
    Folder(FolderAction),
    /// Show all entries of the activity log, or only the newest.
    ShowAllActivity(bool),
    /// Unfold or fold the session timeline.
    UnfoldTimeline(bool),
    /// Unfold or fold the diagnostics.
    UnfoldDiagnostics {
        /// Whether something is wrong, because the choice holds as long as that does not change.
        wrong: bool,
        /// Whether they are unfolded.
        open: bool,
    },
    /// Change a stored preference.
    Prefer(Preference),
    /// Copy the report for the operator to the clipboard. It contains no secrets.
    CopyReport,
    /// Close the notice.
    Dismiss,
    /// Turn notifications on or off.
    Notify(bool),
    /// An action on the dashboard that opened this window.
    Embed(EmbedAction),
}

/// An action on the list of clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListAction {
    /// Show the details of the cluster with this ID.
    Show(String),
    /// Show the details of another cluster, relative to the one that is shown.
    Step(ListStep),
    /// Search clusters by parts of their names.
    Search(String),
    /// The user has stopped typing.
    TypingPaused,
    /// List only clusters in this state.
    Filter(Filter),
    /// Clear the search and the filter.
    ShowAll,
    /// Select or deselect the cluster with this ID for export.
    Select(String),
    /// Select or deselect all listed clusters.
    SelectAll(bool),
    /// Deselect all clusters.
    Clear,
    /// The list was scrolled; has the first visible row, or one shortly before it.
    Scroll(usize),
}

/// A step in a list.
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

/// An action on kubeconfigs. It applies to the selected clusters, or else to the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportAction {
    /// Show this form.
    Form(ExportForm),
    /// Show another form, relative to the one that is shown.
    Step(ListStep),
    /// Copy the kubeconfig or the commands in this form to the clipboard.
    Copy(ExportForm),
    /// Download a file in this form.
    Download(ExportForm),
    /// Copy this text, which contains no secret, to the clipboard.
    CopyLine(String),
    /// Clear the clipboard.
    ClearClipboard,
    /// Hide the field for manual copying.
    HideCopyField,
}

/// An action on the live folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderAction {
    /// Choose a folder.
    Choose,
    /// Grant write permission again.
    Allow,
    /// Write all files again.
    Retry,
    /// Set the path of the folder.
    Locate(String),
    /// Clear the files and forget the folder.
    Forget,
}

/// An action on the dashboard that opened this window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedAction {
    /// Grant access.
    Allow,
    /// Deny or end access.
    Stop,
}

/// A stored preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The identity provider of this name.
    IdentityProvider(String),
    /// The theme.
    Theme(Theme),
    /// The language.
    Language(Language),
    /// The shell for which commands are written.
    Shell(Shell),
}

/// Receives actions. Cheap to clone, and equal to its clones.
pub type Dispatch = Callback<Action>;
