//! What a person chose for every visit, and how that is written down.

use haulout_protocol::kubeconfig::Shell;

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
    pub form: Option<FormName>,
    /// The shell for which commands are written.
    pub shell: Option<Shell>,
    /// Whether to be notified before a sign-in is needed.
    pub notify: bool,
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

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Light, Self::Dark];

    /// As it is written down, and put on the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one that is written so.
    #[must_use]
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

impl FormName {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Folder,
        Self::Once,
        Self::Haulout,
        Self::PinnipedCli,
        Self::Shell,
    ];

    /// As it is written down.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Once => "once",
            Self::Haulout => "haulout",
            Self::PinnipedCli => "pinniped",
            Self::Shell => "shell",
        }
    }

    /// The one that is written so.
    #[must_use]
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }
}
