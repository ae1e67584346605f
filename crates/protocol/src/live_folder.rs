//! The live folder: files that kubectl reads again and again, and that somebody rewrites before what is in them dies.
//!
//! What is written is decided here; the edges write it, in a folder of their own and over nothing that is not ours.

use alloc::format;
use alloc::string::String;

use crate::error::Error;
use crate::kubeconfig;
use crate::machine::Machine;
use crate::secret::Secret;
use crate::time::Now;

mod location;
mod slug;

pub use location::{Location, LocationFault};
pub use slug::slug;

/// The folder that we make inside of the one that a person chose.
pub const FOLDER: &str = "haulout";
/// The kubeconfig in it.
pub const KUBECONFIG: &str = "haulout.yaml";
/// Stands near the beginning of every file of ours. A file without it is somebody else's, and is never replaced.
pub const MARKER: &str = "written by Haulout, do not edit";

/// A file to be written as a whole, so that readers see the old one or the new one.
#[derive(Debug)]
pub struct File {
    /// Its name in the folder; never with a separator in it.
    pub name: String,
    /// What is in it. **Secret** where there is a credential.
    pub contents: Secret<String>,
}

/// The name of the file for one cluster.
#[must_use]
pub fn file_name(cluster_id: &str) -> String {
    format!("{}.json", slug(cluster_id))
}

/// Whether a file with these contents is ours to replace.
#[must_use]
pub fn is_ours(contents: &[u8]) -> bool {
    let beginning = contents.get(..MARKER_WITHIN).unwrap_or(contents);
    beginning
        .windows(MARKER.len())
        .any(|window| window == MARKER.as_bytes())
}

/// What is left of a cluster's file when its credential is gone: kubectl says that there is none, and runs nothing.
#[must_use]
pub fn blank(cluster_id: &str) -> File {
    File {
        name: file_name(cluster_id),
        contents: kubeconfig::no_credential(MARKER),
    }
}

impl Machine {
    /// The file with the credential of one cluster.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`].
    pub fn live_credential(&self, cluster: &str, now: Now) -> Result<File, Error> {
        let credential = self.exec_credential(cluster, now)?;
        Ok(File {
            name: file_name(cluster),
            contents: credential.render_marked(MARKER),
        })
    }
}

/// The marker is looked for in so many bytes: it stands in the first line, or in the first member.
const MARKER_WITHIN: usize = 256;

#[cfg(test)]
mod tests;
