//! From a code, or from a sealed session that a page came back to, to a session of ours.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::ids::{Attempt, Owner};
use super::opening::Start;
use super::phase::{Again, Arriving, Origin, Phase};
use super::requests::Purpose;
use super::session::Session;
use super::tokens::{Known, Tokens};
use super::{Machine, ends_session};
use crate::activity::Happened;
use crate::clocks::Reading;
use crate::code::Code;
use crate::config::{self, ClusterConfig, TokenMode};
use crate::error::{CallbackFault, Error, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::callback::Callback;
use crate::oidc::id_token::{IssuerTime, Occasion, Rules, UnverifiedToken};
use crate::oidc::{refresh, token};
use crate::output::Output;
use crate::secret::Secret;
use crate::time::Now;

impl Machine {
    /// Redeems the code of a callback, if it is one of ours; the keys for its ID token are fetched meanwhile.
    pub(super) fn redeem(
        &mut self,
        issuer: Known,
        callback: Callback,
        pending: Option<PendingLogin>,
    ) {
        let silently = pending.as_ref().is_some_and(|pending| pending.silently);
        let callback =
            match callback.validate(pending, &issuer.config.issuer.issuer, &issuer.provider) {
                Ok(callback) => callback,
                // We had asked whether somebody is signed in there, and nobody is.
                Err(CallbackFault::Refused(refusal))
                    if silently && refusal.is_about_prompting() =>
                {
                    return self.discover(
                        issuer.config,
                        Start::SignedOut {
                            end_session_url: None,
                        },
                    );
                }
                Err(fault) => {
                    return self.fail_with(
                        Some(issuer.config),
                        Reason::Callback(fault).into(),
                        Again::Visit,
                    );
                }
            };
        let form = token::build(&issuer.config, &callback);
        self.outbox.ask_for_tokens(Purpose::Redeem, &issuer, form);
        self.ring
            .prefetch(&issuer.config.issuer, &issuer.provider, &mut self.outbox);
        let clusters = match &issuer.config.tokens {
            TokenMode::Page(clusters) => Some(clusters.clone()),
            TokenMode::Sealed(_) => None,
        };
        let origin = Origin::Code {
            nonce: callback.pending.nonce,
            silently,
        };
        self.phase = Phase::Arriving(Arriving {
            issuer,
            origin,
            tokens: None,
            clusters,
            proven: None,
        });
    }

    /// Refreshes a session of which this page has nothing but the cookie.
    pub(super) fn resume(&mut self, issuer: Known, clusters: Vec<Rc<ClusterConfig>>) {
        let handle = Secret::new(SEALED.into());
        let form = refresh::build(&issuer.config, &handle);
        let purpose = Purpose::Refresh {
            attempt: Attempt::default(),
            spent: Attempt::default(),
        };
        self.outbox.ask_for_tokens(purpose, &issuer, form);
        self.ring
            .prefetch(&issuer.config.issuer, &issuer.provider, &mut self.outbox);
        let origin = Origin::SealedSession;
        self.phase = Phase::Arriving(Arriving {
            issuer,
            origin,
            tokens: None,
            clusters: Some(clusters),
            proven: None,
        });
    }

    pub(super) fn redeemed(&mut self, reply: Result<Reply, Error>, now: Now) {
        let tokens = reply.and_then(|reply| {
            token::process(reply.status, reply.body.secret())
                .map_err(|reason| reply.complain(reason))
        });
        match tokens {
            Ok(tokens) => self.tokens_arrived(tokens, now),
            // This tab did start it: its own half was there, and only the gateway's, the cookie, is not.
            Err(error) if error.code() == Code::LoginNotStarted => {
                self.fail(Reason::CookieMissing.into());
            }
            Err(error) => self.fail(error),
        }
    }

    /// The refresh of a sealed session that a page came back to was answered.
    pub(super) fn resumed(&mut self, reply: Result<Reply, Error>, now: Now) {
        let tokens = reply.and_then(|reply| {
            refresh::process(reply.status, reply.body.secret())
                .map_err(|unusable| reply.complain(unusable.reason))
        });
        match tokens {
            Ok(tokens) if tokens.id_token.is_some() => self.tokens_arrived(tokens, now),
            // A page that knows nothing needs an ID token, and this session gives none: it takes a sign-in.
            Ok(_) => self.back_to_sign_in(),
            Err(error) if ends_session(&error) => self.back_to_sign_in(),
            Err(error) => self.fail(error),
        }
    }

    fn tokens_arrived(&mut self, tokens: token::TokenSet, now: Now) {
        let Phase::Arriving(arriving) = &mut self.phase else {
            return;
        };
        arriving.tokens = Some(Tokens {
            access: tokens.access_token,
            refresh: tokens.refresh_token,
            received: now.tick,
            access_until: tokens.expires_in.map(|life| now.tick.plus(life)),
            attempt: Attempt::default(),
        });
        if let (TokenMode::Sealed(session), None) =
            (&arriving.issuer.config.tokens, &arriving.clusters)
        {
            self.outbox.get(
                Purpose::SessionConfig,
                session.config.as_str(),
                &session.headers,
            );
        }
        if let Some(id_token) = tokens.id_token {
            self.submit(Owner::Session, id_token, now);
        }
    }

    pub(super) fn session_configured(&mut self, reply: Result<Reply, Error>, now: Now) {
        let Phase::Arriving(arriving) = &mut self.phase else {
            return;
        };
        let clusters = reply.and_then(|reply| {
            config::parse_session_clusters(reply.body.secret())
                .map_err(|fault| Reason::Config(fault).into())
        });
        match clusters {
            Ok(Some(clusters)) => {
                arriving.clusters = Some(clusters);
                self.conclude_arrival(now);
            }
            // The gateway has just set the cookie of this session.
            Ok(None) => self.fail(Reason::CookieMissing.into()),
            Err(error) => self.fail(error),
        }
    }

    /// Checks the claims as soon as tokens, clusters and the signature's proof are all there.
    pub(super) fn conclude_arrival(&mut self, now: Now) {
        let Phase::Arriving(Arriving {
            tokens: Some(_),
            clusters: Some(_),
            proven: Some(_),
            ..
        }) = &self.phase
        else {
            return;
        };
        let Phase::Arriving(Arriving {
            issuer,
            origin,
            tokens: Some(tokens),
            clusters: Some(clusters),
            proven: Some(proven),
        }) = self.take_phase()
        else {
            return;
        };
        let time = self.issuer_time(&proven.token, now);
        let visible = tokens.visible_access_token(&issuer);
        let occasion = match &origin {
            Origin::Code { nonce, .. } => Occasion::Login {
                nonce,
                access_token: visible,
            },
            Origin::SealedSession => Occasion::Resume {
                access_token: visible,
            },
        };
        let is_ours = |audience: &str| {
            let mut all = clusters.iter();
            all.any(|cluster| cluster.audience.as_deref() == Some(audience))
        };
        let rules = Rules {
            config: &issuer.config,
            is_cluster_audience: &is_ours,
            occasion,
        };
        match proven.verify(&rules, time) {
            Ok(id_token) => {
                let issuer_clock = self.issuer_clock.skew().unwrap_or_default();
                let until = issuer_clock.to_ours(id_token.expires());
                self.outbox.push(Output::Emit(Event::SignedIn));
                let happened = match origin {
                    Origin::Code { silently: true, .. } => Happened::RenewedSilently { until },
                    Origin::Code { .. } | Origin::SealedSession => Happened::SignedIn { until },
                };
                self.outbox.record(happened, None);
                self.views.take();
                self.phase =
                    Phase::SignedIn(Session::new(issuer, tokens, id_token, clusters, now.wall));
            }
            Err(fault) => self.fail_with(
                Some(issuer.config.clone()),
                Reason::IdToken(fault).into(),
                Again::SignIn,
            ),
        }
    }

    /// What the issuer's clock says. Where its answers come without a time that can be read, as they do across origins,
    /// the token itself says when it was made, which was between asking and being answered.
    pub(super) fn issuer_time(&mut self, token: &UnverifiedToken, now: Now) -> IssuerTime {
        if let (Some((sent, received)), Some(issued)) = (self.undated.take(), token.issued()) {
            let explanation = self.issuer_clock.observe(issued, sent, received);
            self.explained(explanation);
        }
        let own = || Reading::exactly(now.wall);
        let reading = self.policy.read(self.issuer_clock.read(now.wall), own);
        IssuerTime {
            estimate: reading.earliest.plus(reading.error()),
            error: reading.error(),
        }
    }

    /// The session that the gateway had cannot be brought back; nothing failed that a person should read about.
    fn back_to_sign_in(&mut self) {
        let Some(config) = self.phase.config().cloned() else {
            return;
        };
        self.discover(
            config,
            Start::SignedOut {
                end_session_url: None,
            },
        );
    }
}

/// The gateway's stand-in for the tokens that it keeps.
const SEALED: &str = "sealed";
