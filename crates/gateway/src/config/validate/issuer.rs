//! Validates the issuer's fields.

use haulout_protocol::config::{prove_authorization_parameters, prove_cli_scopes};
use url::Origin;

use super::super::error::ConfigError;
use super::super::keywords::ClientAuthentication;
use super::super::raw::{RawCli, RawIssuer};
use super::super::trust::Trust;
use super::super::urls;
use super::super::validated::{CliConfig, IssuerConfig};
use super::Validator;

impl Validator<'_> {
    pub(super) fn issuer(&self, raw: RawIssuer) -> Option<IssuerConfig> {
        let identifier = self.keep(self.present("issuer.url", raw.url));
        let url = identifier
            .as_ref()
            .and_then(|text| self.keep(self.url("issuer.url", text)));
        let client_id = self.required_text("issuer.clientId", raw.client_id);
        let scopes = self.present("issuer.scopes", raw.scopes);
        let scopes = self.keep(scopes.and_then(|scopes| self.scopes(scopes)));
        let parameters = raw.authorization_parameters;
        if let Err(reason) = prove_authorization_parameters(parameters.keys().map(String::as_str)) {
            self.add(self.error("issuer.authorizationParameters", reason));
        }
        if raw.client_secret_file.is_none() && raw.client_authentication.is_some() {
            let reason = "requires `issuer.clientSecretFile`";
            self.add(self.error("issuer.clientAuthentication", reason));
        }
        let client_secret = raw
            .client_secret_file
            .map(|file| self.secret("issuer.clientSecretFile", &file));
        let client_secret = self.keep(client_secret.transpose());
        let further_origins = self.endpoint_origins(&raw.endpoint_origins);
        let trust = self.trust("issuer.caBundle", raw.ca_bundle_data, raw.ca_bundle_file);
        let trust = self.keep(trust).map(|trust| trust.unwrap_or(Trust::System));
        let cli = trust.as_ref().map(|trust| self.cli(raw.cli, trust));
        let proxy = raw
            .proxy_url
            .map(|text| urls::proxy(&text).map_err(|reason| self.error("issuer.proxyUrl", reason)));
        let proxy = self.keep(proxy.transpose());
        let cli = cli.and_then(|cli| self.keep(cli));
        let url = url?;
        let mut endpoint_origins = vec![url.origin()];
        endpoint_origins.extend(further_origins?);
        Some(IssuerConfig {
            cli: cli?,
            url,
            identifier: identifier?,
            endpoint_origins,
            client_id: client_id?,
            post_logout_redirect: raw.post_logout_redirect,
            client_secret: client_secret?,
            client_authentication: raw
                .client_authentication
                .unwrap_or(ClientAuthentication::Basic),
            scopes: scopes?,
            authorization_parameters: parameters.into_iter().collect(),
            trust: trust?,
            proxy: proxy?,
        })
    }

    fn scopes(&self, scopes: Vec<String>) -> Result<Vec<String>, ConfigError> {
        if !scopes.iter().any(|scope| scope == "openid") {
            return Err(self.error("issuer.scopes", "must contain `openid`"));
        }
        let is_scope =
            |scope: &String| !scope.is_empty() && scope.chars().all(|c| c.is_ascii_graphic());
        if !scopes.iter().all(is_scope) {
            let reason = "has a scope that is empty or not printable ASCII";
            return Err(self.error("issuer.scopes", reason));
        }
        Ok(scopes)
    }

    fn endpoint_origins(&self, texts: &[String]) -> Option<Vec<Origin>> {
        let validated = texts.iter().enumerate().map(|(index, text)| {
            let field = format!("issuer.endpointOrigins[{index}]");
            let url = self.keep(self.url(&field, text))?;
            if url.path() != "/" {
                self.add(self.error(&field, "must be an origin, without a path"));
                return None;
            }
            Some(url.origin())
        });
        // All of them are validated, even after a mistake.
        validated.collect::<Vec<_>>().into_iter().collect()
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
}
