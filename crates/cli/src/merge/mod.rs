//! Merges the entries of one kubeconfig into another without losing content of the other.
//!
//! Reading order: `parse` makes a `node` tree of YAML, `document` proves it a kubeconfig, `plan` decides what happens
//! to each entry, `edit` changes the text around it, and [`into_file`] is the one part that touches a disk.

mod compare;
mod disk;
mod document;
mod edit;
mod error;
mod file;
mod lines;
mod node;
mod parse;
mod plan;
mod policy;
mod render;
mod replace;
mod report;

pub use error::{InputError, InputFile, MergeError, NameConflict, Place, Reason};
pub use file::{
    FileError, MergeOutcome, STDIN, into_file, kubectl_default, preview, read_addition,
};
pub use policy::{ConflictPolicy, Policy};
pub use report::{Action, Change, CurrentContext, List, MergeReport};

use std::fmt;

use document::KubeconfigDocument;
use plan::Plan;

/// The text of a merged kubeconfig and a report.
pub struct Merged {
    text: String,
    /// What happened to each entry; contains names, never a credential.
    pub report: MergeReport,
}

impl Merged {
    /// The complete file, which contains the credentials of both files.
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
/// The text of `existing` is changed only where entries are added or replaced, so comments, order and unknown fields
/// are kept. If that is impossible, for example for JSON, the file is rewritten with the same meaning, and
/// [`MergeReport::comments_lost`] is set if comments are lost.
///
/// # Errors
/// [`MergeError::Refused`] with line and column for text that is not a single kubeconfig without YAML extensions, and
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
