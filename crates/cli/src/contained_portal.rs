//! The portal's files, which the feature `portal` puts into the program.

use haulout_gateway::Assets;
use haulout_gateway::assets::AssetsError;

include!(concat!(env!("OUT_DIR"), "/portal.rs"));

/// The portal that the program contains.
pub(crate) fn load() -> Result<Assets, AssetsError> {
    Assets::contained(FILES.iter().copied())
}
