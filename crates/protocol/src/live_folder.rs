//! The live folder: credential files that kubectl rereads, rewritten before the credentials expire.
//!
//! This module determines the files' contents. The edges write them, in a folder of their own, and never replace a
//! file that is not ours.

use alloc::format;
use alloc::string::String;

use crate::error::Error;
use crate::kubeconfig;
use crate::machine::Machine;
use crate::secret::Secret;
use crate::time::Now;

mod location;
mod slug;

pub use location::{Location, LocationError};
pub use slug::slug;

/// The folder that we create inside the one that the user chose.
pub const FOLDER: &str = "haulout";
/// The kubeconfig in it.
pub const KUBECONFIG: &str = "haulout.yaml";
/// Near the beginning of every file of ours. A file without it belongs to someone else and is never replaced.
pub const MARKER: &str = "written by Haulout, do not edit";

/// A file to write atomically, so that readers see either the old one or the new one.
#[derive(Debug)]
pub struct File {
    /// Its name in the folder, without separators.
    pub name: String,
    /// Its contents. **Secret** if they include a credential.
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

/// The replacement for a cluster's file when its credential is gone: kubectl reports that there is none, and runs no
/// command.
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

/// The marker is searched in this many bytes: it is in the first line or the first member.
const MARKER_WITHIN: usize = 256;

#[cfg(test)]
mod tests;
