//! The stored preferences.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::{ExportForm, Theme};
use crate::ui::dispatch::Preference;
use crate::ui::messages::Language;

/// The stored preferences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The name of the identity provider.
    pub identity_provider: Option<String>,
    /// The theme.
    pub theme: Theme,
    /// The language.
    pub language: Language,
    /// The export form.
    pub form: Option<ExportForm>,
    /// The shell for which commands are written.
    pub shell: Option<Shell>,
    /// Whether to notify before a sign-in is required.
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
