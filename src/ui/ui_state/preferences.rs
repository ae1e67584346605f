//! What a person chose for every visit, and how that is written down.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::{ExportForm, Theme};
use crate::ui::dispatch::Preference;
use crate::ui::messages::Language;

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
    pub form: Option<ExportForm>,
    /// The shell for which commands are written.
    pub shell: Option<Shell>,
    /// Whether to be notified before a sign-in is needed.
    pub notify: bool,
}

impl Preferences {
    pub(super) fn apply(&mut self, preference: &Preference) {
        match preference {
            Preference::IdentityProvider(name) => self.identity_provider = Some(name.clone()),
            Preference::Theme(theme) => self.theme = *theme,
            Preference::Language(language) => self.language = *language,
            Preference::Shell(shell) => self.shell = Some(*shell),
        }
    }
}
