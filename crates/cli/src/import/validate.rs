//! Validates the generated configuration with the gateway's own parser.

use std::path::Path;

use haulout_gateway::config::{Config, ConfigError, PublicUrl};

use super::client::PortalClient;
use super::error::{ContextReason, ImportError, Origin, RESERVED, UsageReason};
use super::portal::{ImportedContext, Issuer, PortalCluster};
use super::render::{self, RenderSettings};

/// Validates one context separately, so that an error can name it.
pub(super) fn context(found: &ImportedContext, public: &PublicUrl) -> Result<(), ImportError> {
    let refused = |reason| Err(ImportError::Context(Box::new(found.origin.clone()), reason));
    if let Some(audience) = &found.cluster.audience
        && audience.contains(RESERVED)
    {
        return refused(ContextReason::ReservedAudience(audience.clone()));
    }
    let client = PortalClient::Registered(PLACEHOLDER.to_owned());
    let settings = RenderSettings {
        title: PLACEHOLDER,
        public,
        client: &client,
        client_secret_file: None,
    };
    let mut cluster = found.cluster.clone();
    // The id is assigned later.
    cluster.id = PLACEHOLDER.to_owned();
    let one = [(found.origin.clone(), cluster)];
    validate(&settings, &found.issuer, &one)
        .or_else(|error| refused(ContextReason::NotAccepted(Box::new(error))))
}

/// Validates the whole configuration; the remaining errors come from the command line.
pub(super) fn portal(
    settings: &RenderSettings<'_>,
    issuer: &Issuer,
    clusters: &[(Origin, PortalCluster)],
) -> Result<(), ImportError> {
    let filled_in = PortalClient::Registered(PLACEHOLDER.to_owned());
    let client = match settings.client {
        PortalClient::Registered(_) => settings.client,
        PortalClient::Missing => &filled_in,
    };
    let settings = RenderSettings {
        client,
        // The file is on the gateway's computer.
        client_secret_file: None,
        ..*settings
    };
    validate(&settings, issuer, clusters)
        .map_err(|error| ImportError::Usage(UsageReason::NotAccepted(Box::new(error))))
}

fn validate(
    settings: &RenderSettings<'_>,
    issuer: &Issuer,
    clusters: &[(Origin, PortalCluster)],
) -> Result<(), ConfigError> {
    let yaml = render::configuration(settings, issuer, clusters);
    Config::from_yaml(&yaml, PLACEHOLDER, Path::new(".")).map(drop)
}

/// A value for fields that are not being validated.
const PLACEHOLDER: &str = "import";
