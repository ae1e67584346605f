//! Stage 4: passes a verified token to the session, and reports a token that failed verification.

use crate::activity::Happened;
use crate::error::Error;
use crate::event::Event;
use crate::machine::Machine;
use crate::machine::ids::Owner;
use crate::machine::phase::{Origin, Phase, SessionCreation};
use crate::machine::session::Session;
use crate::oidc::id_token::IdToken;
use crate::output::Output;
use crate::time::Now;

impl Machine {
    /// Passes a verified token to the session, or starts a session with it.
    pub(super) fn accept(&mut self, owner: Owner, token: IdToken, now: Now) {
        let Some((session, mut context)) = self.in_session(now) else {
            return self.begin_session(token, now);
        };
        match owner {
            Owner::Session => session.refresh_succeeded(Some(token), &mut context),
            Owner::Cluster(at) => session.exchanged(at, &token, &mut context),
        }
    }

    fn begin_session(&mut self, token: IdToken, now: Now) {
        let Phase::CreatingSession(SessionCreation {
            issuer,
            origin,
            tokens: Some(tokens),
            clusters: Some(clusters),
            ..
        }) = self.take_phase()
        else {
            return;
        };
        let issuer_clock = self.issuer_clock.skew().unwrap_or_default();
        let until = issuer_clock.to_ours(token.expires());
        self.outbox.push(Output::Emit(Event::SignedIn));
        let happened = match origin {
            Origin::Code { silently: true, .. } => Happened::RenewedSilently { until },
            Origin::Code { .. } | Origin::SealedSession => Happened::SignedIn { until },
        };
        self.outbox.record(happened, None);
        self.views.take();
        self.phase = Phase::SignedIn(Session::new(issuer, tokens, token, clusters, now.wall));
    }

    /// Handles a token that failed verification.
    pub(super) fn reject(&mut self, owner: Owner, error: Error, now: Now) {
        let Some((session, mut context)) = self.in_session(now) else {
            return self.refuse_tokens(error);
        };
        match owner {
            Owner::Session => session.refresh_failed(error, &mut context),
            Owner::Cluster(at) => session.cluster_failed(at, error, &mut context),
        }
    }
}
