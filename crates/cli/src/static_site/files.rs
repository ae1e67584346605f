//! What a site is made of: files by their paths, and what a web server has to know of each.

use std::collections::BTreeMap;

use bytes::Bytes;
use haulout_gateway::headers::ResponseKind;

/// Paths below the folder, with what is in the files.
pub(super) type Site = BTreeMap<String, Bytes>;

/// A file that browsers ask for.
pub(super) struct Served {
    /// Below the site, without a leading slash.
    pub(super) path: String,
    /// Absent for data.
    pub(super) kind: Option<ResponseKind>,
}

pub(super) const INDEX: &str = "index.html";
/// The file that makes a folder ours to replace.
pub(super) const MARKER: &str = ".haulout-static";
