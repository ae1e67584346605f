//! Everything at once: the servers of a [`Script`] on loopback, until the [`Stack`] is dropped.

use std::fmt;
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
use crate::preset::{NamedClock, Preset, Role};
use crate::script::{ClusterScript, Script};
use crate::serve::bind;
use crate::trouble::Trouble;

/// A running issuer and running clusters. Dropping it closes every port and connection.
#[derive(Debug)]
pub struct Stack {
    servers: Arc<Servers>,
    journal: Journal,
    cors: Cors,
}

/// The servers of a stack, which a control server reaches while the stack lives.
#[derive(Debug)]
pub(crate) struct Servers {
    issuer: Issuer,
    clusters: Vec<Cluster>,
}

/// Why a stack could not start.
#[derive(Debug)]
pub enum StartError {
    /// A port could not be opened.
    Bind(io::Error),
    /// A certificate could not be made.
    Certificate(rcgen::Error),
    /// The external issuer's URL, which is not plain http on loopback.
    ExternalIssuer(String),
    /// TLS could not be set up.
    Tls(rustls::Error),
}

impl Stack {
    /// Starts every server of the script. Needs a Tokio runtime, on which the servers then run.
    ///
    /// # Errors
    ///
    /// [`StartError::Bind`] if a port is taken; the other variants name what in the script cannot work.
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
            let verifier = verifier(&script, cluster, issuer.url());
            let listener = bind(cluster.port).await?;
            clusters.push(Cluster::start(
                listener, &script, cluster, verifier, &journal, &cors,
            )?);
        }
        let stack = Self {
            servers: Arc::new(Servers { issuer, clusters }),
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

    /// Switches a fault on or off in every server that it concerns.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        self.servers.set_fault(fault, on);
    }

    /// Moves the clocks that a preset is about, or sets them right. What its script says can't be changed any more.
    pub fn set_preset(&self, preset: Preset, on: bool) {
        preset.set(&self.servers, on);
    }

    /// [`Stack::set_fault`] or [`Stack::set_preset`], whichever it is.
    pub fn set_trouble(&self, trouble: Trouble, on: bool) {
        match trouble {
            Trouble::Fault(fault) => self.set_fault(fault, on),
            Trouble::Preset(preset) => self.set_preset(preset, on),
        }
    }

    /// Gives CORS headers to one origin, or to nobody.
    pub fn set_cors_origin(&self, origin: Option<&str>) {
        self.cors.set(origin.map(str::to_owned));
    }

    /// What the servers were asked.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

impl Servers {
    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    pub(crate) fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    pub(crate) fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.id() == id)
    }

    pub(crate) fn set_fault(&self, fault: Fault, on: bool) {
        self.issuer.set_fault(fault, on);
        for cluster in &self.clusters {
            cluster.set_fault(fault, on);
        }
    }

    /// Every clock: `issuer`, and for each cluster `<id>/concierge/0`, `<id>/concierge/1` and, if it judges, `<id>/api`.
    pub(crate) fn clocks(&self) -> Vec<NamedClock<'_>> {
        let mut clocks = vec![NamedClock {
            name: "issuer".to_owned(),
            role: Role::Issuer,
            clock: self.issuer.clock(),
        }];
        for cluster in &self.clusters {
            let id = cluster.id();
            let replicas = cluster.concierge_clocks().into_iter().enumerate();
            clocks.extend(replicas.map(|(replica, clock)| NamedClock {
                name: format!("{id}/concierge/{replica}"),
                role: Role::Concierge(replica),
                clock,
            }));
            // Behind an impersonation proxy nothing is judged by the API server's own clock.
            clocks.extend((!cluster.has_impersonation_proxy()).then(|| NamedClock {
                name: format!("{id}/api"),
                role: Role::Api,
                clock: cluster.api_clock(),
            }));
        }
        clocks
    }
}

fn verifier(script: &Script, cluster: &ClusterScript, own_issuer: &str) -> Verifier {
    let external = script.external_issuer.as_ref();
    let first_client = || script.clients.first().map(|client| client.id.clone());
    let audience = cluster
        .audience
        .clone()
        .or_else(|| external.map(|issuer| issuer.audience.clone()))
        .or_else(first_client)
        .unwrap_or_default();
    match external {
        Some(issuer) => Verifier::new(
            &issuer.url,
            &audience,
            &issuer.username_claim,
            &issuer.groups_claim,
        ),
        None => Verifier::new(own_issuer, &audience, "username", "groups"),
    }
}

/// Keys are fetched without TLS, which is safe only where nobody is in between.
fn require_loopback(url: &str) -> Result<(), StartError> {
    let refused = || StartError::ExternalIssuer(url.to_owned());
    let parsed = Url::parse(url).map_err(|_| refused())?;
    let loopback = match parsed.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    (parsed.scheme() == "http" && loopback)
        .then_some(())
        .ok_or_else(refused)
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(error) => write!(f, "a port on 127.0.0.1 could not be opened: {error}"),
            Self::Certificate(error) => write!(f, "a certificate could not be made: {error}"),
            Self::ExternalIssuer(url) => write!(
                f,
                "the external issuer must be plain http on loopback: {url}"
            ),
            Self::Tls(error) => write!(f, "TLS could not be set up: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Bind(error)
    }
}

impl From<rcgen::Error> for StartError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<rustls::Error> for StartError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error)
    }
}
