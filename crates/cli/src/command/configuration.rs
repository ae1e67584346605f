//! The options with which `serve`, `check` and `static` read the gateway's configuration.

use std::path::PathBuf;

use clap::Args;
use haulout_gateway::Config;
use haulout_gateway::config::{ConfigError, Overrides, Reading, Source};

/// The configuration file, and fields that are set outside it.
#[derive(Args, Debug)]
pub(super) struct ConfigurationOptions {
    /// The YAML file that describes the issuer and the clusters.
    #[arg(long, env = "HAULOUT_CONFIG", value_name = "FILE")]
    pub(super) config: PathBuf,
    /// Set a configuration field, for example `issuer.clientId=portal`; takes precedence over file and environment.
    ///
    /// Every field outside `clusters` can be set this way or by an environment variable: `issuer.clientId` by
    /// `HAULOUT_ISSUER_CLIENT_ID`. Separate the items of a list with commas.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

impl ConfigurationOptions {
    /// The file with its overrides.
    pub(super) fn source(&self) -> Result<Source, ConfigError> {
        let overrides = Overrides::new(std::env::vars_os(), &self.set)?;
        Ok(Source::new(&self.config, overrides))
    }

    /// The configuration as it is now.
    pub(super) fn read(&self) -> Result<Config, ConfigError> {
        let Reading { config, hashes: _ } = self.source()?.read();
        config
    }
}
