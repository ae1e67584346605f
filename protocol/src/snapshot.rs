//! What can be shown of the machine: a copy without secrets, and without anything to act on.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::clocks::Clock;
use crate::error::Error;
use crate::machine::session::{Activity, Cluster, Session};
use crate::oidc::identity_providers::IdentityProvider;
use crate::phase::{Discovering, Phase, SignedOut, Visit};
use crate::time::{Skew, UnixTime};

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
    /// What is being done about the next credential.
    pub activity: ActivityView,
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
    /// The verifier's clock against this computer's, as far as it is known.
    pub verifier: Option<Skew>,
    /// What `expirationTimestamp` said, where it contradicts the certificate.
    pub announced: Option<UnixTime>,
}

impl Snapshot {
    pub(crate) fn of(phase: &Phase, issuer_clock: &Clock) -> Self {
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
            Phase::SignedIn(session) => Situation::SignedIn(SessionView::of(session, issuer_clock)),
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
    fn of(session: &Session, issuer_clock: &Clock) -> Self {
        Self {
            username: session.id_token.username().to_string(),
            issuer: session.issuer.config.issuer.issuer.to_string(),
            clusters: session.clusters.iter().map(ClusterView::of).collect(),
            refreshing: session.refreshing,
            trouble: session.trouble.clone(),
            issuer_clock: issuer_clock.skew(),
        }
    }
}

impl ClusterView {
    fn of(cluster: &Cluster) -> Self {
        let credential = cluster
            .credential
            .as_ref()
            .map(|credential| CredentialView {
                username: credential.certificate().username().to_string(),
                groups: credential.certificate().groups().to_vec(),
                not_before: credential.certificate().not_before(),
                not_after: credential.certificate().not_after(),
                verifier: cluster.skew(),
                announced: credential.contradicted_by(),
            });
        Self {
            id: cluster.config.id.clone(),
            name: cluster.config.name.clone(),
            server: cluster.config.server.to_string(),
            activity: match &cluster.activity {
                Activity::Resting => ActivityView::Resting,
                Activity::Exchanging | Activity::Requesting => ActivityView::Requesting,
                Activity::Failed(error) => ActivityView::Failed(error.clone()),
            },
            credential,
        }
    }
}
