//! Tokens to the key ring and back: what arrives verified goes on to whoever waits for it.

use super::keys::Verified;
use crate::error::{Error, Reason};
use crate::http::Reply;
use crate::machine::Machine;
use crate::machine::ids::Owner;
use crate::machine::phase::Phase;
use crate::oidc::id_token::UnverifiedToken;
use crate::oidc::signature::Verdict;
use crate::time::Now;

impl Machine {
    /// Hands a token to the key ring.
    pub(in crate::machine) fn submit(&mut self, owner: Owner, token: UnverifiedToken, now: Now) {
        let Some(issuer) = self.phase.issuer_of_tokens() else {
            return;
        };
        let whose = (&issuer.config.issuer, &*issuer.provider);
        if let Some(verified) = self
            .ring
            .submit(owner, token, now.tick, whose, &mut self.outbox)
        {
            self.verified(verified, now);
        }
    }

    /// Hands the edge's verdict to the key ring.
    pub(in crate::machine) fn verdict(&mut self, verdict: Verdict, now: Now) {
        let Some(issuer) = self.phase.issuer_of_tokens() else {
            return;
        };
        let whose = (&issuer.config.issuer, &*issuer.provider);
        if let Some(verified) = self
            .ring
            .conclude(verdict, now.tick, whose, &mut self.outbox)
        {
            self.verified(verified, now);
        }
    }

    /// The issuer's keys arrived, or did not.
    pub(in crate::machine) fn keys(&mut self, reply: Result<Reply, Error>, now: Now) {
        let received = reply.and_then(|reply| {
            self.ring
                .receive(reply.body.secret())
                .map_err(|fault| reply.complain(Reason::SigningKeys(fault)))
        });
        match received {
            Ok(tokens) => {
                for (owner, token) in tokens {
                    self.submit(owner, token, now);
                }
            }
            Err(error) => {
                for owner in self.ring.abandon() {
                    self.unverified(owner, error.clone(), now);
                }
            }
        }
    }

    /// A signature was found valid, or something else.
    pub(in crate::machine) fn verified(&mut self, (owner, result): Verified, now: Now) {
        match (result, &mut self.phase) {
            (Ok(proven), Phase::Arriving(arriving)) => {
                arriving.proven = Some(proven);
                self.conclude_arrival(now);
            }
            (Ok(proven), Phase::SignedIn(_)) => self.renewal_verified(owner, proven, now),
            (Ok(_), _) => {}
            (Err(reason), _) => self.unverified(owner, reason.into(), now),
        }
    }

    pub(in crate::machine) fn unverified(&mut self, owner: Owner, error: Error, now: Now) {
        if let Some((session, mut turn)) = self.in_session(now) {
            session.unverified(owner, error, &mut turn);
        } else {
            self.fail(error);
        }
    }
}
