//! For whom this window is, where a page of another origin opened it, and what the person here said to that.

use crate::ui::dispatch::{Action, EmbedAction};

/// A dashboard that opened this window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedState {
    /// Its origin, which the gateway allows and which has proven that it is there.
    pub origin: String,
    /// How things stand with it.
    pub access: DashboardAccess,
}

/// How things stand with a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DashboardAccess {
    /// It gets nothing, and nobody is asked.
    Denied(EmbedDenial),
    /// Nobody has said yes.
    Pending,
    /// The same, and the browser let no window be opened for signing in.
    Blocked,
    /// Somebody has.
    Allowed,
    /// Somebody has ended it.
    Stopped,
}

/// Why a dashboard gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedDenial {
    /// The gateway does not allow its origin.
    Origin,
    /// Whoever opened this window cannot be reached.
    Opener,
    /// It does not answer, or is of another origin than it says.
    NoAnswer,
}

impl EmbedState {
    /// Takes up what a person did. Whoever signs in here sees for whom that is.
    pub(super) fn apply(&mut self, action: &Action) {
        let next = match action {
            Action::Embed(EmbedAction::Allow) | Action::SignIn(_) => DashboardAccess::Allowed,
            Action::Embed(EmbedAction::Stop) => DashboardAccess::Stopped,
            Action::SignOut => DashboardAccess::Pending,
            Action::Renew
            | Action::Activate(_)
            | Action::Retry
            | Action::List(_)
            | Action::Export(_)
            | Action::Folder(_)
            | Action::ShowAllActivity(_)
            | Action::Prefer(_)
            | Action::CopyReport
            | Action::Dismiss
            | Action::Notify(_) => self.access,
        };
        match self.access {
            // What ended stays so until the window is opened anew.
            DashboardAccess::Denied(_) | DashboardAccess::Stopped => {}
            DashboardAccess::Pending | DashboardAccess::Blocked | DashboardAccess::Allowed => {
                self.access = next
            }
        }
    }
}
