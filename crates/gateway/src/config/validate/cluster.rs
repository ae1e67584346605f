//! Validates the clusters' fields.

use std::collections::HashSet;

use haulout_protocol::config::{prove_proxy_url, prove_server_name};
use haulout_protocol::live_folder::slug;
use url::Url;

use super::super::raw::{RawCluster, RawConcierge, RawConciergeFields};
use super::super::trust::Trust;
use super::super::validated::{ClusterConfig, ConciergeConfig};
use super::Validator;

impl Validator<'_> {
    pub(super) fn clusters(&self, raw: Vec<RawCluster>) -> Option<Vec<ClusterConfig>> {
        if raw.is_empty() {
            self.add(self.error("clusters", "must have at least one cluster"));
        }
        let mut seen = HashSet::new();
        let validated = raw.into_iter().enumerate().map(|(index, cluster)| {
            let at = format!("clusters[{index}]");
            // Ids become file names, and file systems distinguish fewer names than YAML.
            if !seen.insert(slug(&cluster.id)) {
                let reason = format!(
                    "`{}` maps to the same file name as another cluster's id",
                    cluster.id
                );
                self.add(self.error(&format!("{at}.id"), reason));
            }
            self.cluster(&at, cluster)
        });
        // All of them are validated, even after a mistake.
        validated.collect::<Vec<_>>().into_iter().collect()
    }

    fn cluster(&self, at: &str, raw: RawCluster) -> Option<ClusterConfig> {
        if !is_id(&raw.id) {
            let reason = format!(
                "must be 1 to {ID_LENGTH_MAX} letters, digits, `-`, `_` or `.`, beginning with a letter or digit"
            );
            self.add(self.error(&format!("{at}.id"), reason));
        }
        let server_url = self.keep(self.url(&format!("{at}.server"), &raw.server));
        let trust = self.trust(&format!("{at}.ca"), raw.ca_data, raw.ca_file);
        let trust = self.keep(trust).map(|trust| trust.unwrap_or(Trust::System));
        let concierge = match raw.concierge {
            RawConcierge::None => Some(None),
            RawConcierge::Some(fields) => {
                let at = format!("{at}.concierge");
                let server = (server_url.as_ref(), trust.as_ref());
                self.concierge(&at, *fields, server).map(Some)
            }
        };
        let validated =
            |name: &str, text: Option<String>, validate: fn(&str) -> Result<(), &'static str>| {
                let checked = text.as_deref().map_or(Ok(()), validate);
                self.keep(checked.map_err(|reason| self.error(&format!("{at}.{name}"), reason)))?;
                Some(text)
            };
        let proxy_url = validated("proxyUrl", raw.proxy_url, prove_proxy_url);
        let tls_server_name = validated("tlsServerName", raw.tls_server_name, prove_server_name);
        let name = self.keep(self.text(&format!("{at}.name"), raw.name));
        let audience = self.optional_text(&format!("{at}.audience"), raw.audience);
        let audience = self.keep(audience);
        let namespace = self.optional_text(&format!("{at}.namespace"), raw.namespace);
        let namespace = self.keep(namespace);
        Some(ClusterConfig {
            proxy_url: proxy_url?,
            tls_server_name: tls_server_name?,
            name: name?,
            audience: audience?,
            namespace: namespace?,
            id: raw.id,
            server: raw.server,
            server_url: server_url?,
            trust: trust?,
            concierge: concierge?,
        })
    }

    /// Without an endpoint of its own, a Concierge has the server's URL and authorities, if these are valid.
    fn concierge(
        &self,
        at: &str,
        raw: RawConciergeFields,
        (server, server_trust): (Option<&Url>, Option<&Trust>),
    ) -> Option<ConciergeConfig> {
        let api_group_suffix = raw
            .api_group_suffix
            .unwrap_or_else(|| DEFAULT_API_GROUP_SUFFIX.to_owned());
        if !is_dotted_dns_name(&api_group_suffix) {
            let reason =
                "must be a DNS name in lower case with at least one dot, such as `pinniped.dev`";
            self.add(self.error(&format!("{at}.apiGroupSuffix"), reason));
        }
        let endpoint = match raw.endpoint {
            Some(text) => self.keep(self.url(&format!("{at}.endpoint"), &text)),
            None => server.cloned(),
        };
        let trust = self.trust(&format!("{at}.ca"), raw.ca_data, raw.ca_file);
        let trust = self.keep(trust);
        let trust = trust.and_then(|own| own.or_else(|| server_trust.cloned()));
        let claims = raw
            .claims
            .map(|claims| claims.validate(raw.authenticator.kind))
            .transpose()
            .map_err(|(field, reason)| self.error(&format!("{at}.claims{field}"), reason));
        let claims = self.keep(claims);
        let name = self.text(&format!("{at}.authenticator.name"), raw.authenticator.name);
        let authenticator_name = self.keep(name);
        Some(ConciergeConfig {
            endpoint: endpoint?,
            trust: trust?,
            api_group_suffix,
            claims: claims?,
            authenticator: raw.authenticator.kind,
            authenticator_name: authenticator_name?,
        })
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
