//! Loads the portal's files from the given folder, from the program itself, or from the folder that a build left them in.

use std::fmt;
#[cfg(not(feature = "portal"))]
use std::io;
#[cfg(not(feature = "portal"))]
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use haulout_gateway::Assets;
use haulout_gateway::assets::AssetsError;

/// The option of every subcommand that needs the portal.
#[derive(Args, Debug)]
pub(super) struct PortalOptions {
    #[cfg_attr(
        feature = "portal",
        doc = "The folder with the portal's files [default: the portal in this program]."
    )]
    #[cfg_attr(
        not(feature = "portal"),
        doc = "The folder with the portal's files [default: `portal` next to the executable,",
        doc = "or the one that a checkout built]."
    )]
    #[arg(long, env = "HAULOUT_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
}

impl PortalOptions {
    /// Reads the portal.
    pub(super) fn load(&self) -> Result<Assets, PortalError> {
        match &self.assets {
            Some(folder) => Assets::load(folder).map_err(PortalError::Assets),
            None => load_default(),
        }
    }
}

/// Why the portal cannot be loaded.
#[derive(Debug)]
pub(super) enum PortalError {
    /// The path of the executable is unknown.
    #[cfg(not(feature = "portal"))]
    NoExecutable(io::Error),
    /// There is no portal where one is looked for without `--assets`; the path is the first such place.
    #[cfg(not(feature = "portal"))]
    NotFound(PathBuf),
    /// The folder does not hold a portal.
    Assets(AssetsError),
}

#[cfg(feature = "portal")]
fn load_default() -> Result<Assets, PortalError> {
    crate::contained_portal::load().map_err(PortalError::Assets)
}

#[cfg(not(feature = "portal"))]
fn load_default() -> Result<Assets, PortalError> {
    let executable = std::env::current_exe().map_err(PortalError::NoExecutable)?;
    let folder = find(executable.parent().unwrap_or(Path::new(".")))?;
    Assets::load(&folder).map_err(PortalError::Assets)
}

/// The portal beside the executable; for one in `target/<profile>` of a checkout also that of `cargo xtask bundle`.
#[cfg(not(feature = "portal"))]
fn find(folder: &Path) -> Result<PathBuf, PortalError> {
    let beside = folder.join("portal");
    let built = folder.parent().map(|target| target.join("bundle/portal"));
    let mut places = [Some(beside.clone()), built].into_iter().flatten();
    places
        .find(|place| place.join("index.html").exists())
        .ok_or(PortalError::NotFound(beside))
}

impl fmt::Display for PortalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(not(feature = "portal"))]
            Self::NoExecutable(error) => write!(
                f,
                "cannot find the folder of the executable: {error}; specify a folder with --assets"
            ),
            #[cfg(not(feature = "portal"))]
            Self::NotFound(folder) => write!(
                f,
                "there is no portal in {}: specify its folder with --assets, or build it with `cargo xtask bundle`",
                folder.display()
            ),
            Self::Assets(error) => error.fmt(f),
        }
    }
}
