//! The key ring: the issuer's keys, the tokens that wait for them, and the tokens whose signature the edge is
//! verifying.

use alloc::vec::Vec;
use core::mem;

use crate::error::{IdTokenError, KeysError, Reason};
use crate::machine::ids::Owner;
use crate::machine::requests::{Outbox, Purpose};
use crate::machine::tokens::DiscoveredIssuer;
use crate::oidc::id_token::{SignedToken, UnverifiedToken};
use crate::oidc::jwks::Jwks;
use crate::oidc::signature::{CheckId, Finding, Verdict};
use crate::output::Output;
use crate::time::{Span, Tick};

/// The issuer's keys, and the tokens whose signatures need them.
#[derive(Default)]
pub(crate) struct KeyRing {
    keys: Option<Jwks>,
    refetched: Option<Tick>,
    waiting: Vec<(Owner, UnverifiedToken)>,
    checking: Vec<PendingCheck>,
    last: u32,
}

/// A token whose signature the edge is verifying.
struct PendingCheck {
    id: CheckId,
    owner: Owner,
    token: UnverifiedToken,
    since: Tick,
}

impl KeyRing {
    /// Fetches the keys early, while a code is being redeemed.
    pub(crate) fn prefetch(&self, issuer: &DiscoveredIssuer, outbox: &mut Outbox) {
        if self.keys.is_none() && !outbox.awaits(Purpose::Jwks) {
            let url = issuer.provider.jwks_uri.as_str();
            outbox.get(Purpose::Jwks, url, &issuer.config.issuer.headers);
        }
    }

    /// Has a signature verified, now or when the keys arrive; fails if there is no key for it.
    pub(super) fn submit(
        &mut self,
        owner: Owner,
        token: UnverifiedToken,
        now: Tick,
        issuer: &DiscoveredIssuer,
        outbox: &mut Outbox,
    ) -> Result<(), KeysError> {
        let Some(keys) = &self.keys else {
            self.waiting.push((owner, token));
            self.prefetch(issuer, outbox);
            return Ok(());
        };
        self.last = self.last.wrapping_add(1);
        let id = CheckId(self.last);
        match token.check(id, keys) {
            Ok(check) => {
                self.checking.push(PendingCheck {
                    id,
                    owner,
                    token,
                    since: now,
                });
                outbox.push(Output::CheckSignature(check));
                Ok(())
            }
            // The issuer may have rotated its keys just before signing.
            Err(_) if self.may_refetch(now) => {
                self.refetch(owner, token, now, issuer, outbox);
                Ok(())
            }
            Err(fault) => Err(fault),
        }
    }

    /// A refetch can help, but must not become a loop.
    fn may_refetch(&self, now: Tick) -> bool {
        self.refetched
            .is_none_or(|last| now.since(last) >= REFETCH_INTERVAL)
    }

    /// Lets the token wait for newer keys.
    fn refetch(
        &mut self,
        owner: Owner,
        token: UnverifiedToken,
        now: Tick,
        issuer: &DiscoveredIssuer,
        outbox: &mut Outbox,
    ) {
        self.refetched = Some(now);
        self.keys = None;
        self.waiting.push((owner, token));
        self.prefetch(issuer, outbox);
    }

    pub(super) fn set_keys(&mut self, keys: Jwks) {
        self.keys = Some(keys);
    }

    /// Takes the tokens that wait for keys.
    pub(super) fn take_waiting(&mut self) -> Vec<(Owner, UnverifiedToken)> {
        mem::take(&mut self.waiting)
    }

    /// The token that a verdict concerns, if its signature is valid; none if no such token is waiting, or if it now
    /// waits for newer keys.
    pub(super) fn conclude(
        &mut self,
        verdict: Verdict,
        now: Tick,
        issuer: &DiscoveredIssuer,
        outbox: &mut Outbox,
    ) -> Option<(Owner, Result<SignedToken, Reason>)> {
        let at = self.checking.iter().position(|it| it.id == verdict.id)?;
        let PendingCheck {
            id, owner, token, ..
        } = self.checking.swap_remove(at);
        let result = match verdict.finding {
            Finding::Valid(proof) => Ok(SignedToken { token, id, proof }),
            // A token without a key id cannot show that the issuer rotated its keys.
            Finding::Invalid if !token.names_key() && self.may_refetch(now) => {
                self.refetch(owner, token, now, issuer, outbox);
                return None;
            }
            Finding::Invalid => Err(Reason::IdToken(IdTokenError::Signature)),
            Finding::Unsupported => Err(Reason::SigningKeys(KeysError::Unsupported)),
        };
        Some((owner, result))
    }

    /// Drops a check whose verdict is overdue.
    pub(super) fn time_out(&mut self, now: Tick) -> Option<Owner> {
        let late = |it: &PendingCheck| now.since(it.since) >= VERDICT_LIMIT;
        let at = self.checking.iter().position(late)?;
        Some(self.checking.swap_remove(at).owner)
    }

    /// When the next verdict is overdue.
    pub(crate) fn deadline(&self) -> Option<Tick> {
        let since = self.checking.iter().map(|it| it.since).min()?;
        Some(since.plus(VERDICT_LIMIT))
    }

    /// Drops every token, keeps the keys.
    pub(crate) fn forget_tokens(&mut self) {
        self.waiting.clear();
        self.checking.clear();
    }
}

/// Limits the requests that unknown key ids can cause.
const REFETCH_INTERVAL: Span = Span::from_secs(60);
/// A check takes milliseconds; after this time the edge has lost it.
const VERDICT_LIMIT: Span = Span::from_secs(10);
