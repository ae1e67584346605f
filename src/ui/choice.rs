//! What a person can choose from, as values.

use haulout_protocol::snapshot::{ActivityView, ClusterView};

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
pub enum ExportForm {
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

/// Which clusters are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those with a credential.
    Ready,
    /// Those in trouble.
    Failed,
}

impl Filter {
    /// Whether it lists this cluster.
    #[must_use]
    pub fn takes(self, cluster: &ClusterView) -> bool {
        match self {
            Self::All => true,
            Self::Ready => cluster.credential.is_some(),
            Self::Failed => matches!(cluster.activity, ActivityView::Failed(_)),
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

impl ExportForm {
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
