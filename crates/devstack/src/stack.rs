//! Runs the servers of a [`Script`] on loopback until the [`Stack`] is dropped.

use std::io;
use std::sync::Arc;

use url::{Host, Url};

use crate::cluster::Cluster;
use crate::concierge::Verifier;
use crate::control::Control;
use crate::cors::Cors;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::journal::Journal;
use crate::preset::Preset;
use crate::scenario::Scenario;
use crate::script::{ClusterScript, Script};
use crate::serve::bind;
use crate::servers::Servers;
use crate::start_error::StartError;
use crate::tls;

/// A running issuer and running clusters. Dropping it closes all ports and connections.
#[derive(Debug)]
pub struct Stack {
    servers: Arc<Servers>,
    journal: Journal,
    cors: Cors,
}

impl Stack {
    /// Starts every server of the script. Needs a Tokio runtime, on which the servers then run.
    ///
    /// # Errors
    ///
    /// [`StartError::Bind`] if a port is taken; the other variants name the invalid setting.
    pub async fn start(script: Script) -> Result<Self, StartError> {
        if let Some(external) = &script.external_issuer {
            require_loopback(&external.url)?;
        }
        let journal = Journal::default();
        let cors = Cors::default();
        cors.set(script.cors_origin.clone());
        let listener = bind(script.issuer_port).await?;
        let issuer = Issuer::start(listener, &script, journal.clone(), cors.clone())?;
        let mut clusters = Vec::with_capacity(script.clusters.len());
        for cluster in &script.clusters {
            let verifier = verifier(&script, cluster, &issuer)?;
            let listener = bind(cluster.port).await?;
            clusters.push(Cluster::start(
                listener, &script, cluster, verifier, &journal, &cors,
            )?);
        }
        let stack = Self {
            servers: Arc::new(Servers::new(issuer, clusters)),
            journal,
            cors,
        };
        for fault in script.faults {
            stack.set_fault(fault, true);
        }
        Ok(stack)
    }

    /// Opens a control server on a port of 127.0.0.1; 0 lets the system choose.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub async fn serve_control(&self, port: u16) -> io::Result<Control> {
        Control::start(bind(port).await?, &self.servers)
    }

    /// The issuer.
    pub fn issuer(&self) -> &Issuer {
        self.servers.issuer()
    }

    /// The clusters, in the script's order.
    pub fn clusters(&self) -> &[Cluster] {
        self.servers.clusters()
    }

    /// The cluster with this identifier.
    pub fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.servers.cluster(id)
    }

    /// Switches a fault on or off in every server that it affects.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        self.servers.set_fault(fault, on);
    }

    /// Applies or resets the clock offsets of a preset. Its script has no effect on a running stack.
    pub fn set_preset(&self, preset: Preset, on: bool) {
        preset.set(&self.servers, on);
    }

    /// Calls [`Stack::set_fault`] or [`Stack::set_preset`].
    pub fn set_scenario(&self, scenario: Scenario, on: bool) {
        match scenario {
            Scenario::Fault(fault) => self.set_fault(fault, on),
            Scenario::Preset(preset) => self.set_preset(preset, on),
        }
    }

    /// Sets the origin that gets CORS headers, if any.
    pub fn set_cors_origin(&self, origin: Option<&str>) {
        self.cors.set(origin.map(str::to_owned));
    }

    /// The requests that the servers received.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

fn verifier(
    script: &Script,
    cluster: &ClusterScript,
    own: &Issuer,
) -> Result<Verifier, StartError> {
    let external = script.external_issuer.as_ref();
    let first_client = || script.clients.first().map(|client| client.id.clone());
    let audience = cluster
        .audience
        .clone()
        .or_else(|| external.map(|issuer| issuer.audience.clone()))
        .or_else(first_client)
        .unwrap_or_default();
    let trust = |ca_pem: Option<&str>| ca_pem.map(tls::client_config).transpose();
    Ok(match external {
        Some(issuer) => Verifier::new(
            &issuer.url,
            &audience,
            &issuer.username_claim,
            &issuer.groups_claim,
            trust(issuer.ca_pem.as_deref())?,
        ),
        None => Verifier::new(
            own.url(),
            &audience,
            script.issuer_profile.username_claim(),
            "groups",
            trust(own.ca_pem())?,
        ),
    })
}

/// Keys may be fetched without TLS, which is safe on loopback only.
fn require_loopback(url: &str) -> Result<(), StartError> {
    let refused = || StartError::ExternalIssuer(url.to_owned());
    let parsed = Url::parse(url).map_err(|_| refused())?;
    let loopback = match parsed.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    (matches!(parsed.scheme(), "http" | "https") && loopback)
        .then_some(())
        .ok_or_else(refused)
}
