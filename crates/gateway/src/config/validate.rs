//! Converts the raw configuration into the validated one; all errors about values originate here.

mod cluster;
mod issuer;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use haulout_protocol::kubeconfig::Names;
use haulout_protocol::schedule::{Schedule, ScheduleError};
use url::Url;

use super::branding::Branding;
use super::embed::Embed;
use super::error::ConfigError;
use super::files::Files;
use super::keywords::TokenMode;
use super::limits::Limits;
use super::raw::{RawConfig, RawNames, RawRenewal};
use super::trust::Trust;
use super::validated::{Config, NamePatterns, Renewal};
use super::{proxies, tls, urls};
use crate::seal::SealKeys;
use crate::secret::Secret;

/// Validates a whole configuration; returns every mistake, of which there is at least one.
pub(super) fn config(
    raw: RawConfig,
    source_name: &str,
    files: &Files,
) -> Result<Config, Vec<ConfigError>> {
    let validator = Validator {
        source_name,
        files,
        errors: RefCell::default(),
    };
    match (validator.config(raw), validator.errors.into_inner()) {
        (Some(config), errors) if errors.is_empty() => Ok(config),
        (_, errors) => Err(errors),
    }
}

/// Collects the mistakes. A method that returns `None` has added one.
struct Validator<'a> {
    source_name: &'a str,
    files: &'a Files,
    errors: RefCell<Vec<ConfigError>>,
}

