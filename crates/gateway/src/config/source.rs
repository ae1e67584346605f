//! `Source`: a configuration's file with what is set over it, to be read as often as it changes.

use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::files::{FileHashes, Files};
use super::overrides::Overrides;
use super::validated::Config;

/// Where a configuration comes from.
pub struct Source {
    path: PathBuf,
    overrides: Overrides,
}

/// A configuration as it was at one moment, usable or not.
pub struct Reading {
    /// The configuration, or what is wrong with it.
    pub config: Result<Config, ConfigError>,
    /// What it was read from; when that changes, it is worth reading again.
    pub hashes: FileHashes,
}

impl Source {
    /// A YAML file; what it names is looked up beside it.
    #[must_use]
    pub fn new(path: &Path, overrides: Overrides) -> Self {
        Self {
            path: path.to_owned(),
            overrides,
        }
    }

    /// Reads the file and everything that it names.
    #[must_use]
    pub fn read(&self) -> Reading {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let files = Files::relative_to(folder);
        let config = self.validate(&files);
        Reading {
            config,
            hashes: files.hashes(),
        }
    }

    fn validate(&self, files: &Files) -> Result<Config, ConfigError> {
        let name = self.path.display().to_string();
        let text = files
            .config_text(&self.path)
            .map_err(|reason| ConfigError::in_file(&name, reason))?;
        Config::validate(&text, &name, files, &self.overrides)
    }
}
