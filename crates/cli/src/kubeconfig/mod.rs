//! Reads kubeconfigs as client-go does: what no requested context needs is never an error.
//!
//! Reading order: [`mod@file`] reads and combines files, [`entry`] has their entries, [`cluster`] and [`sign_in`] are
//! what the subcommands use.

mod cluster;
mod entry;
mod file;
mod sign_in;

pub(crate) use cluster::Cluster;
pub(crate) use entry::{Entry, FieldError, Fields};
pub(crate) use file::{Kubeconfig, KubeconfigError, default_files};
pub(crate) use sign_in::{SignIn, SignInError};

use entry::Kind;

/// Why a reference to an entry cannot be followed.
#[derive(Debug)]
pub(crate) enum ReferenceError {
    /// The context names no entry of this kind.
    Absent(Kind),
    /// There is no entry with that name.
    Missing(Kind, String),
    /// There are several entries with that name, at these places.
    Ambiguous(Kind, String, Vec<String>),
}

impl Kubeconfig {
    /// The names of all contexts, in the order of the files.
    pub(crate) fn context_names(&self) -> impl Iterator<Item = &str> {
        self.contexts.iter().map(|context| context.name.as_str())
    }

    pub(crate) fn has_context(&self, name: &str) -> bool {
        self.context_names().any(|it| it == name)
    }

    /// The name of the current context; empty if there is none.
    pub(crate) fn current_context(&self) -> &str {
        &self.current_context
    }

    /// The entry that a context refers to, by the field with the name of the kind.
    fn referred(&self, context: &Entry, kind: Kind) -> Result<&Entry, SignInError> {
        match context.fields()?.text(kind.noun())? {
            Some(name) => Ok(self.named(kind, name)?),
            None => Err(ReferenceError::Absent(kind).into()),
        }
    }

    fn named(&self, kind: Kind, name: &str) -> Result<&Entry, ReferenceError> {
        match self.all_named(kind, name).as_slice() {
            [one] => Ok(one),
            [] => Err(ReferenceError::Missing(kind, name.to_owned())),
            several => {
                let places = several.iter().map(|entry| entry.place()).collect();
                Err(ReferenceError::Ambiguous(kind, name.to_owned(), places))
            }
        }
    }

    fn all_named(&self, kind: Kind, name: &str) -> Vec<&Entry> {
        let list = match kind {
            Kind::Cluster => &self.clusters,
            Kind::Context => &self.contexts,
            Kind::User => &self.users,
        };
        list.iter().filter(|entry| entry.name == name).collect()
    }
}

impl std::fmt::Display for ReferenceError {
    /// The second half of a sentence that starts with the name of the context.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent(kind) => write!(f, "has no {}", kind.noun()),
            Self::Missing(Kind::Context, _) => f.write_str("does not exist"),
            Self::Missing(kind, name) => {
                write!(
                    f,
                    "refers to the {} `{name}`, which does not exist",
                    kind.noun()
                )
            }
            Self::Ambiguous(kind, name, places) => write!(
                f,
                "needs the {} `{name}`, but several have that name, at {}; rename or remove all but one",
                kind.noun(),
                places.join(" and ")
            ),
        }
    }
}
