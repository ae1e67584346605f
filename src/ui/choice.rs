//! The choices of the interface, as values.

use haulout_protocol::snapshot::{ActivityView, ClusterView};

/// The theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system.
    #[default]
    Automatic,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The forms of the kubeconfig export, in the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// A live folder.
    Folder,
    /// The credential itself.
    Once,
    /// Our CLI as credential plugin.
    Haulout,
    /// The Pinniped CLI as credential plugin.
    PinnipedCli,
    /// Shell commands.
    Shell,
}

/// Which clusters are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All clusters.
    #[default]
    All,
    /// Clusters with a credential.
    Ready,
    /// Clusters with an error.
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
    /// All themes, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Light, Self::Dark];

    /// The name in storage and in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name.
    #[must_use]
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

impl ExportForm {
    /// All forms, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Folder,
        Self::Once,
        Self::Haulout,
        Self::PinnipedCli,
        Self::Shell,
    ];

    /// The name in storage.
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

    /// The form of this name.
    #[must_use]
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }
}
