//! The options of a merge.

/// The options of a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// What to do with an entry whose name the file uses for another entry.
    pub conflict: ConflictPolicy,
    /// Whether the added file's current context becomes the current one.
    pub set_current: bool,
}

/// What to do with an entry whose name the file uses for another entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ConflictPolicy {
    /// Add the entry under another name, and update references to it.
    Rename,
    /// Replace the existing entry.
    Replace,
    /// Merge nothing.
    #[default]
    Fail,
}
