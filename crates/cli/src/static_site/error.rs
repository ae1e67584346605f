//! Why there is no folder.

use std::error::Error;
use std::fmt;

use super::folder::FolderError;

/// What has to change first.
#[derive(Debug)]
pub enum EmitError {
    /// The configuration describes what a page without a gateway cannot do.
    UnsupportedField {
        /// The path of the field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The portal's page is not one that a policy can be put into.
    Page(&'static str),
    /// The folder cannot be used.
    Folder(FolderError),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedField { field, reason } => write!(f, "{field}: {reason}"),
            Self::Page(reason) => write!(f, "index.html: {reason}"),
            Self::Folder(error) => error.fmt(f),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Folder(error) => error.source(),
            Self::UnsupportedField { .. } | Self::Page(_) => None,
        }
    }
}
