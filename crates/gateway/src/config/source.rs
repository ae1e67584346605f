//! `Source`: a configuration file with its overrides, which can be read repeatedly.

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

/// The result of reading a configuration once, valid or not.
pub struct Reading {
    /// The configuration, or the error.
    pub config: Result<Config, ConfigError>,
    /// The files that were read; if one changes, the configuration is read again.
    pub hashes: FileHashes,
}

impl Source {
    /// A YAML file; the files it names are found relative to it.
    #[must_use]
    pub fn new(path: &Path, overrides: Overrides) -> Self {
        Self {
            path: path.to_owned(),
            overrides,
        }
    }

    /// Reads the file and all files it names.
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
