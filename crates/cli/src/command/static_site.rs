//! `haulout static`: the portal as a folder for any web server.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use haulout_gateway::{Assets, Config};

use crate::static_site::{EmitError, FolderError, emit};

/// What `haulout static` can be told.
#[derive(Args, Debug)]
pub struct Options {
    /// The YAML file that describes the issuer and the clusters, with `tokens: page`.
    #[arg(long, env = "HAULOUT_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// The folder to write: a new one, an empty one, or one of an earlier run, which is replaced as a whole.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The folder with the portal; `portal` beside the executable when absent.
    #[arg(long, env = "HAULOUT_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
}

/// Writes the folder; exits 2 when a file has to be changed or another folder named first, 1 when the system fails.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    let (config, assets) = match prepare(options) {
        Ok(prepared) => prepared,
        Err(complaint) => {
            eprintln!("haulout: {complaint}");
            return ExitCode::from(EXIT_UNUSABLE);
        }
    };
    match emit(&config, &assets, &options.out) {
        Ok(emitted) => {
            for sentence in &emitted.advice {
                eprintln!("haulout: {sentence}");
            }
            println!("made {}", options.out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let place = match &error {
                EmitError::Unfit { .. } => format!("{}: ", options.config.display()),
                EmitError::Page(_) | EmitError::Folder(_) => String::new(),
            };
            eprintln!("haulout: {place}{error}");
            match error {
                EmitError::Folder(FolderError::Failed { .. }) => ExitCode::FAILURE,
                EmitError::Unfit { .. }
                | EmitError::Page(_)
                | EmitError::Folder(FolderError::NotOurs(_)) => ExitCode::from(EXIT_UNUSABLE),
            }
        }
    }
}

fn prepare(options: &Options) -> Result<(Config, Assets), String> {
    let config = Config::from_file(&options.config).map_err(|complaint| complaint.to_string())?;
    let folder = match &options.assets {
        Some(folder) => folder.clone(),
        None => beside_the_executable()?,
    };
    let assets = Assets::load(&folder).map_err(|error| error.to_string())?;
    Ok((config, assets))
}

fn beside_the_executable() -> Result<PathBuf, String> {
    let executable = std::env::current_exe()
        .map_err(|error| format!("cannot find the executable's folder, pass --assets: {error}"))?;
    Ok(executable.parent().unwrap_or(Path::new(".")).join("portal"))
}

/// The exit code when nothing succeeds until somebody edits a file or names another folder.
const EXIT_UNUSABLE: u8 = 2;
