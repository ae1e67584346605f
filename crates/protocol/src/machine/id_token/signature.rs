//! Stage 2: the signature, verified by the edge with the issuer's key.

use crate::error::{Error, KeysError, Reason};
use crate::http::Reply;
use crate::machine::Machine;
use crate::machine::ids::Owner;
use crate::oidc::id_token::UnverifiedToken;
use crate::oidc::jwks::Jwks;
use crate::oidc::signature::Verdict;
use crate::time::Now;

impl Machine {
    /// Has the edge verify a token's signature as soon as the issuer's keys are available.
    pub(super) fn check_signature(&mut self, owner: Owner, token: UnverifiedToken, now: Now) {
        let Some(issuer) = self.phase.issuer_of_tokens() else {
            return;
        };
        if let Err(fault) = self
            .ring
            .submit(owner, token, now.tick, &issuer, &mut self.outbox)
        {
            self.reject(owner, Reason::SigningKeys(fault).into(), now);
        }
    }

    /// The issuer's keys arrived, or the request failed.
    pub(in crate::machine) fn keys(&mut self, reply: Result<Reply, Error>, now: Now) {
        let keys = reply.and_then(|reply| {
            Jwks::parse(reply.body.secret())
                .map_err(|fault| reply.error(Reason::SigningKeys(fault)))
        });
        let waiting = self.ring.take_waiting();
        match keys {
            Ok(keys) => {
                self.ring.set_keys(keys);
                for (owner, token) in waiting {
                    self.check_signature(owner, token, now);
                }
            }
            Err(error) => {
                for (owner, _) in waiting {
                    self.reject(owner, error.clone(), now);
                }
            }
        }
    }

    /// The edge has verified a signature.
    pub(in crate::machine) fn verdict(&mut self, verdict: Verdict, now: Now) {
        let Some(issuer) = self.phase.issuer_of_tokens() else {
            return;
        };
        let concluded = self
            .ring
            .conclude(verdict, now.tick, &issuer, &mut self.outbox);
        match concluded {
            Some((owner, Ok(signed))) => self.check_claims(owner, signed, now),
            Some((owner, Err(reason))) => self.reject(owner, reason.into(), now),
            None => {}
        }
    }

    /// Drops checks whose verdicts are overdue.
    pub(in crate::machine) fn time_out_verdicts(&mut self, now: Now) {
        while let Some(owner) = self.ring.time_out(now.tick) {
            self.reject(owner, Reason::SigningKeys(KeysError::NoVerdict).into(), now);
        }
    }
}
