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
use crate::oidc::callback::{Callback, CodeBinding};
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
        let (identifier, provider) = (&issuer.config.issuer.issuer, &issuer.provider);
        let (validated, clusters) = match &issuer.config.tokens {
            TokenMode::Page(clusters) => (
                callback.validate(pending, identifier, provider),
                Some(clusters.clone()),
            ),
            TokenMode::Sealed(_) => (callback.validate_for_gateway(identifier, provider), None),
        };
        let callback = match validated {
            Ok(callback) => callback,
            // A silent sign-in only asks whether the issuer has a session; it has none. In `sealed` mode the page may
            // not know that it was silent, and the sign-in page is the next step anyway.
            Err(CallbackError::Refused(refusal))
                if refusal.is_about_prompting()
                    && (silently || matches!(issuer.config.tokens, TokenMode::Sealed(_))) =>
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
        let nonce = match callback.binding {
            CodeBinding::Page { nonce, .. } => Some(nonce),
            CodeBinding::Gateway { .. } => None,
        };
        let origin = Origin::Code { nonce, silently };
        self.create_session(issuer, Purpose::Redeem, form, origin, clusters);
    }

    /// Refreshes a session of which this page has only the cookie, and requests its clusters unless they are known.
    pub(super) fn resume(
        &mut self,
        issuer: DiscoveredIssuer,
        clusters: Option<Vec<Rc<ClusterConfig>>>,
    ) {
        let handle = Secret::new(SEALED.into());
        let form = match &clusters {
            Some(_) => refresh::build(&issuer.config, &handle),
            None => refresh::build_with_clusters(&issuer.config, &handle),
        };
        let purpose = Purpose::Refresh {
            attempt: Attempt::default(),
            spent: Attempt::default(),
        };
        self.create_session(issuer, purpose, form, Origin::SealedSession, clusters);
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

    /// The gateway returned the clusters of the session, which were too many for its token response.
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
