//! What the user wants of a merge.

/// The choices that a merge leaves to its user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// What happens to an entry whose name the file gives to something else.
    pub conflict: ConflictPolicy,
    /// Whether the added file's current context becomes the current one.
    pub set_current: bool,
}

/// What happens to an entry whose name the file gives to something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ConflictPolicy {
    /// It comes in under another name, and what refers to it follows.
    Rename,
    /// It takes the place of the file's entry.
    Replace,
    /// Nothing is merged.
    #[default]
    Fail,
}
