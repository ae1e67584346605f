//! Builds snapshots of the machine.

use alloc::borrow::ToOwned as _;
use alloc::string::ToString as _;

use super::phase::{Discovery, Phase, SignedOut, Visit};
use super::policy::Policy;
use super::session::Session;
use super::snapshot::{SessionView, SignedOutView, Situation, Snapshot, Step, Timeline};
use crate::clocks::Clock;
use crate::config::TokenMode;
use crate::time::Now;

mod clusters;

pub(crate) use clusters::Views;

impl Snapshot {
    pub(crate) fn of(
        phase: &Phase,
        issuer_clock: &Clock,
        policy: &Policy,
        now: Option<Now>,
        views: &mut Views,
    ) -> Self {
        let situation = match phase {
            Phase::Discovering(Discovery {
                visit: Visit::Callback(..),
                ..
            })
            | Phase::CreatingSession(_) => Situation::Progress(Step::Arriving),
            Phase::New | Phase::Configuring { .. } | Phase::Discovering(_) => {
                Situation::Progress(Step::Preparing)
            }
            Phase::SignedOut(signed_out) => Situation::SignedOut(SignedOutView::of(signed_out)),
            Phase::Starting { .. } | Phase::Leaving(_) => Situation::Progress(Step::Leaving),
            Phase::SignedIn(session) => Situation::SignedIn(match now {
                Some(now) => SessionView::of(session, issuer_clock, (policy, now), views),
                None => unreachable!("a machine without any input has no session"),
            }),
            Phase::Ending(_) => Situation::Progress(Step::Ending),
            Phase::Failed { error, .. } => Situation::Failed(error.clone()),
        };
        Self {
            title: phase.config().map(|config| config.title.clone()),
            branding: phase
                .config()
                .map(|config| config.branding.clone())
                .unwrap_or_default(),
            situation,
            offline: false,
        }
    }
}

impl SignedOutView {
    fn of(signed_out: &SignedOut) -> Self {
        Self {
            issuer: signed_out.issuer.config.issuer.issuer.to_string(),
            identity_providers: signed_out.identity_providers.clone(),
            cluster_names: signed_out.issuer.config.cluster_names.clone(),
            end_session_url: signed_out.end_session_url.clone(),
            start_url: match &signed_out.issuer.config.tokens {
                TokenMode::Sealed(endpoints) => Some(endpoints.start.as_str().to_owned()),
                TokenMode::Page(_) => None,
            },
        }
    }
}

impl SessionView {
    fn of(
        session: &Session,
        issuer_clock: &Clock,
        (policy, now): (&Policy, Now),
        views: &mut Views,
    ) -> Self {
        let skew = issuer_clock.skew();
        let trouble = session.failure();
        views.update(session, skew, trouble.as_ref(), (now, policy));
        let sign_in_by = session.sign_in_by(views.first_end, now, policy);
        let issuers = skew.unwrap_or_default();
        Self {
            username: session.id_token.username().to_string(),
            issuer: session.issuer.config.issuer.issuer.to_string(),
            is_supervisor: session.issuer.provider.is_supervisor(),
            clusters: views.clusters.clone(),
            refreshing: session.refresh.is_under_way(),
            timeline: Timeline {
                signed_in_at: session
                    .id_token
                    .auth_time()
                    .map_or(session.began, |at| issuers.to_ours(at)),
                id_token_until: issuers.to_ours(session.id_token.expires()),
                session_until: sign_in_by,
                renewals: session.renewal_marks.marks(),
                next_renewal: views.next_renewal,
            },
            sign_in_by,
            trouble,
            issuer_clock: skew,
            issuer_replicas_apart: issuer_clock.replicas_apart(),
        }
    }
}
