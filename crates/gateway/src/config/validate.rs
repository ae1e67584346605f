//! Converts the raw configuration into the validated one; all errors about values originate here.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use haulout_protocol::config::{prove_cli_scopes, prove_proxy_url, prove_server_name};
use haulout_protocol::kubeconfig::Names;
use haulout_protocol::live_folder::slug;
use haulout_protocol::schedule::{Schedule, ScheduleError};
use url::Url;

use super::branding::Branding;
use super::embed::Embed;
use super::error::ConfigError;
use super::files::Files;
use super::keywords::{ClientAuthentication, TokenMode};
use super::limits::Limits;
use super::raw::{
    RawCli, RawCluster, RawConcierge, RawConciergeFields, RawConfig, RawIssuer, RawNames,
    RawRenewal,
};
use super::trust::Trust;
use super::validated::{
    CliConfig, ClusterConfig, ConciergeConfig, Config, IssuerConfig, NamePatterns, Renewal,
};
use super::{proxies, tls, urls};
use crate::seal::SealKeys;
use crate::secret::Secret;

/// Validates a whole configuration.
pub(super) fn config(
    raw: RawConfig,
    source_name: &str,
    files: &Files,
) -> Result<Config, ConfigError> {
    let validator = Validator { source_name, files };
    let tokens = raw.tokens.unwrap_or(TokenMode::Sealed);
    if tokens == TokenMode::Page && raw.issuer.client_secret_file.is_some() {
        return Err(validator.error(
            "issuer.clientSecretFile",
            "cannot be used with `tokens: page`; the gateway would use its secret for any code that a browser sends",
        ));
    }
    let title = validator.present("title", raw.title)?;
    let public_url = validator.present("publicUrl", raw.public_url)?;
    Ok(Config {
        title: validator.text("title", title)?,
        branding: Branding::validate(raw.branding.unwrap_or_default(), files)
            .map_err(validator.to_error())?,
        public: validator.public_url(&public_url)?,
        tokens,
        seal_keys: validator.seal_keys(raw.seal_keys_file)?,
        issuer: validator.issuer(raw.issuer)?,
        clusters: validator.clusters(validator.present("clusters", raw.clusters)?)?,
        show_cluster_names: raw.show_cluster_names,
        renewal: match raw.renewal {
            Some(renewal) => Some(validator.renewal(&renewal)?),
            None => None,
        },
        names: raw.names.map(|names| validator.names(names)).transpose()?,
        embed: Embed::validate(raw.embed).map_err(validator.to_error())?,
        tls: match &raw.tls {
            Some(tls) => Some(tls::certified_key(tls, files).map_err(validator.to_error())?),
            None => None,
        },
        trusted_proxies: proxies::networks(&raw.trusted_proxies).map_err(validator.to_error())?,
        limits: Limits::validate(&raw.limits).map_err(validator.to_error())?,
    })
}

struct Validator<'a> {
    source_name: &'a str,
    files: &'a Files,
}

