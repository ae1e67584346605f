//! A session: tokens, clusters, and the cycle refresh → exchange → credential that keeps them alive.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::arriving::{issuer_time, visible_access_token};
use super::keys::Owner;
use super::requests::{Outbox, Purpose};
use super::{FORM, Machine};
use crate::config::ClusterConfig;
use crate::error::{Error, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::oidc::id_token::{IdToken, IssuerTime, Occasion, Rules};
use crate::oidc::{exchange, refresh, token::TokenSet};
use crate::output::Output;
use crate::phase::{Known, Phase, Proven, Tokens};
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
                    let endpoint = self.issuer.provider.token_endpoint.as_str();
                    outbox.post(
                        Purpose::Exchange(at),
                        endpoint,
                        &self.issuer.config.issuer.headers,
                        FORM,
                        form,
                    );
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

    fn trouble(&mut self, error: Error, outbox: &mut Outbox) {
        outbox.push(Output::Emit(Event::Failed {
            code: error.code(),
            cluster: None,
        }));
        self.refreshing = false;
        self.trouble = Some(error);
    }

    fn cluster_failed(&mut self, at: usize, error: Error, outbox: &mut Outbox) {
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
    fn check(&self, owner: Owner, proven: Proven, time: IssuerTime) -> Result<IdToken, Error> {
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

impl Machine {
    /// Gets new certificates: with a refresh first where there is a refresh token, else with the ID token as long as it
    /// lives.
    pub(super) fn renew(&mut self, now: Now) {
        let time = issuer_time(&self.issuer_clock, now);
        let Phase::SignedIn(session) = &mut self.phase else {
            return;
        };
        if session.refreshing || session.clusters.iter().any(Cluster::is_busy) {
            return;
        }
        session.trouble = None;
        if let Some(token) = &session.tokens.refresh {
            let form = refresh::build(&session.issuer.config, token);
            let endpoint = session.issuer.provider.token_endpoint.as_str();
            self.outbox.post(
                Purpose::Refresh,
                endpoint,
                &session.issuer.config.issuer.headers,
                FORM,
                form,
            );
            session.refreshing = true;
        } else if session.id_token.expires() > time.estimate.plus(time.error) {
            session.request_credentials(&mut self.outbox);
        } else {
            session.trouble(Reason::SignInRequired.into(), &mut self.outbox);
        }
    }

    /// The newest refresh token is kept before anything else is done with the answer: the old one is dead already.
    pub(super) fn renewal_refreshed(&mut self, tokens: Result<TokenSet, Error>, now: Now) {
        let Phase::SignedIn(session) = &mut self.phase else {
            return;
        };
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(error) => return session.trouble(error, &mut self.outbox),
        };
        session.tokens.access = tokens.access_token;
        if tokens.refresh_token.is_some() {
            session.tokens.refresh = tokens.refresh_token;
        }
        match tokens.id_token {
            Some(token) => self.submit(Owner::Session, token, now),
            // OpenID Connect Core §12.2 allows an answer without one: the ID token at hand still stands.
            None => {
                session.refreshing = false;
                session.request_credentials(&mut self.outbox);
            }
        }
    }

    /// A token of the running session has a good signature.
    pub(super) fn renewal_verified(&mut self, owner: Owner, proven: Proven, now: Now) {
        let time = issuer_time(&self.issuer_clock, now);
        let Phase::SignedIn(session) = &mut self.phase else {
            return;
        };
        match (owner, session.check(owner, proven, time)) {
            (Owner::Session, Ok(token)) => {
                session.id_token = token;
                session.refreshing = false;
                session.request_credentials(&mut self.outbox);
            }
            (Owner::Cluster(at), Ok(token)) => {
                if let Some(cluster) = session.clusters.get_mut(at) {
                    cluster.request(at, &token, &mut self.outbox);
                }
            }
            (owner, Err(error)) => session.unverified(owner, error, &mut self.outbox),
        }
    }

    /// The issuer answered the exchange for one cluster.
    pub(super) fn exchanged(&mut self, at: usize, reply: Result<Reply, Error>, now: Now) {
        let token = reply.and_then(|reply| {
            exchange::process(reply.status, reply.body.secret()).map_err(|reason| Error {
                reason,
                audit_id: reply.audit_id,
            })
        });
        match (token, &mut self.phase) {
            (Ok(token), _) => self.submit(Owner::Cluster(at), token, now),
            (Err(error), Phase::SignedIn(session)) => {
                session.cluster_failed(at, error, &mut self.outbox)
            }
            (Err(_), _) => {}
        }
    }

    /// A Concierge answered.
    pub(super) fn credential(&mut self, at: usize, reply: Result<Reply, Error>, now: Now) {
        let Phase::SignedIn(session) = &mut self.phase else {
            return;
        };
        let Some(cluster) = session.clusters.get_mut(at) else {
            return;
        };
        match reply.and_then(|reply| cluster.receive(reply, now)) {
            Ok(()) => {
                let cluster: String = cluster.config.id.clone();
                self.outbox
                    .push(Output::Emit(Event::Credential { cluster }));
            }
            Err(error) => session.cluster_failed(at, error, &mut self.outbox),
        }
    }
}
