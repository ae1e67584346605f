//! Loads the portal's files from the given folder or from next to the executable.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use haulout_gateway::Assets;
use haulout_gateway::assets::AssetsError;

/// Why the portal cannot be loaded.
#[derive(Debug)]
pub(super) enum PortalError {
    /// The path of the executable is unknown.
    NoExecutable(io::Error),
    /// The folder does not hold a portal.
    Assets(AssetsError),
}

/// Reads the portal.
pub(super) fn load(folder: Option<&PathBuf>) -> Result<Assets, PortalError> {
    let folder = match folder {
        Some(folder) => folder.clone(),
        None => default_folder().map_err(PortalError::NoExecutable)?,
    };
    Assets::load(&folder).map_err(PortalError::Assets)
}

fn default_folder() -> io::Result<PathBuf> {
    let executable = std::env::current_exe()?;
    Ok(executable.parent().unwrap_or(Path::new(".")).join("portal"))
}

impl fmt::Display for PortalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoExecutable(error) => write!(
                f,
                "cannot find the folder of the executable: {error}; specify a folder with --assets"
            ),
            Self::Assets(error) => error.fmt(f),
        }
    }
}
