//! `haulout static`: writes the portal as a static site.

use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use haulout_gateway::config::ConfigError;
use haulout_gateway::{Assets, Config};

use super::configuration::ConfigurationOptions;
use super::portal::{PortalError, PortalOptions};
use crate::exit::Exit;
use crate::static_site::{EmitError, FolderError, emit};

/// The options of `haulout static`.
#[derive(Args, Debug)]
pub struct StaticSiteOptions {
    #[command(flatten)]
    configuration: ConfigurationOptions,
    /// The folder to write: new, empty, or from an earlier run, which is replaced completely.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    portal: PortalOptions,
}

/// Writes the folder; exits with 2 if the user has to change a file or an option, and with 1 if the system fails.
#[must_use]
pub fn run(options: &StaticSiteOptions) -> ExitCode {
    let (config, assets) = match prepare(options) {
        Ok(prepared) => prepared,
        Err(error) => return Exit::Unusable.with_message(error),
    };
    match emit(&config, &assets, &options.out) {
        Ok(emitted) => {
            for sentence in &emitted.advice {
                eprintln!("haulout: {sentence}");
            }
            println!("wrote {}", options.out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let place = match &error {
                EmitError::UnsupportedField { .. } => {
                    format!("{}: ", options.configuration.config.display())
                }
                EmitError::Page(_) | EmitError::Folder(_) => String::new(),
            };
            let exit = match error {
                EmitError::Folder(FolderError::Failed { .. }) => Exit::Failed,
                EmitError::UnsupportedField { .. }
                | EmitError::Page(_)
                | EmitError::Folder(FolderError::NotOurs(_)) => Exit::Unusable,
            };
            exit.with_message(format_args!("{place}{error}"))
        }
    }
}

/// Why the command cannot start.
#[derive(Debug)]
enum StaticError {
    Config(ConfigError),
    Portal(PortalError),
}

impl fmt::Display for StaticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Portal(error) => error.fmt(f),
        }
    }
}

fn prepare(options: &StaticSiteOptions) -> Result<(Config, Assets), StaticError> {
    let config = options.configuration.read().map_err(StaticError::Config)?;
    let assets = options.portal.load().map_err(StaticError::Portal)?;
    Ok((config, assets))
}
