//! The report of a merge, which contains names and never a credential.

use std::fmt;

/// What a merge did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeReport {
    /// One change for each cluster, user and context of the added file, in its order.
    pub changes: Vec<Change>,
    /// What happens to the current context.
    pub current: CurrentContext,
    /// Top-level fields of the added file that are not merged.
    pub left_behind: Vec<String>,
    /// Whether comments of the existing file are lost.
    pub comments_lost: bool,
}

/// What happens to one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The list that contains the entry.
    pub list: List,
    /// Its name in the added file.
    pub name: String,
    /// What happens to it.
    pub action: Action,
    /// The credential plugin that it runs, without arguments.
    pub runs: Option<String>,
}

/// The three lists of a kubeconfig.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// `clusters`.
    Clusters,
    /// `users`.
    Users,
    /// `contexts`.
    Contexts,
}

/// What can happen to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The entry is added under its name.
    Add,
    /// The entry is added under this name, because its own is in use.
    AddAs(String),
    /// The entry replaces the one with the same name.
    Replace,
    /// The file already has the entry.
    Same,
    /// The file already has the entry, under this name.
    SameAs(String),
}

/// What happens to the current context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentContext {
    /// It is unchanged, or still absent.
    Kept(Option<String>),
    /// It becomes this one.
    Set(String),
}

impl MergeReport {
    /// Whether the file is unchanged, byte by byte.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        let kept = match self.current {
            CurrentContext::Kept(_) => true,
            CurrentContext::Set(_) => false,
        };
        kept && self.changes.iter().all(|change| match change.action {
            Action::Same | Action::SameAs(_) => true,
            Action::Add | Action::AddAs(_) | Action::Replace => false,
        })
    }
}

impl List {
    /// All lists; contexts last, because they refer to the others.
    pub(super) const ALL: [Self; 3] = [Self::Clusters, Self::Users, Self::Contexts];

    /// The key of the list.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Clusters => "clusters",
            Self::Users => "users",
            Self::Contexts => "contexts",
        }
    }

    /// The key of the content in an entry, which is also the noun for an entry.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Clusters => "cluster",
            Self::Users => "user",
            Self::Contexts => "context",
        }
    }
}

/// Quotes a name and escapes control characters for the terminal.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.escape_debug())
}

impl fmt::Display for MergeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        match &self.current {
            CurrentContext::Kept(Some(name)) => {
                write!(f, "the current context stays {}", quoted(name))
            }
            CurrentContext::Kept(None) => f.write_str("there is still no current context"),
            CurrentContext::Set(name) => write!(f, "the current context becomes {}", quoted(name)),
        }?;
        if !self.left_behind.is_empty() {
            let fields: Vec<String> = self.left_behind.iter().map(|key| quoted(key)).collect();
            write!(f, "\nnot merged: {}", fields.join(", "))?;
        }
        if self.comments_lost {
            f.write_str("\nthe file is rewritten, and its comments are lost")?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (noun, name) = (self.list.noun(), quoted(&self.name));
        match &self.action {
            Action::Add => write!(f, "add {noun} {name}"),
            Action::AddAs(other) => write!(f, "add {noun} {name} as {}", quoted(other)),
            Action::Replace => write!(f, "replace {noun} {name}"),
            Action::Same => write!(f, "keep {noun} {name}, which already exists"),
            Action::SameAs(other) => write!(
                f,
                "keep {noun} {name}, which already exists as {}",
                quoted(other)
            ),
        }?;
        match &self.runs {
            Some(command) => write!(f, " (runs {})", quoted(command)),
            None => Ok(()),
        }
    }
}
