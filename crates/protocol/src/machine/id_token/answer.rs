//! Answers that a running session waits for, taken to where they belong.

use crate::activity::Happened;
use crate::error::{Error, Need};
use crate::http::Reply;
use crate::machine::Machine;
use crate::machine::ids::{Attempt, ClusterIndex, Owner};
use crate::machine::phase::Phase;
use crate::machine::session::{Session, Turn};
use crate::oidc::exchange;
use crate::oidc::id_token::{Proven, UnverifiedToken};
use crate::oidc::refresh;
use crate::oidc::token::TokenSet;
use crate::time::Now;

impl Machine {
    /// The session, if there is one, and what it works with while this input is handled.
    pub(in crate::machine) fn in_session(&mut self, now: Now) -> Option<(&mut Session, Turn<'_>)> {
        let Phase::SignedIn(session) = &mut self.phase else {
            return None;
        };
        let turn = Turn {
            now,
            policy: &self.policy,
            seed: &mut self.seed,
            outbox: &mut self.outbox,
            online: self.online,
            issuer_clock: self.issuer_clock.skew(),
        };
        Some((session, turn))
    }

    /// The issuer answered one attempt to refresh; the answer may be `late`.
    pub(in crate::machine) fn renewal_refreshed(
        &mut self,
        reply: Result<Reply, Error>,
        (attempt, spent): (Attempt, Attempt),
        late: bool,
        now: Now,
    ) {
        let Some((session, mut turn)) = self.in_session(now) else {
            return;
        };
        let (error, newest) = match reply {
            Err(error) => (error, None),
            Ok(reply) => match refresh::process(reply.status, reply.body.secret()) {
                Ok(tokens) => return self.tokens_came(attempt, tokens, now),
                Err(unusable) => (reply.complain(unusable.reason), unusable.newest),
            },
        };
        if !session.heeds(attempt, spent) {
            return;
        }
        session.keep_newest(attempt, newest);
        if error.need() == Need::SignIn {
            session.refresh_refused(error, &mut turn);
        } else if !late {
            session.refresh_failed(error, &mut turn);
        }
    }

    fn tokens_came(&mut self, attempt: Attempt, mut tokens: TokenSet, now: Now) {
        let Some((session, mut turn)) = self.in_session(now) else {
            return;
        };
        if !session.keep(attempt, &mut tokens, now) {
            return;
        }
        turn.outbox.record(Happened::Refreshed, None);
        match tokens.id_token {
            Some(token) => self.submit(Owner::Session, token, now),
            // OpenID Connect Core §12.2 allows an answer without one: the ID token at hand still stands.
            None => session.refresh_succeeded(None, &mut turn),
        }
    }

    /// A token of the running session has a good signature.
    pub(in crate::machine) fn renewal_verified(&mut self, owner: Owner, proven: Proven, now: Now) {
        let time = self.issuer_time(&proven.token, now);
        let Some((session, mut turn)) = self.in_session(now) else {
            return;
        };
        match (owner, session.check(owner, proven, time)) {
            (Owner::Session, Ok(token)) => session.refresh_succeeded(Some(token), &mut turn),
            (Owner::Cluster(at), Ok(token)) => session.exchanged(at, &token, &mut turn),
            (owner, Err(error)) => session.unverified(owner, error, &mut turn),
        }
    }

    /// The issuer answered the exchange for one cluster.
    pub(in crate::machine) fn exchange_answered(
        &mut self,
        at: ClusterIndex,
        spent: Attempt,
        reply: Result<Reply, Error>,
        now: Now,
    ) {
        let token: Result<UnverifiedToken, Error> = reply.and_then(|reply| {
            exchange::process(reply.status, reply.body.secret())
                .map_err(|reason| reply.complain(reason))
        });
        match token {
            Ok(token) => {
                if let Some((session, mut turn)) = self.in_session(now) {
                    session.exchange_answered(at, &mut turn);
                }
                self.submit(Owner::Cluster(at), token, now);
            }
            Err(error) => {
                if let Some((session, mut turn)) = self.in_session(now) {
                    session.exchange_failed(at, error, spent, &mut turn);
                }
            }
        }
    }
}
