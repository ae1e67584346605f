//! The start of a session: from a callback, or from a sealed session that a page resumes.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::Machine;
use super::ids::{Attempt, Owner};
use super::phase::{Origin, Phase, RetryTarget, SessionCreation};
use super::requests::Purpose;
use super::startup::Start;
use super::tokens::DiscoveredIssuer;
use crate::config::{self, ClusterConfig, TokenMode};
use crate::error::{CallbackError, Error, Reason};
use crate::http::Reply;
use crate::oidc::authorize::PendingLogin;
use crate::oidc::callback::Callback;
use crate::oidc::{refresh, token};
use crate::secret::Secret;
use crate::time::Now;

impl Machine {
    /// Redeems the code of a valid callback, and fetches the keys for its ID token at the same time.
    pub(super) fn redeem(
        &mut self,
        issuer: DiscoveredIssuer,
        callback: Callback,
        pending: Option<PendingLogin>,
    ) {
        let silently = pending.as_ref().is_some_and(|pending| pending.silently);
        let callback =
            match callback.validate(pending, &issuer.config.issuer.issuer, &issuer.provider) {
                Ok(callback) => callback,
                // A silent sign-in only asks whether the issuer has a session; it has none.
                Err(CallbackError::Refused(refusal))
                    if silently && refusal.is_about_prompting() =>
                {
                    return self.discover(issuer.config, Start::SignedOut(None));
                }
                Err(fault) => {
                    return self.fail_with(
                        Some(issuer.config),
                        Reason::Callback(fault).into(),
                        RetryTarget::Visit,
                    );
                }
            };
        let form = token::build(&issuer.config, &callback);
        let clusters = match &issuer.config.tokens {
            TokenMode::Page(clusters) => Some(clusters.clone()),
            TokenMode::Sealed(_) => None,
        };
        let origin = Origin::Code {
            nonce: callback.pending.nonce,
            silently,
        };
        self.create_session(issuer, Purpose::Redeem, form, origin, clusters);
    }

    /// Refreshes a session of which this page has only the cookie.
    pub(super) fn resume(&mut self, issuer: DiscoveredIssuer, clusters: Vec<Rc<ClusterConfig>>) {
        let handle = Secret::new(SEALED.into());
        let form = refresh::build(&issuer.config, &handle);
        let purpose = Purpose::Refresh {
            attempt: Attempt::default(),
            spent: Attempt::default(),
        };
        self.create_session(issuer, purpose, form, Origin::SealedSession, Some(clusters));
    }

    /// Requests the session's first tokens, and at the same time the keys for its ID token.
    fn create_session(
        &mut self,
        issuer: DiscoveredIssuer,
        purpose: Purpose,
        form: Secret<Vec<u8>>,
        origin: Origin,
        clusters: Option<Vec<Rc<ClusterConfig>>>,
    ) {
        self.outbox.ask_for_tokens(purpose, &issuer, form);
        self.ring.prefetch(&issuer, &mut self.outbox);
        self.phase = Phase::CreatingSession(SessionCreation {
            issuer,
            origin,
            tokens: None,
            clusters,
            signed: None,
        });
    }

    /// The gateway returned the clusters of the session.
    pub(super) fn session_configured(
        &mut self,
        reply: Result<Reply, Error>,
        now: Now,
    ) -> Result<(), Error> {
        let Phase::CreatingSession(creation) = &mut self.phase else {
            return Ok(());
        };
        let clusters =
            config::parse_session_clusters(reply?.body.secret()).map_err(Reason::Config)?;
        // The gateway has just set the cookie of this session.
        creation.clusters = Some(clusters.ok_or(Reason::CookieMissing)?);
        if let Some(signed) = creation.signed.take() {
            self.check_claims(Owner::Session, signed, now);
        }
        Ok(())
    }

    /// The gateway's session cannot be resumed; that is not an error to show.
    pub(super) fn back_to_sign_in(&mut self) {
        let Some(config) = self.phase.config().cloned() else {
            return;
        };
        self.discover(config, Start::SignedOut(None));
    }
}

/// The gateway's placeholder for the tokens that it holds.
const SEALED: &str = "sealed";
