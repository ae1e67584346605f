//! Tokens on their way to being believed: which wait for keys, and which for the edge's verdict.

use alloc::vec::Vec;

use crate::config::IssuerConfig;
use crate::error::{IdTokenFault, KeysFault, Reason};
use crate::machine::ids::Owner;
use crate::machine::requests::{Outbox, Purpose};
use crate::oidc::discovery::Provider;
use crate::oidc::id_token::{Proven, UnverifiedToken};
use crate::oidc::jwks::Jwks;
use crate::oidc::signature::{CheckId, Finding, Verdict};
use crate::output::Output;
use crate::time::{Span, Tick};

/// The issuer's keys, and the tokens whose signatures they are needed for.
#[derive(Default)]
pub(crate) struct KeyRing {
    keys: Option<Jwks>,
    refetched: Option<Tick>,
    waiting: Vec<(Owner, UnverifiedToken)>,
    checking: Vec<Checking>,
    last: u32,
}

/// A token whose signature the edge is checking.
struct Checking {
    id: CheckId,
    owner: Owner,
    token: UnverifiedToken,
    since: Tick,
}

/// How the verification of a token's signature ended.
pub(crate) type Verified = (Owner, Result<Proven, Reason>);

impl KeyRing {
    /// Asks for the keys ahead of need, so that they arrive while a code is being redeemed.
    pub(crate) fn prefetch(
        &mut self,
        config: &IssuerConfig,
        provider: &Provider,
        outbox: &mut Outbox,
    ) {
        if self.keys.is_none() && !outbox.awaits(Purpose::Jwks) {
            outbox.get(Purpose::Jwks, provider.jwks_uri.as_str(), &config.headers);
        }
    }

    /// Starts on a token; a failure that is certain already comes back at once.
    pub(crate) fn submit(
        &mut self,
        owner: Owner,
        token: UnverifiedToken,
        now: Tick,
        (config, provider): (&IssuerConfig, &Provider),
        outbox: &mut Outbox,
    ) -> Option<Verified> {
        let Some(keys) = &self.keys else {
            self.waiting.push((owner, token));
            self.prefetch(config, provider, outbox);
            return None;
        };
        self.last = self.last.wrapping_add(1);
        let id = CheckId(self.last);
        match token.check(id, keys) {
            Ok(check) => {
                self.checking.push(Checking {
                    id,
                    owner,
                    token,
                    since: now,
                });
                outbox.push(Output::CheckSignature(check));
                None
            }
            // The issuer may have rotated its keys just before signing.
            Err(_) if self.may_refetch(now) => {
                self.refetch(owner, token, now, (config, provider), outbox);
                None
            }
            Err(fault) => Some((owner, Err(Reason::SigningKeys(fault)))),
        }
    }

    /// Asking again is worth it, but not in a loop.
    fn may_refetch(&self, now: Tick) -> bool {
        self.refetched
            .is_none_or(|last| now.since(last) >= REFETCH_INTERVAL)
    }

    /// Lets the token wait for keys that are younger than those at hand.
    fn refetch(
        &mut self,
        owner: Owner,
        token: UnverifiedToken,
        now: Tick,
        (config, provider): (&IssuerConfig, &Provider),
        outbox: &mut Outbox,
    ) {
        self.refetched = Some(now);
        self.keys = None;
        self.waiting.push((owner, token));
        self.prefetch(config, provider, outbox);
    }

    /// Takes the keys in and gives back the tokens that waited for them, to be submitted again.
    pub(crate) fn receive(
        &mut self,
        body: &[u8],
    ) -> Result<Vec<(Owner, UnverifiedToken)>, KeysFault> {
        self.keys = Some(Jwks::parse(body)?);
        Ok(core::mem::take(&mut self.waiting))
    }

    /// Whose tokens can't be verified because the keys can't be had.
    pub(crate) fn abandon(&mut self) -> Vec<Owner> {
        core::mem::take(&mut self.waiting)
            .into_iter()
            .map(|(owner, _)| owner)
            .collect()
    }

    /// Takes a verdict in; nothing if it is about a token that nobody waits for any more, or that waits once more.
    pub(crate) fn conclude(
        &mut self,
        verdict: Verdict,
        now: Tick,
        whose: (&IssuerConfig, &Provider),
        outbox: &mut Outbox,
    ) -> Option<Verified> {
        let at = self.checking.iter().position(|it| it.id == verdict.id)?;
        let Checking {
            id, owner, token, ..
        } = self.checking.swap_remove(at);
        let result = match verdict.finding {
            Finding::Valid(proof) => Ok(Proven { token, id, proof }),
            // A token that names no key cannot tell that the issuer has rotated it.
            Finding::Invalid if !token.names_key() && self.may_refetch(now) => {
                self.refetch(owner, token, now, whose, outbox);
                return None;
            }
            Finding::Invalid => Err(Reason::IdToken(IdTokenFault::Signature)),
            Finding::Unsupported => Err(Reason::SigningKeys(KeysFault::Unsupported)),
        };
        Some((owner, result))
    }

    /// Stops waiting for a verdict that the edge should have given long ago.
    pub(crate) fn give_up(&mut self, now: Tick) -> Option<Owner> {
        let late = |it: &Checking| now.since(it.since) >= VERDICT_LIMIT;
        let at = self.checking.iter().position(late)?;
        Some(self.checking.swap_remove(at).owner)
    }

    /// When the next verdict is late.
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

/// Unknown key ids must not become a way to make us flood the issuer.
const REFETCH_INTERVAL: Span = Span::from_secs(60);
/// A check takes milliseconds; an edge that has not answered by now has lost the question.
const VERDICT_LIMIT: Span = Span::from_secs(10);
