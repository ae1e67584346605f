//! Whether the gateway will take what is made, asked of the gateway's own reader beforehand.

use std::path::Path;

use haulout_gateway::config::{Complaint, Config, PublicUrl};

use super::client::Client;
use super::portal::{Cluster, Found, Issuer};
use super::refusal::{Origin, Refusal};
use super::render::{self, Head};

/// Proves one context by itself, so that a complaint can say whose it is.
pub(super) fn of_one(found: &Found, public: &PublicUrl) -> Result<(), Refusal> {
    let refused = |reason| Err(Refusal::Context(found.origin.clone(), reason));
    if let Some(audience) = &found.cluster.audience
        && audience.contains(RESERVED)
    {
        return refused(format!(
            "has an audience that is not allowed to include `{RESERVED}`: {audience}"
        ));
    }
    let client = Client::Known(PLACEHOLDER.to_owned());
    let head = Head {
        title: PLACEHOLDER,
        public,
        client: &client,
        client_secret_file: None,
    };
    let mut cluster = found.cluster.clone();
    // What it is going to be called is decided later.
    cluster.id = PLACEHOLDER.to_owned();
    let one = [(found.origin.clone(), cluster)];
    prove(&head, &found.issuer, &one).or_else(|complaint| {
        let field = complaint.field().unwrap_or_default();
        let field = field.strip_prefix("clusters[0].").unwrap_or(field);
        refused(format!("cannot be used: {field} {}", complaint.reason()))
    })
}

/// Proves the whole, where what remains to complain about was said on the command line.
pub(super) fn of_all(
    head: &Head<'_>,
    issuer: &Issuer,
    clusters: &[(Origin, Cluster)],
) -> Result<(), Refusal> {
    let filled_in = Client::Known(PLACEHOLDER.to_owned());
    let client = match head.client {
        Client::Known(_) => head.client,
        Client::Missing => &filled_in,
    };
    let head = Head {
        client,
        // It is a file of the gateway's machine.
        client_secret_file: None,
        ..*head
    };
    prove(&head, issuer, clusters).map_err(|complaint| {
        let field = complaint.field().unwrap_or_default();
        Refusal::Unusable(format!(
            "the configuration would not be accepted: {field} {}",
            complaint.reason()
        ))
    })
}

fn prove(
    head: &Head<'_>,
    issuer: &Issuer,
    clusters: &[(Origin, Cluster)],
) -> Result<(), Complaint> {
    let yaml = render::configuration(head, issuer, clusters);
    Config::from_yaml(&yaml, PLACEHOLDER, Path::new(".")).map(drop)
}

/// The Supervisor's own names, which it never gives out as an audience.
const RESERVED: &str = ".pinniped.dev";
/// For whatever is not what is being proven.
const PLACEHOLDER: &str = "import";
