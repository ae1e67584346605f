//! The files of a static site and their media kinds.

use std::collections::BTreeMap;

use bytes::Bytes;
use haulout_gateway::headers::ResponseKind;

/// The content of each file by its path in the folder.
pub(super) type Site = BTreeMap<String, Bytes>;

/// A file that browsers request.
pub(super) struct Served {
    /// The path in the site, without a leading slash.
    pub(super) path: String,
    /// `None` for data.
    pub(super) kind: Option<ResponseKind>,
}

pub(super) const INDEX: &str = "index.html";
/// The file that marks a folder as written by `haulout static`.
pub(super) const MARKER: &str = ".haulout-static";
