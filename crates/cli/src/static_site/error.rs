//! Errors of `haulout static`.

use std::error::Error;
use std::fmt;

use super::folder::FolderError;

/// Why a static site cannot be written.
#[derive(Debug)]
pub enum EmitError {
    /// The configuration has a field that requires a gateway.
    UnsupportedField {
        /// The path of the field.
        field: String,
        /// The reason.
        reason: String,
    },
    /// A policy cannot be inserted into the portal's page.
    Page(&'static str),
    /// The folder cannot be written.
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
