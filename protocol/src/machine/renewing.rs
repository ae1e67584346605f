//! The cycle that keeps a session's certificates alive: refresh, exchange, credential.

use alloc::string::String;

use super::Machine;
use super::arriving::issuer_time;
use super::keys::Owner;
use super::requests::Purpose;
use super::session::Cluster;
use crate::error::{Error, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::oidc::token::TokenSet;
use crate::oidc::{exchange, refresh};
use crate::output::Output;
use crate::phase::{Phase, Proven};
use crate::time::Now;

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
            self.outbox
                .ask_for_tokens(Purpose::Refresh, &session.issuer, form);
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