impl Validator<'_> {
    fn config(&self, raw: RawConfig) -> Option<Config> {
        let tokens = raw.tokens.unwrap_or(TokenMode::Sealed);
        if tokens == TokenMode::Page && raw.issuer.client_secret_file.is_some() {
            self.add(self.error(
                "issuer.clientSecretFile",
                "cannot be used with `tokens: page`; the gateway would use its secret for any code that a browser sends",
            ));
        }
        let title = self.required_text("title", raw.title);
        let branding = Branding::validate(raw.branding.unwrap_or_default(), self.files);
        let branding = self.keep(branding.map_err(self.to_error()));
        let public = self.public_url(raw.public_url);
        let seal_keys = self.keep(self.seal_keys(raw.seal_keys_file));
        let issuer = self.issuer(raw.issuer);
        let clusters = self.keep(self.present("clusters", raw.clusters));
        let clusters = clusters.and_then(|clusters| self.clusters(clusters));
        let renewal = raw.renewal.map(|renewal| self.renewal(&renewal));
        let names = raw.names.map(|names| self.names(names));
        let embed = self.keep(Embed::validate(raw.embed).map_err(self.to_error()));
        let tls = raw.tls.map(|raw| {
            if public.as_ref().is_some_and(|public| !public.is_https()) {
                self.add(self.error("tls", "requires a `publicUrl` with https"));
            }
            tls::certified_key(&raw, self.files).map_err(self.to_error())
        });
        let trusted_proxies = proxies::networks(&raw.trusted_proxies).map_err(self.to_error());
        let limits = Limits::validate(&raw.limits).map_err(self.to_error());
        let renewal = self.keep(renewal.transpose());
        let names = self.keep(names.transpose());
        let tls = self.keep(tls.transpose());
        let trusted_proxies = self.keep(trusted_proxies);
        let limits = self.keep(limits);
        Some(Config {
            title: title?,
            branding: branding?,
            public: public?,
            tokens,
            seal_keys: seal_keys?,
            issuer: issuer?,
            clusters: clusters?,
            show_cluster_names: raw.show_cluster_names,
            renewal: renewal?,
            names: names?,
            embed: embed?,
            tls: tls?,
            trusted_proxies: trusted_proxies?,
            limits: limits?,
        })
    }

    fn names(&self, raw: RawNames) -> Result<NamePatterns, ConfigError> {
        Names::new(raw.context.as_deref(), raw.user.as_deref())
            .map_err(|(pattern, reason)| self.error(&format!("names.{pattern}"), reason))?;
        Ok(NamePatterns {
            context: raw.context,
            user: raw.user,
        })
    }

    /// Uses the page's own limits, because the page refuses other values.
    fn renewal(&self, raw: &RawRenewal) -> Result<Renewal, ConfigError> {
        // Negative numbers and NaN become zero, which is out of range as well.
        let thousandths = |fraction: f64| (fraction * 1000.0).round() as u64;
        let at_fraction = self.present("renewal.atFraction", raw.at_fraction)?;
        let margin_fraction = self.present("renewal.marginFraction", raw.margin_fraction)?;
        let schedule = Schedule::new(thousandths(at_fraction), thousandths(margin_fraction));
        match schedule {
            Ok(_) => Ok(Renewal {
                at_fraction,
                margin_fraction,
            }),
            Err(ScheduleError::At) => {
                let reason = "must be from 0.2 to 0.6, the fraction of a certificate's validity after which it is renewed";
                Err(self.error("renewal.atFraction", reason))
            }
            Err(ScheduleError::Margin) => {
                let reason = "must be from 0.1 to 0.4, and at most 0.9 together with 1.1 times `atFraction`, or a \
                              slow renewal would be too late";
                Err(self.error("renewal.marginFraction", reason))
            }
        }
    }

    /// `at` is the field's path without `Data` or `File`.
    fn trust(
        &self,
        at: &str,
        data: Option<String>,
        file: Option<PathBuf>,
    ) -> Result<Option<Trust>, ConfigError> {
        match (data, file) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(self.error(
                &format!("{at}Data"),
                format!("cannot be used together with {at}File"),
            )),
            (Some(data), None) => Trust::from_base64(&data)
                .map(Some)
                .map_err(|reason| self.error(&format!("{at}Data"), reason)),
            (None, Some(file)) => Trust::from_file(&file, self.files)
                .map(Some)
                .map_err(|reason| self.error(&format!("{at}File"), reason)),
        }
    }

    fn seal_keys(&self, file: Option<PathBuf>) -> Result<Option<SealKeys>, ConfigError> {
        let Some(file) = file else { return Ok(None) };
        let text = self.secret("sealKeysFile", &file)?;
        let keys = SealKeys::from_lines(text.secret()).ok_or_else(|| {
            let reason = "must have one line with 32 bytes in base64 (`openssl rand -base64 32`), or two different ones during a rotation, the new key first";
            self.error("sealKeysFile", reason)
        })?;
        Ok(Some(keys))
    }

    fn secret(&self, field: &str, file: &Path) -> Result<Secret, ConfigError> {
        self.files
            .secret(file)
            .map_err(|reason| self.error(field, reason))
    }

    fn present<T>(&self, field: &str, value: Option<T>) -> Result<T, ConfigError> {
        value.ok_or_else(|| self.error(field, "is missing"))
    }

    /// Converts a field and a reason into an error of this source.
    fn to_error(&self) -> impl Fn((String, String)) -> ConfigError {
        |(field, reason)| self.error(&field, reason)
    }

    /// The value, or `None` with its error added.
    fn keep<T>(&self, result: Result<T, ConfigError>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    fn add(&self, error: ConfigError) {
        self.errors.borrow_mut().push(error);
    }

    fn public_url(&self, text: Option<String>) -> Option<urls::PublicUrl> {
        let text = self.keep(self.present("publicUrl", text))?;
        let parsed = urls::PublicUrl::parse(&text);
        self.keep(parsed.map_err(|reason| self.error("publicUrl", reason)))
    }

    fn required_text(&self, field: &str, text: Option<String>) -> Option<String> {
        let text = self.present(field, text);
        self.keep(text.and_then(|text| self.text(field, text)))
    }

    fn url(&self, field: &str, text: &str) -> Result<Url, ConfigError> {
        urls::endpoint(text).map_err(|reason| self.error(field, reason))
    }

    fn optional_text(
        &self,
        field: &str,
        text: Option<String>,
    ) -> Result<Option<String>, ConfigError> {
        text.map(|text| self.text(field, text)).transpose()
    }

    fn text(&self, field: &str, text: String) -> Result<String, ConfigError> {
        if text.trim().is_empty()
            || text.len() > TEXT_LENGTH_MAX
            || text.chars().any(char::is_control)
        {
            let reason = format!("must be 1 to {TEXT_LENGTH_MAX} bytes on one line");
            return Err(self.error(field, reason));
        }
        Ok(text)
    }

    fn error(&self, field: &str, reason: impl Into<String>) -> ConfigError {
        ConfigError::in_field(self.source_name, field, reason)
    }
}

/// Bytes; more than a title or name that a page can display.
const TEXT_LENGTH_MAX: usize = 300;
