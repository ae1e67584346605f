//! What the interface itself remembers, and what each action does to that; nothing of the protocol.

use haulout_protocol::snapshot::Snapshot;

use super::dispatch::{Action, HandOverAction, Preference};
use super::messages::Language;
use super::view_model::{FolderState, Notice};

mod list;

pub use list::{Filter, ListMemory, matching};

/// The interface as a person left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// What outlives the page.
    pub preferences: Preferences,
    /// The list of clusters.
    pub list: ListMemory,
    /// What the last action led to.
    pub notice: Option<Notice>,
    /// The live folder as it stands.
    pub folder: FolderState,
}

/// What a person chose for every visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The identity provider's name.
    pub identity_provider: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// The language.
    pub language: Language,
    /// The form of the hand-over.
    pub form: Option<FormName>,
}

/// How bright the page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the computer has it.
    #[default]
    Automatic,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The forms in which a kubeconfig is handed over, in the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormName {
    /// A folder that is kept up to date.
    Folder,
    /// The credential itself, once.
    Once,
    /// Our own program.
    Haulout,
    /// Pinniped's program.
    PinnipedCli,
    /// Commands for a shell.
    Shell,
}

impl Memory {
    /// Takes up what a person did. Whatever is said of the last action is over with the next one.
    pub fn apply(&mut self, action: &Action, snapshot: &Snapshot) {
        match action {
            Action::List(action) => return self.list.apply(action, snapshot),
            Action::Prefer(preference) => self.preferences.apply(preference),
            Action::HandOver(HandOverAction::Form(form)) => self.preferences.form = Some(*form),
            Action::SignIn(_)
            | Action::Renew
            | Action::Activate(_)
            | Action::SignOut
            | Action::Retry
            | Action::HandOver(_)
            | Action::Folder(_) => {}
        }
        self.notice = None;
    }
}

impl Preferences {
    fn apply(&mut self, preference: &Preference) {
        match preference {
            Preference::IdentityProvider(name) => self.identity_provider = Some(name.clone()),
            Preference::Theme(theme) => self.theme = *theme,
            Preference::Language(language) => self.language = *language,
        }
    }
}
