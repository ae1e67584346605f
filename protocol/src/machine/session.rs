//! A session: tokens, clusters, and the cycle refresh → exchange → credential that keeps them alive.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::arriving::visible_access_token;
use super::keys::Owner;
use super::requests::{Outbox, Purpose};
use crate::config::ClusterConfig;
use crate::error::{Error, Reason};
use crate::event::Event;
use crate::oidc::exchange;
use crate::oidc::id_token::{IdToken, IssuerTime, Occasion, Rules};
use crate::output::Output;
use crate::phase::{Known, Proven, Tokens};
use crate::time::{Now, Tick, UnixTime};

mod cluster;

pub(crate) use cluster::{Activity, Cluster};

pub(crate) struct Session {
    pub(crate) issuer: Known,
    pub(crate) tokens: Tokens,
    pub(crate) id_token: IdToken,
    pub(crate) clusters: Vec<Cluster>,
    /// Whether new tokens are being fetched.
    pub(crate) refreshing: bool,
    /// Why the session as a whole cannot go on as it is.
    pub(crate) trouble: Option<Error>,
}

impl Session {
    pub(crate) fn new(
        issuer: Known,
        tokens: Tokens,
        id_token: IdToken,
        clusters: Vec<Rc<ClusterConfig>>,
    ) -> Self {
        let clusters = clusters.into_iter().map(Cluster::new).collect();
        Self {
            issuer,
            tokens,
            id_token,
            clusters,
            refreshing: false,
            trouble: None,
        }
    }

    pub(crate) fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.config.id == id)
    }

    /// Takes in the `Date` of one of a cluster's servers.
    pub(super) fn observe(
        &mut self,
        at: usize,
        purpose: Purpose,
        date: UnixTime,
        sent: Now,
        received: Now,
    ) {
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        let clock = if matches!(purpose, Purpose::Version(_)) {
            &mut cluster.verifier_clock
        } else {
            &mut cluster.concierge_clock
        };
        clock.observe(date, sent, received);
    }

    /// Asks every cluster for a credential with the tokens at hand, and its API server for the time.
    pub(super) fn request_credentials(&mut self, outbox: &mut Outbox) {
        for at in 0..self.clusters.len() {
            let Some(cluster) = self.clusters.get_mut(at) else {
                continue;
            };
            if let Some(version) = &cluster.config.version {
                outbox.get(
                    Purpose::Version(at),
                    version.as_str(),
                    &cluster.config.headers,
                );
            }
            match &cluster.config.audience {
                Some(audience) if !self.id_token.has_audience(audience) => {
                    let form = exchange::build(
                        &self.issuer.config.issuer.client_id,
                        audience,
                        &self.tokens.access,
                    );
                    outbox.ask_for_tokens(Purpose::Exchange(at), &self.issuer, form);
                    cluster.activity = Activity::Exchanging;
                }
                Some(_) | None => cluster.request(at, &self.id_token, outbox),
            }
        }
    }

    /// A token of this session, or of one of its clusters, could not be believed.
    pub(super) fn unverified(&mut self, owner: Owner, error: Error, outbox: &mut Outbox) {
        match owner {
            Owner::Session => self.trouble(error, outbox),
            Owner::Cluster(at) => self.cluster_failed(at, error, outbox),
        }
    }

    pub(super) fn trouble(&mut self, error: Error, outbox: &mut Outbox) {
        outbox.push(Output::Emit(Event::Failed {
            code: error.code(),
            cluster: None,
        }));
        self.refreshing = false;
        self.trouble = Some(error);
    }

    pub(super) fn cluster_failed(&mut self, at: usize, error: Error, outbox: &mut Outbox) {
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        let id = Some(cluster.config.id.clone());
        outbox.push(Output::Emit(Event::Failed {
            code: error.code(),
            cluster: id,
        }));
        cluster.activity = Activity::Failed(error);
    }

    /// Drops the credentials that have died.
    pub(super) fn expire(&mut self, now: Now, outbox: &mut Outbox) {
        for cluster in &mut self.clusters {
            if cluster.bury(now) {
                outbox.push(Output::Emit(Event::Expired {
                    cluster: cluster.config.id.clone(),
                }));
            }
        }
    }

    /// When the next credential dies.
    pub(super) fn deadline(&self, now: Now) -> Option<Tick> {
        self.clusters
            .iter()
            .filter_map(|cluster| cluster.remaining(now))
            .min()
            .map(|left| now.tick.plus(left))
    }

    fn rules<'a>(&'a self, audiences: &'a [&'a str], occasion: Occasion<'a>) -> Rules<'a> {
        Rules {
            config: &self.issuer.config,
            cluster_audiences: audiences,
            occasion,
        }
    }

    /// Checks the claims of a token of this session.
    pub(super) fn check(
        &self,
        owner: Owner,
        proven: Proven,
        time: IssuerTime,
    ) -> Result<IdToken, Error> {
        let audiences: Vec<&str> = self
            .clusters
            .iter()
            .filter_map(|cluster| cluster.config.audience.as_deref())
            .collect();
        let occasion = match owner {
            Owner::Session => {
                let access_token = visible_access_token(&self.issuer, &self.tokens);
                Occasion::Refresh {
                    previous: &self.id_token,
                    access_token,
                }
            }
            Owner::Cluster(at) => {
                let audience = self
                    .clusters
                    .get(at)
                    .and_then(|cluster| cluster.config.audience.as_deref());
                Occasion::Exchange {
                    audience: audience.unwrap_or_default(),
                    session: &self.id_token,
                }
            }
        };
        let rules = self.rules(&audiences, occasion);
        proven
            .token
            .verify(proven.id, proven.proof, &rules, time)
            .map_err(|fault| Reason::IdToken(fault).into())
    }
}
