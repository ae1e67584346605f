//! Determines the origins that the page connects to, and rejects configurations that a static site cannot serve.

use std::collections::BTreeSet;

use haulout_gateway::config::{Config, TokenMode};
use url::{Host, Origin};

use super::error::EmitError;

/// The origins to which a page without a gateway sends requests.
#[derive(Debug)]
pub(super) struct Origins {
    /// The sources for `connect-src`, without the page's own origin, sorted.
    pub(super) foreign: BTreeSet<String>,
}

impl Origins {
    /// The sources for a policy, each with a leading space.
    pub(super) fn sources(&self) -> String {
        self.foreign
            .iter()
            .map(|origin| format!(" {origin}"))
            .collect()
    }
}

/// Validates that the configuration works without a gateway.
pub(super) fn of(config: &Config) -> Result<Origins, EmitError> {
    if config.issuer.client_secret.is_some() {
        let reason = "cannot be used in a static site, whose files are public; use a public client";
        return Err(unsupported("issuer.clientSecretFile", reason));
    }
    if config.tokens == TokenMode::Sealed {
        let reason =
            "must be `page` for a static site; only a gateway can seal tokens (`haulout serve`)";
        return Err(unsupported("tokens", reason));
    }
    let mut found = BTreeSet::new();
    for (index, origin) in config.issuer.endpoint_origins.iter().enumerate() {
        // The first is the issuer's own origin; the others are from `endpointOrigins`.
        let field = match index.checked_sub(1) {
            None => "issuer.url".to_owned(),
            Some(index) => format!("issuer.endpointOrigins[{index}]"),
        };
        found.insert(source(&field, origin)?);
    }
    for (index, cluster) in config.clusters.iter().enumerate() {
        let field = format!("clusters[{index}].server");
        found.insert(source(&field, &cluster.server_url.origin())?);
        if let Some(concierge) = &cluster.concierge {
            let field = format!("clusters[{index}].concierge.endpoint");
            found.insert(source(&field, &concierge.endpoint.origin())?);
        }
    }
    found.remove(config.public.origin());
    Ok(Origins { foreign: found })
}

/// The grammar of CSP Level 3 §2.3.1 has no brackets, so browsers would ignore an IPv6 source and block all requests.
fn source(field: &str, origin: &Origin) -> Result<String, EmitError> {
    match origin {
        Origin::Tuple(_, Host::Ipv6(_), _) => {
            let reason =
                "must have a host name; a Content-Security-Policy cannot name an IPv6 address";
            Err(unsupported(field, reason))
        }
        Origin::Tuple(..) => Ok(origin.ascii_serialization()),
        Origin::Opaque(_) => Err(unsupported(field, "must be an http or https URL")),
    }
}

fn unsupported(field: &str, reason: &str) -> EmitError {
    EmitError::UnsupportedField {
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}
