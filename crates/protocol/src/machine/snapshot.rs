//! Snapshots: the visible state of the machine, as a copy without secrets.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::branding::Branding;
use crate::clocks::{ClockOwner, Deviation};
use crate::error::Error;
use crate::oidc::identity_providers::IdentityProvider;
use crate::refusal::RefusalCause;
use crate::time::{Skew, Span, UnixTime};

/// The visible state of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The portal's title; none until the configuration is known.
    pub title: Option<String>,
    /// The operator's branding; the default until the configuration is known.
    pub branding: Rc<Branding>,
    /// The situation.
    pub situation: Situation,
    /// Whether the platform reports that there is no network. Requests are made all the same.
    pub offline: bool,
}

/// The situations as a user sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Situation {
    /// An operation is in progress, and no action is needed.
    Progress(Step),
    /// The user is signed out.
    SignedOut(SignedOutView),
    /// The user is signed in.
    SignedIn(SessionView),
    /// A failure ended the previous operation.
    Failed(Error),
}

/// The operation in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reading the configuration and the issuer's metadata.
    Preparing,
    /// Sending the browser to the issuer.
    Leaving,
    /// Redeeming the code and verifying the tokens.
    Arriving,
    /// Ending the session.
    Ending,
}

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOutView {
    /// The issuer to sign in with.
    pub issuer: String,
    /// The identity providers to choose from; empty if there is no choice.
    pub identity_providers: Vec<IdentityProvider>,
    /// The cluster names, if the operator configured them.
    pub cluster_names: Vec<String>,
    /// The URL that ends the session with the issuer, after ours has ended.
    pub end_session_url: Option<String>,
    /// Where a form of our own page starts the sign-in; none if the page itself starts it.
    pub start_url: Option<String>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The user's name according to the ID token.
    pub username: String,
    /// The issuer of that token.
    pub issuer: String,
    /// Whether it is a Pinniped Supervisor.
    pub is_supervisor: bool,
    /// The clusters, in the operator's order.
    pub clusters: Rc<Vec<Rc<ClusterView>>>,
    /// Whether new tokens are being fetched.
    pub refreshing: bool,
    /// Why the session as a whole cannot be renewed.
    pub trouble: Option<Error>,
    /// The issuer's clock, as far as it is known.
    pub issuer_clock: Option<Skew>,
    /// By when the user has to sign in again, on this computer's clock; none while the session renews automatically.
    pub sign_in_by: Option<UnixTime>,
    /// How far apart the clocks of two machines behind the issuer's name are.
    pub issuer_replicas_apart: Option<Span>,
    /// The session's past and future.
    pub timeline: Timeline,
}

/// The session timeline; all times are on this computer's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// When the user signed in according to the issuer, or else when this session started here.
    pub signed_in_at: UnixTime,
    /// When the current ID token expires. With a refresh token, another one follows.
    pub id_token_until: UnixTime,
    /// When the session ends, if known: an issuer that refreshes tokens does not say for how long.
    pub session_until: Option<UnixTime>,
    /// When credentials were renewed, oldest first: the last 50 times; renewals of several clusters at once count as
    /// one.
    pub renewals: Rc<Vec<UnixTime>>,
    /// When the next credential is due.
    pub next_renewal: Option<UnixTime>,
}

/// A clock relative to this computer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// ClockOwner clock it is; never this computer's, because the others are measured against it.
    pub whose: ClockOwner,
    /// The id of the cluster that it belongs to; none for the issuer's.
    pub cluster: Option<Rc<str>>,
    /// Milliseconds by which it is ahead; negative when behind.
    pub offset_millis: i64,
    /// The error of the offset, in either direction.
    pub error_millis: u64,
    /// How far apart the clocks of two machines behind its name are.
    pub replicas_apart: Option<Span>,
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
    /// Whether a Concierge issues its certificates; otherwise the ID token is the credential.
    pub has_concierge: bool,
    /// Whether Pinniped's CLI can sign in at the issuer.
    pub has_pinniped_cli: bool,
    /// Whether its credential is renewed.
    pub active: bool,
    /// The state of its renewal.
    pub activity: ActivityView,
    /// Why its Concierge may have refused the token, most likely first; empty unless that is what failed.
    pub causes: Vec<RefusalCause>,
    /// Its Concierge's and its verifier's clock, as far as they are known.
    pub clocks: Vec<ClockView>,
    /// When the next attempt is due, on this computer's clock.
    pub next_attempt: Option<UnixTime>,
    /// The current credential.
    pub credential: Option<CredentialView>,
}

impl ClusterView {
    /// Whether nothing is in progress for this cluster.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !matches!(self.activity, ActivityView::Requesting)
    }
}

/// The state of a cluster's renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityView {
    /// Nothing to do.
    Resting,
    /// It is being requested.
    Requesting,
    /// The last attempt failed.
    Failed(Error),
}

/// A credential, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialView {
    /// The bearer's user name for the API server.
    pub username: String,
    /// The bearer's groups.
    pub groups: Vec<String>,
    /// The bearer's further attributes: the certificate's organizational units.
    pub extra: Vec<String>,
    /// The certificate's serial number in hexadecimal, as in audit logs; none if the ID token is the credential.
    pub serial: Option<String>,
    /// When it was issued, on this computer's clock.
    pub issued_at: UnixTime,
    /// When its renewal is planned, on this computer's clock.
    pub renews_at: UnixTime,
    /// The start of its validity, on the verifier's clock.
    pub not_before: UnixTime,
    /// The end of its validity, on the verifier's clock.
    pub not_after: UnixTime,
    /// Until when it can be relied upon, on this computer's clock.
    pub reliable_until: UnixTime,
    /// Whether its lifetime is too short for a renewal that is always in time.
    pub too_short: bool,
    /// The verifier's clock relative to this computer's, as far as it is known.
    pub verifier: Option<Skew>,
    /// Those clocks of this computer, the issuer, the Concierge and the verifier that are off by two seconds or more.
    pub deviations: Vec<Deviation>,
    /// How far apart the clocks of two machines behind the verifier's or the Concierge's name are.
    pub replicas_apart: Option<Span>,
    /// The `expirationTimestamp`, if it differs from the certificate's end.
    pub announced: Option<UnixTime>,
}

impl CredentialView {
    /// When it expires, on this computer's clock. Every interface calls this its end; `reliable_until` is earlier.
    #[must_use]
    pub fn ends_at(&self) -> UnixTime {
        self.verifier.unwrap_or_default().to_ours(self.not_after)
    }
}

impl SessionView {
    /// The clocks that are known, relative to this computer's: the issuer's, and those of each cluster's Concierge and
    /// verifier.
    pub fn clocks(&self) -> impl Iterator<Item = ClockView> {
        let issuer = self.issuer_clock.map(|skew| ClockView {
            whose: ClockOwner::Issuer,
            cluster: None,
            offset_millis: skew.offset_millis(),
            error_millis: skew.error().as_millis(),
            replicas_apart: self.issuer_replicas_apart,
        });
        let clusters = self.clusters.iter().flat_map(|cluster| &cluster.clocks);
        issuer.into_iter().chain(clusters.cloned())
    }
}
