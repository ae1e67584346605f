//! What the interface itself remembers, and what each action does to that; nothing of the protocol.

use haulout_protocol::snapshot::Snapshot;

use super::dispatch::{Action, HandOverAction};
use super::view_model::{FolderState, Notice, beside};

mod embed;
mod list;
mod preferences;

pub use embed::{EmbedMemory, EmbedRefusal, Standing};
pub use list::{Filter, ListMemory, matching};
pub use preferences::{FormName, Preferences, Theme};

/// The interface as a person left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// What outlives the page.
    pub preferences: Preferences,
    /// The list of clusters.
    pub list: ListMemory,
    /// What the last action led to.
    pub notice: Option<Notice>,
    /// Whether all that happened is shown.
    pub activity_unfolded: bool,
    /// The live folder as it stands.
    pub folder: FolderState,
    /// Whether a kubeconfig is there to be copied by hand.
    pub by_hand: bool,
    /// Whether this browser lets the page notify.
    pub notifications: Notifications,
    /// The dashboard that this window is for, if it is for one.
    pub embed: Option<EmbedMemory>,
}

/// Whether a browser lets a page notify.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notifications {
    /// It cannot.
    #[default]
    Unsupported,
    /// A person said no.
    Denied,
    /// Once a person is asked, or was.
    Possible,
}

impl Memory {
    /// Takes up what a person did. Whatever is said of the last action is over with the next one.
    pub fn apply(&mut self, action: &Action, snapshot: &Snapshot) {
        if let Some(embed) = &mut self.embed {
            embed.apply(action);
        }
        match action {
            Action::List(action) => return self.list.apply(action, snapshot),
            Action::Prefer(preference) => self.preferences.apply(preference),
            Action::SignIn(Some(name)) => {
                self.preferences.identity_provider = Some(name.clone());
            }
            Action::UnfoldActivity(all) => self.activity_unfolded = *all,
            Action::Notify(false) => self.preferences.notify = false,
            Action::HandOver(action) => self.apply_hand_over(action),
            Action::Dismiss => self.notice = None,
            Action::SignIn(None)
            | Action::Renew
            | Action::Activate(_)
            | Action::SignOut
            | Action::Retry
            | Action::CopyReport
            | Action::Notify(true)
            | Action::Folder(_)
            | Action::Embed(_) => {}
        }
        // A secret can be taken off the clipboard whatever else is done meanwhile.
        self.notice = self.notice.take().filter(|notice| notice.can_clear);
    }

    fn apply_hand_over(&mut self, action: &HandOverAction) {
        match action {
            HandOverAction::Form(form) => self.preferences.form = Some(*form),
            HandOverAction::Step(step) => self.preferences.form = Some(beside(self, *step)),
            HandOverAction::ClearClipboard => self.notice = None,
            HandOverAction::Copy
            | HandOverAction::Download
            | HandOverAction::CopyLine(_)
            | HandOverAction::PutAway => {}
        }
        self.by_hand = false;
    }
}
