//! Texts of the live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};
use crate::ui::platform::Platform;

/// The live folder.
pub struct FolderMessages {
    /// The browser does not support live folders.
    pub unsupported: &'static str,
    /// Which clusters the folder contains, if there are several.
    pub holds_all: &'static str,
    /// No folder is chosen.
    pub unchosen: &'static str,
    /// How to see folders such as “.kube” in the dialog of this platform; empty if it shows them. Begins with a space.
    pub show_hidden: fn(Platform) -> &'static str,
    /// Button: chooses a folder.
    pub choose: &'static str,
    /// Button: grants write permission again.
    pub allow: &'static str,
    /// Button: retries failed writes.
    pub retry: &'static str,
    /// Button: ends the live folder.
    pub stop: &'static str,
    /// Label of the field for the folder's path.
    pub location: &'static str,
    /// Placeholder of that field.
    pub location_example: &'static str,
    /// Label of the command that makes kubectl read the folder.
    pub use_it: &'static str,
    /// The path is empty.
    pub location_missing: &'static str,
    /// The path is relative.
    pub location_relative: &'static str,
    /// The path contains characters that a shell would interpret.
    pub location_unsafe: &'static str,
    /// The write status of the folder with this name; the last argument is false if the last write failed.
    pub status: fn(WriteStatus, &str, bool) -> String,
    /// Why a file could not be written, and what to do.
    pub error: fn(&FolderError) -> String,
}
