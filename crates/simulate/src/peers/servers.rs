//! All servers of a scenario: dispatches requests to them, with their clocks.

use serde_json::{Value, json};

use super::certificate::Mint;
use super::concierge;
use super::config;
use super::gateway::Gateway;
use super::issuer::{ISSUER, Issuer, IssuerProfile};
use super::verifier::{ClockOffset, Verifier};
use super::wire::{Route, ServerRequest, ServerResponse, field};
use crate::scenario::Scenario;
use crate::time::Moment;

pub(crate) struct Servers {
    pub(crate) issuer: Issuer,
    pub(crate) issuer_ahead: i64,
    gateway: Gateway,
    pub(crate) clusters: Vec<Cluster>,
    mint: Mint,
    config: Value,
    cluster_list: Value,
}

pub(crate) struct Cluster {
    concierge_ahead: ClockOffset,
    asked: usize,
    /// Issued certificates.
    pub(crate) issued: u64,
    pub(crate) verifier: Verifier,
}

impl Servers {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let mint = Mint::new();
        let cluster_list = config::clusters(
            scenario.profile,
            scenario.clusters,
            scenario.verifier_clock_is_readable,
        );
        let cluster = |number| Cluster {
            concierge_ahead: scenario.concierge,
            asked: 0,
            issued: 0,
            verifier: Verifier::new(scenario.verifier, scenario.down(number)),
        };
        Self {
            issuer: Issuer::new(scenario.profile, mint.point()),
            issuer_ahead: scenario.issuer_ahead,
            gateway: Gateway::new(scenario.gateway_cache_ttl),
            clusters: (0..scenario.clusters).map(cluster).collect(),
            config: config::document(scenario.profile, &cluster_list),
            cluster_list,
            mint,
        }
    }

    /// A user signs in at this URL. Returns the URL of the redirect.
    pub(crate) fn authorize(&mut self, url: &str, at: Moment) -> Option<String> {
        let now = at.secs_on_clock(self.issuer_ahead);
        self.issuer.authorize(url, now)
    }

    pub(crate) fn answer(&mut self, ask: &ServerRequest, at: Moment) -> ServerResponse {
        let now = at.secs_on_clock(self.issuer_ahead);
        let is_sealed = self.issuer.profile == IssuerProfile::Supervisor;
        let mut answer = match (ask.route, is_sealed) {
            (Route::Config, _) => ServerResponse::json(200, &self.config),
            (Route::Metadata, true) => self.issuer.metadata(&format!("{}/issuer", config::PORTAL)),
            (Route::Metadata, false) => self.issuer.metadata(ISSUER),
            (Route::IdentityProviders, _) => Issuer::identity_providers(),
            (Route::Jwks, _) => self.issuer.jwks(),
            (Route::SessionStart, _) => self.gateway.start(),
            (Route::SessionConfig, _) => self.gateway.session_config(ask, &self.cluster_list),
            (Route::SessionEnd, _) => Gateway::end(),
            (Route::Redeem, true) => {
                let clusters = &self.cluster_list;
                self.gateway.redeem(ask, &mut self.issuer, clusters, now)
            }
            (Route::Redeem, false) => {
                let verifier = field(&ask.body, "code_verifier").unwrap_or_default();
                self.issuer.redeem(&ask.body, &verifier, now)
            }
            (Route::Refresh, true) => self.gateway.refresh(ask, &mut self.issuer, now, at),
            (Route::Refresh, false) => {
                let presented = field(&ask.body, "refresh_token").unwrap_or_default();
                self.issuer.refresh(&presented, now)
            }
            (Route::Exchange, true) => self.gateway.exchange(ask, &mut self.issuer, now),
            (Route::Exchange, false) => {
                let access = field(&ask.body, "subject_token").unwrap_or_default();
                self.issuer.exchange(&ask.body, &access, now)
            }
            (Route::Credential(cluster), _) => return self.credential(&ask.body, cluster, at),
            (Route::Version(cluster), _) => {
                let mut answer = ServerResponse::json(200, &json!({"gitVersion": "v1.32.4"}));
                answer.date = self.clusters.get(cluster).map(|cluster| {
                    let verifier = &cluster.verifier;
                    at.secs_on_clock(verifier.ahead.of(at, cluster.asked))
                });
                return answer;
            }
            (Route::Unknown, _) => ServerResponse::json(404, &json!({"error": "not found"})),
        };
        answer.date = match ask.route {
            Route::Metadata
            | Route::IdentityProviders
            | Route::Jwks
            | Route::Redeem
            | Route::Refresh
            | Route::Exchange => Some(now),
            // The gateway's own responses have the gateway's clock, which is correct and irrelevant.
            Route::Config
            | Route::SessionStart
            | Route::SessionConfig
            | Route::SessionEnd
            | Route::Credential(_)
            | Route::Version(_)
            | Route::Unknown => Some(at.secs_on_clock(0)),
        };
        answer
    }

    /// A request to one cluster's Concierge.
    pub(crate) fn credential(&mut self, body: &[u8], number: usize, at: Moment) -> ServerResponse {
        let Some(cluster) = self.clusters.get_mut(number) else {
            return ServerResponse::unavailable();
        };
        cluster.asked += 1;
        let now = at.secs_on_clock(cluster.concierge_ahead.of(at, cluster.asked));
        let audience = config::audience(self.issuer.profile, number);
        let (mut answer, was_issued) = concierge::answer(body, &audience, now, &self.mint);
        cluster.issued += u64::from(was_issued);
        answer.date = Some(now);
        answer
    }

    /// The `Date` of a server's 503.
    pub(crate) fn clock_of(&self, route: Route, at: Moment) -> i64 {
        match route {
            Route::Credential(number) => {
                let ahead = self
                    .clusters
                    .get(number)
                    .map_or(0, |cluster| cluster.concierge_ahead.of(at, cluster.asked));
                at.secs_on_clock(ahead)
            }
            Route::Config
            | Route::Metadata
            | Route::IdentityProviders
            | Route::Jwks
            | Route::SessionStart
            | Route::SessionConfig
            | Route::SessionEnd
            | Route::Redeem
            | Route::Refresh
            | Route::Exchange
            | Route::Version(_)
            | Route::Unknown => at.secs_on_clock(self.issuer_ahead),
        }
    }

    /// The body of a `TokenCredentialRequest`, for other clients than the machine.
    pub(crate) fn credential_request(token: &str) -> Vec<u8> {
        json!({
            "kind": "TokenCredentialRequest",
            "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
            "spec": {"token": token, "authenticator": {
                "apiGroup": "authentication.concierge.pinniped.dev", "kind": "JWTAuthenticator", "name": "issuer",
            }},
        })
        .to_string()
        .into_bytes()
    }
}

/// The URL of the page.
pub(crate) fn page_url() -> String {
    format!("{}/", config::PORTAL)
}

pub(crate) fn config_url() -> String {
    format!("{}/config.json", config::PORTAL)
}

pub(crate) fn cluster_id(number: usize) -> String {
    config::cluster_id(number)
}
