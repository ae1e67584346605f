//! `merge`: entries of one kubeconfig into another, so that nothing of the other is lost.
//!
//! Reading order: `parse` makes a `node` tree of YAML, `document` proves it a kubeconfig, `plan` decides what happens
//! to each entry, `edit` changes the text around it, and [`into_file`] is the one part that touches a disk.

mod compare;
mod disk;
mod document;
mod edit;
mod error;
mod file;
mod node;
mod parse;
mod plan;
mod policy;
mod render;
mod report;

pub use error::{InputError, InputFile, MergeError, NameConflict, Place, Reason};
pub use file::{FileError, MergeOutcome, into_file, kubectl_default, preview, read_addition};
pub use policy::{ConflictPolicy, Policy};
pub use report::{Action, Change, CurrentContext, List, MergeReport};

use std::fmt;

use document::KubeconfigDocument;
use plan::Plan;

/// The text of a merged kubeconfig, and what was done to it.
pub struct Merged {
    text: String,
    /// What became of each entry; holds names, never a credential.
    pub report: MergeReport,
}

impl Merged {
    /// The whole file. It holds what both files held, so it is as secret as the more secret of them.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merged")
            .field("text", &"[redacted]")
            .field("report", &self.report)
            .finish()
    }
}

/// Merges the clusters, users and contexts of `addition` into `existing`, which may be empty.
///
/// The text of `existing` is changed only where something is added or replaced, so its comments, its order and its
/// unknown fields stay. Where that is impossible (a file in JSON, say) it is written anew with the same meaning, and
/// [`MergeReport::comments_lost`] says whether comments went missing.
///
/// # Errors
/// [`MergeError::Refused`] with the line and the column for text that is not one plain kubeconfig, and
/// [`MergeError::Conflicts`] under [`ConflictPolicy::Fail`].
pub fn merge(existing: &str, addition: &str, policy: Policy) -> Result<Merged, MergeError> {
    let addition = KubeconfigDocument::of_addition(addition)?;
    let target = KubeconfigDocument::of_existing(existing)?;
    let plan = Plan::new(&target, &addition, policy)?;
    let edited = edit::apply(&target, &plan)?;
    let mut report = plan.report;
    report.comments_lost = edited.comments_lost;
    Ok(Merged {
        text: edited.text,
        report,
    })
}

#[cfg(test)]
mod tests;