impl Validator<'_> {
    fn issuer(&self, raw: RawIssuer) -> Result<IssuerConfig, ConfigError> {
        let written = self.present("issuer.url", raw.url)?;
        let client_id = self.present("issuer.clientId", raw.client_id)?;
        let scopes = self.present("issuer.scopes", raw.scopes)?;
        if !scopes.iter().any(|scope| scope == "openid") {
            return Err(self.error("issuer.scopes", "must contain `openid`"));
        }
        if scopes
            .iter()
            .any(|scope| scope.is_empty() || !scope.chars().all(|c| c.is_ascii_graphic()))
        {
            return Err(self.error(
                "issuer.scopes",
                "has a scope that is empty or not printable ASCII",
            ));
        }
        let client_secret = match raw.client_secret_file {
            Some(file) => Some(self.secret("issuer.clientSecretFile", &file)?),
            None => None,
        };
        if client_secret.is_none() && raw.client_authentication.is_some() {
            let reason = "requires `issuer.clientSecretFile`";
            return Err(self.error("issuer.clientAuthentication", reason));
        }
        let url = self.url("issuer.url", &written)?;
        let mut endpoint_origins = vec![url.origin()];
        for (index, text) in raw.endpoint_origins.iter().enumerate() {
            let field = format!("issuer.endpointOrigins[{index}]");
            let url = self.url(&field, text)?;
            if url.path() != "/" {
                return Err(self.error(&field, "must be an origin, without a path"));
            }
            endpoint_origins.push(url.origin());
        }
        let trust = self
            .trust("issuer.caBundle", raw.ca_bundle_data, raw.ca_bundle_file)?
            .unwrap_or(Trust::System);
        Ok(IssuerConfig {
            cli: self.cli(raw.cli, &trust)?,
            url,
            identifier: written,
            endpoint_origins,
            client_id: self.text("issuer.clientId", client_id)?,
            post_logout_redirect: raw.post_logout_redirect,
            client_secret,
            client_authentication: raw
                .client_authentication
                .unwrap_or(ClientAuthentication::Basic),
            scopes,
            trust,
            proxy: match raw.proxy_url {
                Some(text) => Some(
                    urls::proxy(&text).map_err(|reason| self.error("issuer.proxyUrl", reason))?,
                ),
                None => None,
            },
        })
    }

    fn cli(&self, raw: Option<RawCli>, trust: &Trust) -> Result<CliConfig, ConfigError> {
        let ca_data = trust.ca_data().map(str::to_owned);
        let Some(raw) = raw else {
            return Ok(CliConfig {
                ca_data,
                ..CliConfig::default()
            });
        };
        if let Some(scopes) = &raw.scopes {
            prove_cli_scopes(scopes).map_err(|reason| self.error("issuer.cli.scopes", reason))?;
        }
        Ok(CliConfig {
            client_id: self.optional_text("issuer.cli.clientId", raw.client_id)?,
            scopes: raw.scopes,
            listen_port: raw.listen_port,
            ca_data,
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

    fn clusters(&self, raw: Vec<RawCluster>) -> Result<Vec<ClusterConfig>, ConfigError> {
        if raw.is_empty() {
            return Err(self.error("clusters", "must have at least one cluster"));
        }
        let mut seen = HashSet::new();
        let mut clusters = Vec::with_capacity(raw.len());
        for (index, cluster) in raw.into_iter().enumerate() {
            let at = format!("clusters[{index}]");
            // Ids become file names, and file systems distinguish fewer names than YAML.
            if !seen.insert(slug(&cluster.id)) {
                let reason = format!(
                    "`{}` maps to the same file name as another cluster's id",
                    cluster.id
                );
                return Err(self.error(&format!("{at}.id"), reason));
            }
            clusters.push(self.cluster(&at, cluster)?);
        }
        Ok(clusters)
    }

    fn cluster(&self, at: &str, raw: RawCluster) -> Result<ClusterConfig, ConfigError> {
        if !is_id(&raw.id) {
            let reason = format!(
                "must be 1 to {ID_LENGTH_MAX} letters, digits, `-`, `_` or `.`, beginning with a letter or digit"
            );
            return Err(self.error(&format!("{at}.id"), reason));
        }
        let server_url = self.url(&format!("{at}.server"), &raw.server)?;
        let trust = self
            .trust(&format!("{at}.ca"), raw.ca_data, raw.ca_file)?
            .unwrap_or(Trust::System);
        let concierge = match raw.concierge {
            RawConcierge::None => None,
            RawConcierge::Some(fields) => {
                let at = format!("{at}.concierge");
                Some(self.concierge(&at, *fields, &server_url, &trust)?)
            }
        };
        let validated =
            |name: &str, text: Option<String>, validate: fn(&str) -> Result<(), &'static str>| {
                if let Some(text) = &text {
                    validate(text).map_err(|reason| self.error(&format!("{at}.{name}"), reason))?;
                }
                Ok(text)
            };
        Ok(ClusterConfig {
            proxy_url: validated("proxyUrl", raw.proxy_url, prove_proxy_url)?,
            tls_server_name: validated("tlsServerName", raw.tls_server_name, prove_server_name)?,
            name: self.text(&format!("{at}.name"), raw.name)?,
            audience: self.optional_text(&format!("{at}.audience"), raw.audience)?,
            namespace: self.optional_text(&format!("{at}.namespace"), raw.namespace)?,
            id: raw.id,
            server: raw.server,
            server_url,
            trust,
            concierge,
        })
    }

    fn concierge(
        &self,
        at: &str,
        raw: RawConciergeFields,
        server: &Url,
        server_trust: &Trust,
    ) -> Result<ConciergeConfig, ConfigError> {
        let api_group_suffix = raw
            .api_group_suffix
            .unwrap_or_else(|| DEFAULT_API_GROUP_SUFFIX.to_owned());
        if !is_dotted_dns_name(&api_group_suffix) {
            let reason =
                "must be a DNS name in lower case with at least one dot, such as `pinniped.dev`";
            return Err(self.error(&format!("{at}.apiGroupSuffix"), reason));
        }
        Ok(ConciergeConfig {
            endpoint: match raw.endpoint {
                Some(text) => self.url(&format!("{at}.endpoint"), &text)?,
                None => server.clone(),
            },
            trust: self
                .trust(&format!("{at}.ca"), raw.ca_data, raw.ca_file)?
                .unwrap_or_else(|| server_trust.clone()),
            api_group_suffix,
            claims: raw
                .claims
                .map(|claims| claims.validate(raw.authenticator.kind))
                .transpose()
                .map_err(|(field, reason)| self.error(&format!("{at}.claims{field}"), reason))?,
            authenticator: raw.authenticator.kind,
            authenticator_name: self
                .text(&format!("{at}.authenticator.name"), raw.authenticator.name)?,
        })
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

    fn public_url(&self, text: &str) -> Result<urls::PublicUrl, ConfigError> {
        urls::PublicUrl::parse(text).map_err(|reason| self.error("publicUrl", reason))
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

fn is_id(id: &str) -> bool {
    id.len() <= ID_LENGTH_MAX
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// A DNS-1123 subdomain with a dot, as Pinniped requires of its group suffix.
fn is_dotted_dns_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(inner)
    };
    name.contains('.') && name.len() <= DNS_NAME_LENGTH_MAX && name.split('.').all(is_label)
}

/// The default group suffix of a Concierge.
const DEFAULT_API_GROUP_SUFFIX: &str = "pinniped.dev";
/// Characters; the limit of a Kubernetes label, so that an id can become one.
const ID_LENGTH_MAX: usize = 63;
/// Characters; RFC 1123 §2.1.
const DNS_NAME_LENGTH_MAX: usize = 253;
/// Bytes; more than a title or name that a page can display.
const TEXT_LENGTH_MAX: usize = 300;
