//! Words about the live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};

/// The live folder.
pub struct FolderMessages {
    /// Where there is no live folder to be had.
    pub unsupported: &'static str,
    /// For whom it is, where there are several.
    pub holds_all: &'static str,
    /// Where none is chosen.
    pub unchosen: &'static str,
    /// Chooses one.
    pub choose: &'static str,
    /// Allows writing again.
    pub allow: &'static str,
    /// Writes again what could not be written.
    pub retry: &'static str,
    /// Ends it.
    pub stop: &'static str,
    /// The field for its place.
    pub location: &'static str,
    /// What goes into the field.
    pub location_example: &'static str,
    /// Before the line that makes kubectl read the folder.
    pub use_it: &'static str,
    /// Nobody said where the folder is.
    pub location_missing: &'static str,
    /// It depends on where kubectl runs.
    pub location_relative: &'static str,
    /// A shell would read it otherwise.
    pub location_unsafe: &'static str,
    /// Who writes into the folder of this name; the last says whether the last file could be written.
    pub status: fn(WriteStatus, &str, bool) -> String,
    /// Why a file could not be written, and what to do.
    pub error: fn(&FolderError) -> String,
}
