//! One cluster: its Concierge and its API server at one address, as Kubernetes' aggregation layer serves them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::net::TcpListener;

use crate::apiserver::ApiServer;
use crate::clock::Clock;
use crate::concierge::{Authority, Concierge, Verifier};
use crate::cors::{Cors, CorsPolicy, allow_origin};
use crate::fault::{Fault, Faults};
use crate::journal::{Journal, Server};
use crate::record::{Recorder, record};
use crate::replica::Replicas;
use crate::script::{ClusterScript, Script};
use crate::serve::{Disconnect, ServerHandle, serve};
use crate::start_error::StartError;
use crate::tls;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    script: ClusterScript,
    audience: String,
    url: String,
    ca_pem: String,
    concierge_clocks: [Clock; 2],
    api_clock: Clock,
    faults: Faults,
    _server: ServerHandle,
}

impl Cluster {
    pub(crate) fn start(
        listener: TcpListener,
        script: &Script,
        cluster: &ClusterScript,
        verifier: Verifier,
        journal: &Journal,
        cors: &Cors,
    ) -> Result<Self, StartError> {
        let url = format!("https://{}", listener.local_addr()?);
        let audience = verifier.audience.clone();
        let authority = Arc::new(Authority::generate(&format!(
            "{} cluster CA",
            cluster.name
        ))?);
        let serving = authority.serving()?;
        let client_verifier = tls::client_verifier(authority.certificate())?;
        let tls = tls::cluster_config(serving, client_verifier.clone())?;
        let concierge_clocks = [Clock::default(), Clock::default()];
        let api_clock = Clock::default();
        let faults = Faults::default();
        let ca_pem = authority.pem().to_owned();
        let concierge = Arc::new(Concierge {
            authenticator: cluster.authenticator.clone(),
            suffix: cluster.api_group_suffix.clone(),
            verifier,
            authority,
            lifetimes: script.lifetimes,
            faults: faults.clone(),
            slowness: script.slowness,
        });
        let api_server = ApiServer {
            verifier: client_verifier,
            suffix: cluster.api_group_suffix.clone(),
        };
        let policy = CorsPolicy {
            cors: cors.clone(),
            exposed_headers: Some("Date"),
        };
        let server = |routes, server, replicas| {
            let recorder = Recorder {
                server,
                replicas,
                journal: journal.clone(),
                faults: faults.clone(),
            };
            api_server
                .authenticated(routes)
                .layer(from_fn_with_state(policy.clone(), allow_origin))
                .layer(from_fn_with_state(faults.clone(), cut_off))
                .layer(from_fn_with_state(recorder, record))
        };
        let id = cluster.id.clone();
        // Both kinds of request alternate independently. Otherwise a client that alternates between the kinds would
        // send each of them to the same replica every time.
        let issuing = Replicas::new(&concierge_clocks);
        let verifying = if cluster.impersonation_proxy {
            Replicas::new(&concierge_clocks)
        } else {
            Replicas::single(&api_clock)
        };
        let aggregated = server(concierge.routes(), Server::Concierge(id.clone()), issuing);
        let own = server(api_server.routes(), Server::ApiServer(id), verifying);
        let app = own.merge(aggregated);
        let server = serve(listener, Some(tls), app, faults.clone());
        Ok(Self {
            script: cluster.clone(),
            audience,
            url,
            ca_pem,
            concierge_clocks,
            api_clock,
            faults,
            _server: server,
        })
    }

    /// The identifier in the script.
    pub fn id(&self) -> &str {
        &self.script.id
    }

    /// The display name.
    pub fn name(&self) -> &str {
        &self.script.name
    }

    /// The base URL of the Concierge and the API server: `https://127.0.0.1:<port>`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The CA certificate in PEM. The authority signs the server's certificate and the client certificates.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The audience for the token exchange; absent if the Concierge takes the ID token of the sign-in.
    pub fn audience(&self) -> Option<&str> {
        self.script.audience.as_deref()
    }

    /// The `aud` that the Concierge requires.
    pub fn accepted_audience(&self) -> &str {
        &self.audience
    }

    /// Name of the one `JWTAuthenticator`.
    pub fn authenticator(&self) -> &str {
        &self.script.authenticator
    }

    /// Suffix of Pinniped's API groups.
    pub fn api_group_suffix(&self) -> &str {
        &self.script.api_group_suffix
    }

    /// Whether the Concierge's replicas verify client certificates instead of the API server.
    pub fn has_impersonation_proxy(&self) -> bool {
        self.script.impersonation_proxy
    }

    /// The clocks of the Concierge's two replicas, which alternate. Each verifies tokens and issues certificates by its
    /// own clock.
    ///
    /// With an impersonation proxy, the replicas verify client certificates too.
    pub fn concierge_clocks(&self) -> [&Clock; 2] {
        self.concierge_clocks.each_ref()
    }

    /// Sets the clocks of both replicas of the Concierge.
    pub fn set_concierge_offset_seconds(&self, seconds: i64) {
        for clock in &self.concierge_clocks {
            clock.set_offset_seconds(seconds);
        }
    }

    /// The API server's clock. Client certificates are verified by it unless there is an impersonation proxy.
    pub fn api_clock(&self) -> &Clock {
        &self.api_clock
    }

    /// Switches a fault of this cluster on or off. Faults that affect only the issuer are ignored.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        if fault.affects_clusters() {
            self.faults.set(fault, on);
        }
    }

    /// Whether a fault of this cluster is on.
    pub fn has_fault(&self, fault: Fault) -> bool {
        self.faults.has(fault)
    }
}

/// Closes the connection of each request while a fault requires it.
pub(crate) async fn cut_off(
    State(faults): State<Faults>,
    Extension(disconnect): Extension<Disconnect>,
    request: Request,
    next: Next,
) -> Response {
    if faults.cut_connections() {
        return disconnect.now().await;
    }
    next.run(request).await
}
