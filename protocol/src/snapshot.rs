//! What can be shown of the machine: a copy without secrets, and without anything to act on.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::clocks::{Clock, Deviation};
use crate::error::Error;
use crate::machine::policy::Policy;
use crate::machine::session::{Activity, Cluster, Session};
use crate::oidc::identity_providers::IdentityProvider;
use crate::phase::{Discovering, Phase, SignedOut, Visit};
use crate::time::{Now, Skew, Span, UnixTime};

/// The machine as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What the portal calls itself, once that is known.
    pub title: Option<String>,
    /// The situation.
    pub situation: Situation,
}

/// The situations that people can be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Situation {
    /// Something is under way that needs nobody.
    Progress(Step),
    /// Nobody is signed in.
    SignedOut(SignedOutView),
    /// Somebody is.
    SignedIn(SessionView),
    /// Something ended what was under way.
    Failed(Error),
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reading the configuration and the issuer's metadata.
    Preparing,
    /// Sending the browser to the issuer.
    Leaving,
    /// Redeeming and verifying what the issuer answered.
    Arriving,
    /// Ending the session.
    Ending,
}

/// What a person needs to know before signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOutView {
    /// Where they will be sent.
    pub issuer: String,
    /// What they can choose from; empty where there is no choice to make here.
    pub identity_providers: Vec<IdentityProvider>,
    /// What awaits them, if the operator wants that to be known.
    pub cluster_names: Vec<String>,
    /// Where the session with the issuer can be ended, after ours was.
    pub end_session_url: Option<String>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Who signed in, as the ID token has it.
    pub username: String,
    /// Who says so.
    pub issuer: String,
    /// The clusters, in the operator's order.
    pub clusters: Vec<ClusterView>,
    /// Whether new tokens are being fetched.
    pub refreshing: bool,
    /// Why the session as a whole cannot go on as it is.
    pub trouble: Option<Error>,
    /// The issuer's clock, as far as it is known.
    pub issuer_clock: Option<Skew>,
    /// By when somebody has to sign in again, on this computer's clock; nothing while the session goes on by itself.
    pub sign_in_by: Option<UnixTime>,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The API server's URL.
    pub server: String,
    /// Whether a credential is kept for it.
    pub active: bool,
    /// What is being done about the next credential.
    pub activity: ActivityView,
    /// When the next attempt is due, on this computer's clock.
    pub next_attempt: Option<UnixTime>,
    /// The credential at hand.
    pub credential: Option<CredentialView>,
}

impl ClusterView {
    /// Whether nothing is under way for this cluster.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !matches!(self.activity, ActivityView::Requesting)
    }
}

/// What is being done about a cluster's next credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityView {
    /// Nothing.
    Resting,
    /// It is being asked for.
    Requesting,
    /// The last attempt failed.
    Failed(Error),
}

/// A credential, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialView {
    /// What the API server will call its bearer.
    pub username: String,
    /// In which groups.
    pub groups: Vec<String>,
    /// Its validity, on the verifier's clock.
    pub not_before: UnixTime,
    /// Its end, on the verifier's clock.
    pub not_after: UnixTime,
    /// Until when it is to be relied upon, on this computer's clock.
    pub reliable_until: UnixTime,
    /// Whether it lives too briefly to be renewed in time whatever happens.
    pub too_short: bool,
    /// The verifier's clock against this computer's, as far as it is known.
    pub verifier: Option<Skew>,
    /// The clocks that are off by two seconds or more, of this computer, the issuer, the Concierge and the verifier.
    pub deviations: Vec<Deviation>,
    /// How far apart the clocks are of two machines that answer for the verifier or the Concierge in turn.
    pub replicas_apart: Option<Span>,
    /// What `expirationTimestamp` said, where it contradicts the certificate.
    pub announced: Option<UnixTime>,
}

impl Snapshot {
    pub(crate) fn of(
        phase: &Phase,
        issuer_clock: &Clock,
        policy: &Policy,
        now: Option<Now>,
    ) -> Self {
        let situation = match phase {
            Phase::Discovering(Discovering {
                visit: Visit::Callback(..),
                ..
            })
            | Phase::Arriving(_) => Situation::Progress(Step::Arriving),
            Phase::New | Phase::Configuring { .. } | Phase::Discovering(_) => {
                Situation::Progress(Step::Preparing)
            }
            Phase::SignedOut(signed_out) => Situation::SignedOut(SignedOutView::of(signed_out)),
            Phase::Starting { .. } | Phase::Leaving(_) => Situation::Progress(Step::Leaving),
            Phase::SignedIn(session) => Situation::SignedIn(match now {
                Some(now) => SessionView::of(session, issuer_clock, policy, now),
                None => unreachable!("a machine that was never told the time has no session"),
            }),
            Phase::Ending(_) => Situation::Progress(Step::Ending),
            Phase::Failed { error, .. } => Situation::Failed(error.clone()),
        };
        Self {
            title: phase.config().map(|config| config.title.clone()),
            situation,
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
        }
    }
}

impl SessionView {
    fn of(session: &Session, issuer_clock: &Clock, policy: &Policy, now: Now) -> Self {
        let issuer_clock = issuer_clock.skew();
        let trouble = session.trouble();
        let clusters = session
            .clusters
            .iter()
            .map(|cluster| ClusterView {
                id: cluster.config.id.clone(),
                name: cluster.config.name.clone(),
                server: cluster.config.server.to_string(),
                active: cluster.active,
                activity: ActivityView::of(cluster, trouble.as_ref()),
                next_attempt: session.next_attempt(cluster, now, policy),
                credential: CredentialView::of(cluster, issuer_clock, policy, now),
            })
            .collect();
        Self {
            username: session.id_token.username().to_string(),
            issuer: session.issuer.config.issuer.issuer.to_string(),
            clusters,
            refreshing: session.refresh.is_under_way(),
            sign_in_by: session.sign_in_by(now, policy),
            trouble,
            issuer_clock,
        }
    }
}

impl ActivityView {
    /// A cluster that waits for tokens which cannot be had fails for the same reason as they do.
    fn of(cluster: &Cluster, trouble: Option<&Error>) -> Self {
        match (&cluster.activity, trouble) {
            (Activity::Failed(error, _), _) => Self::Failed(error.clone()),
            (Activity::Waiting, Some(error)) => Self::Failed(error.clone()),
            (Activity::Exchanging | Activity::Requesting | Activity::Waiting, _) => {
                Self::Requesting
            }
            (Activity::Resting, _) if cluster.active && cluster.held.is_none() => {
                Self::Failed(cluster.why_none())
            }
            (Activity::Resting, _) => Self::Resting,
        }
    }
}

impl CredentialView {
    fn of(cluster: &Cluster, issuer: Option<Skew>, policy: &Policy, now: Now) -> Option<Self> {
        let pass = &cluster.held.as_ref()?.pass;
        let (plan, _) = cluster.plan(now, policy)?;
        let reliable_until = cluster.reliable_until(now, policy)?;
        let verifier = cluster.verifier_clock.replicas_apart();
        Some(Self {
            username: pass.username().to_string(),
            groups: pass.groups().to_vec(),
            not_before: pass.not_before(),
            not_after: pass.not_after(),
            reliable_until: now.wall_at(reliable_until),
            too_short: plan.tolerates.is_none(),
            verifier: cluster.skew(),
            deviations: cluster.deviations(issuer),
            replicas_apart: verifier.or_else(|| cluster.concierge_clock.replicas_apart()),
            announced: pass.contradicted_by(),
        })
    }
}
