//! `haulout static`: writes the portal as static files; the page sends requests directly to the issuer and clusters.
//!
//! Reading order: `site` builds all files, `page` adds the policy to the page, `hosts` writes the response headers for
//! web servers, `folder` writes to disk, and `advice` lists what the operator has to configure elsewhere.

mod advice;
mod error;
mod files;
mod folder;
mod hosts;
mod origins;
mod page;
mod site;

use std::path::Path;

use haulout_gateway::assets::Assets;
use haulout_gateway::config::Config;

pub use error::EmitError;
pub use folder::FolderError;
pub(crate) use site::redirect_uri;

/// The result of writing a site.
#[derive(Debug)]
pub struct Emitted {
    /// The redirect URI to register for the client.
    pub redirect_uri: String,
    /// One sentence for each setting that the operator still has to make or know.
    pub advice: Vec<String>,
}

/// Writes the whole site to `out`; after an error `out` is unchanged.
///
/// # Errors
/// [`EmitError`] with the field or the path.
pub fn emit(config: &Config, assets: &Assets, out: &Path) -> Result<Emitted, EmitError> {
    let origins = origins::of(config)?;
    let site = site::build(config, assets, &origins)?;
    folder::write(out, &site).map_err(EmitError::Folder)?;
    Ok(Emitted {
        redirect_uri: redirect_uri(config),
        advice: advice::about(config, &origins),
    })
}
