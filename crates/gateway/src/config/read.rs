//! Reads a configuration: parses it, applies the overrides, validates it.

use std::path::Path;

use super::error::ConfigError;
use super::files::Files;
use super::keywords::TokenMode;
use super::overrides::Overrides;
use super::raw::RawConfig;
use super::source::Source;
use super::validate;
use super::validated::{Config, PINNIPED_CLI};

impl Config {
    /// Reads a YAML file; the files it names are found relative to it.
    ///
    /// # Errors
    /// A [`ConfigError`] with the file, the line, the field and the reason.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        Source::new(path, Overrides::default()).read().config
    }

    /// Reads YAML text; `source_name` appears in errors, relative files are resolved against `base_dir`.
    ///
    /// # Errors
    /// A [`ConfigError`] with the source, the line, the field and the reason.
    pub fn from_yaml(text: &str, source_name: &str, base_dir: &Path) -> Result<Self, ConfigError> {
        let files = Files::relative_to(base_dir);
        Self::validate(text, source_name, &files, &Overrides::default())
    }

    pub(super) fn validate(
        text: &str,
        source_name: &str,
        files: &Files,
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let mut raw = RawConfig::from_yaml(text, source_name)?;
        overrides.apply(&mut raw)?;
        validate::config(raw, source_name, files).map_err(|errors| overrides.locate(errors, text))
    }

    /// Reads a configuration on a user's own computer, where only the settings of a public client apply. The gateway's
    /// secrets are not available there, so the files with them are not read.
    ///
    /// # Errors
    /// A [`ConfigError`] as from [`Config::from_yaml`], or for a client that is not public.
    pub fn for_public_client(
        text: &str,
        source_name: &str,
        base_dir: &Path,
        overrides: &Overrides,
        client_id: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let mut raw = RawConfig::from_yaml(text, source_name)?;
        overrides.apply(&mut raw)?;
        raw.tokens = Some(TokenMode::Page);
        raw.seal_keys_file = None;
        raw.tls = None;
        raw.branding = None;
        raw.issuer.client_authentication = None;
        // The issuer knows the portal's redirect URI, not one on this computer.
        raw.issuer.post_logout_redirect = false;
        let is_confidential = raw.issuer.client_secret_file.take().is_some();
        let written = raw.issuer.client_id.as_deref();
        if let Some(client_id) = client_id {
            raw.issuer.client_id = Some(client_id.to_owned());
        } else if written.is_some_and(|written| written.starts_with(DYNAMIC_CLIENT)) {
            raw.issuer.client_id = Some(PINNIPED_CLI.to_owned());
        } else if is_confidential {
            let reason =
                "requires a secret that only the gateway has; set a public client with --client-id";
            return Err(ConfigError::in_field(
                source_name,
                "issuer.clientId",
                reason,
            ));
        }
        validate::config(raw, source_name, &Files::relative_to(base_dir))
            .map_err(|errors| overrides.locate(errors, text))
    }
}

/// The prefix of a Supervisor's dynamic clients, all of which have a secret.
const DYNAMIC_CLIENT: &str = "client.oauth.pinniped.dev-";
