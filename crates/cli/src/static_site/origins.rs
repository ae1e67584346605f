//! Which origins the page must reach, and whether a page may reach them at all.

use std::collections::BTreeSet;

use haulout_gateway::config::{Config, TokenMode};
use url::{Host, Origin};

use super::error::EmitError;

/// Where a page without a gateway sends its requests.
#[derive(Debug)]
pub(super) struct Origins {
    /// Sources for `connect-src`, without the page's own, sorted.
    pub(super) foreign: BTreeSet<String>,
}

impl Origins {
    /// Each after a space, as a policy has them.
    pub(super) fn sources(&self) -> String {
        self.foreign
            .iter()
            .map(|origin| format!(" {origin}"))
            .collect()
    }
}

/// Proves that the configuration is one for a page alone.
pub(super) fn of(config: &Config) -> Result<Origins, EmitError> {
    if config.issuer.client_secret.is_some() {
        let reason =
            "cannot be used in a static site, whose files everybody can read; use a public client";
        return Err(unsupported("issuer.clientSecretFile", reason));
    }
    if config.tokens == TokenMode::Sealed {
        let reason =
            "must be `page` for a static site; only a gateway can seal tokens (`haulout serve`)";
        return Err(unsupported("tokens", reason));
    }
    let mut found = BTreeSet::new();
    for (index, origin) in config.issuer.endpoint_origins.iter().enumerate() {
        // The first is the issuer's own, the others are as the operator listed them.
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

/// The grammar of CSP Level 3 §2.3.1 has no brackets, so a browser would drop such a source and refuse every request.
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
