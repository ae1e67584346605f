//! One cluster: its Concierge and its API server behind one address, as the aggregation layer serves them.

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;

use crate::apiserver::ApiServer;
use crate::clock::Clock;
use crate::concierge::{Authority, Concierge, Verifier};
use crate::cors::{Cors, allow_origin};
use crate::fault::{Fault, Faults};
use crate::journal::{Journal, Server};
use crate::record::{Recorder, record};
use crate::script::{ClusterScript, Lifetimes};
use crate::serve::{Running, serve};
use crate::stack::StartError;
use crate::tls;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    script: ClusterScript,
    audience: String,
    url: String,
    ca_pem: String,
    concierge_clock: Clock,
    api_clock: Clock,
    faults: Faults,
    _server: Running,
}

impl Cluster {
    pub(crate) fn start(
        listener: TcpListener,
        script: &ClusterScript,
        verifier: Verifier,
        lifetimes: Lifetimes,
        journal: &Journal,
        cors: &Cors,
    ) -> Result<Self, StartError> {
        let url = format!("https://{}", listener.local_addr()?);
        let audience = verifier.audience.clone();
        let authority = Arc::new(Authority::generate(&script.name)?);
        let serving = authority.serving()?;
        let judge = tls::judge(authority.certificate())?;
        let tls = tls::server_config(serving.certificate, serving.key, judge.clone())?;
        let (concierge_clock, api_clock) = (Clock::default(), Clock::default());
        let faults = Faults::default();
        let ca_pem = authority.pem().to_owned();
        let concierge = Arc::new(Concierge {
            authenticator: script.authenticator.clone(),
            suffix: script.api_group_suffix.clone(),
            verifier,
            authority,
            lifetimes,
            clock: concierge_clock.clone(),
            faults: faults.clone(),
        });
        let api_server = ApiServer {
            judge,
            clock: api_clock.clone(),
            suffix: script.api_group_suffix.clone(),
        };
        let server = |routes, server, clock: &Clock| {
            let recorder = Recorder {
                server,
                clock: clock.clone(),
                journal: journal.clone(),
            };
            api_server
                .authenticated(routes)
                .layer(from_fn_with_state(cors.clone(), allow_origin))
                .layer(from_fn_with_state(recorder, record))
        };
        let id = script.id.clone();
        let aggregated = server(
            concierge.routes(),
            Server::Concierge(id.clone()),
            &concierge_clock,
        );
        let own = server(api_server.routes(), Server::ApiServer(id), &api_clock);
        let app = own.merge(aggregated);
        Ok(Self {
            script: script.clone(),
            audience,
            url,
            ca_pem,
            concierge_clock,
            api_clock,
            faults,
            _server: serve(listener, Some(tls), app),
        })
    }

    /// The identifier in the script.
    pub fn id(&self) -> &str {
        &self.script.id
    }

    /// The name that people read.
    pub fn name(&self) -> &str {
        &self.script.name
    }

    /// Where both the Concierge and the API server are: `https://127.0.0.1:<port>`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The authority of the server's certificate, in PEM. It also signs the client certificates.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The audience to exchange for; absent if the ID token is taken as it is.
    pub fn audience(&self) -> Option<&str> {
        self.script.audience.as_deref()
    }

    /// The `aud` that the Concierge demands.
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

    /// The clock that judges tokens and stamps certificates.
    pub fn concierge_clock(&self) -> &Clock {
        &self.concierge_clock
    }

    /// The clock that judges certificates.
    pub fn api_clock(&self) -> &Clock {
        &self.api_clock
    }

    /// Switches a fault of this cluster's Concierge on or off; faults of the issuer have no effect here.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        self.faults.set(fault, on);
    }
}
