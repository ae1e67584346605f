//! The portal for hosting without a gateway: a folder of files whose page talks to issuer and clusters by itself.
//!
//! Reading order: `site` says which files there are, `document` what becomes of the page, `hosts` which headers a web
//! server must add, `folder` how all of it gets onto a disk at once, and `advice` what the operator has to allow.

mod advice;
mod document;
mod folder;
mod hosts;
mod origins;
mod site;

use std::error::Error;
use std::fmt;
use std::path::Path;

use haulout_gateway::assets::Assets;
use haulout_gateway::config::Config;

pub use folder::FolderError;

/// What was written, and what is left to do for the operator.
#[derive(Debug)]
pub struct Emitted {
    /// What the issuer has to know as the client's redirect URI.
    pub redirect_uri: String,
    /// One sentence for each thing that somebody must allow or know.
    pub advice: Vec<String>,
}

/// Why there is no folder.
#[derive(Debug)]
pub enum EmitError {
    /// The configuration describes what a page without a gateway cannot do.
    Unfit {
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

/// Writes the whole site to `out`, or leaves `out` as it was.
///
/// # Errors
/// [`EmitError`] with the field or the path in question.
pub fn emit(config: &Config, assets: &Assets, out: &Path) -> Result<Emitted, EmitError> {
    let origins = origins::of(config)?;
    let site = site::build(config, assets, &origins)?;
    folder::write(out, &site).map_err(EmitError::Folder)?;
    Ok(Emitted {
        redirect_uri: redirect_uri(config),
        advice: advice::about(config, &origins),
    })
}

/// With a slash at its end, because that is where every web server has a folder's page; the machine compares exactly.
fn redirect_uri(config: &Config) -> String {
    config.public.join("/callback/")
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit { field, reason } => write!(f, "{field}: {reason}"),
            Self::Page(reason) => write!(f, "index.html: {reason}"),
            Self::Folder(error) => error.fmt(f),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Folder(error) => error.source(),
            Self::Unfit { .. } | Self::Page(_) => None,
        }
    }
}
