//! For whom this window is, where a page of another origin opened it, and what the person here said to that.

use crate::ui::dispatch::{Action, EmbedAction};

/// A dashboard that opened this window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedState {
    /// Its origin, which the gateway allows and which has proven that it is there.
    pub origin: String,
    /// How things stand with it.
    pub standing: Standing,
}

/// How things stand with a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It gets nothing, and nobody is asked.
    Refused(EmbedRefusal),
    /// Nobody has said yes.
    Asking,
    /// The same, and the browser let no window be opened for signing in.
    Blocked,
    /// Somebody has.
    Allowed,
    /// Somebody has ended it.
    Stopped,
}

/// Why a dashboard gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedRefusal {
    /// The gateway does not allow its origin.
    Origin,
    /// Whoever opened this window cannot be reached.
    Opener,
    /// It does not answer, or is of another origin than it says.
    Silence,
}

impl EmbedState {
    /// Takes up what a person did. Whoever signs in here sees for whom that is.
    pub(super) fn apply(&mut self, action: &Action) {
        let next = match action {
            Action::Embed(EmbedAction::Allow) | Action::SignIn(_) => Standing::Allowed,
            Action::Embed(EmbedAction::Stop) => Standing::Stopped,
            Action::SignOut => Standing::Asking,
            Action::Renew
            | Action::Activate(_)
            | Action::Retry
            | Action::List(_)
            | Action::Export(_)
            | Action::Folder(_)
            | Action::UnfoldActivity(_)
            | Action::Prefer(_)
            | Action::CopyReport
            | Action::Dismiss
            | Action::Notify(_) => self.standing,
        };
        match self.standing {
            // What ended stays so until the window is opened anew.
            Standing::Refused(_) | Standing::Stopped => {}
            Standing::Asking | Standing::Blocked | Standing::Allowed => self.standing = next,
        }
    }
}
