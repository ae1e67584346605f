//! The portal for hosting without a gateway: a folder of files whose page talks to issuer and clusters by itself.
//!
//! Reading order: `site` says which files there are, `document` what becomes of the page, `hosts` which headers a web
//! server must add, `folder` how all of it gets onto a disk at once, and `advice` what the operator has to allow.

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

/// What was written, and what is left to do for the operator.
#[derive(Debug)]
pub struct Emitted {
    /// What the issuer has to know as the client's redirect URI.
    pub redirect_uri: String,
    /// One sentence for each thing that somebody must allow or know.
    pub advice: Vec<String>,
}

/// Writes the whole site to `out`, or leaves `out` as it was.
///
/// # Errors
/// [`EmitError`] with the field or the path in question.
pub fn emit(config: &Config, assets: &Assets, out: &Path) -> Result<Emitted, EmitError> {
    let origins = origins::of(config)?;
    let site = site::build(config, assets, &origins)?;
    folder::write(out, &site).map_err(EmitError::Folder)?;
    Ok(Emitted {
        redirect_uri: site::redirect_uri(config),
        advice: advice::about(config, &origins),
    })
}
