//! What can be shown of the machine: a copy without secrets, and without anything to act on.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::branding::Branding;
use crate::clocks::{Deviation, Whose};
use crate::error::Error;
use crate::oidc::identity_providers::IdentityProvider;
use crate::refusal::Cause;
use crate::time::{Skew, Span, UnixTime};

/// The machine as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What the portal calls itself, once that is known.
    pub title: Option<String>,
    /// How it looks, as far as that is up to the operator; nothing until that is known.
    pub branding: Rc<Branding>,
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
    pub clusters: Rc<Vec<Rc<ClusterView>>>,
    /// Whether new tokens are being fetched.
    pub refreshing: bool,
    /// Why the session as a whole cannot go on as it is.
    pub trouble: Option<Error>,
    /// The issuer's clock, as far as it is known.
    pub issuer_clock: Option<Skew>,
    /// By when somebody has to sign in again, on this computer's clock; nothing while the session goes on by itself.
    pub sign_in_by: Option<UnixTime>,
    /// How far apart the clocks are of two machines that answer for the issuer in turn.
    pub issuer_replicas_apart: Option<Span>,
    /// What lies behind and ahead.
    pub horizon: Horizon,
}

/// A session in time; everything on this computer's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// When somebody signed in, as far as the issuer says so; else when this session began here.
    pub signed_in_at: UnixTime,
    /// When the ID token at hand ends. Where there is a refresh token, another one follows.
    pub id_token_until: UnixTime,
    /// When the session ends, where that is known: an issuer that refreshes tokens does not tell for how long.
    pub session_until: Option<UnixTime>,
    /// When credentials were renewed, oldest first: the last 50 times, those of several clusters together as one.
    pub renewals: Rc<Vec<UnixTime>>,
    /// When the next credential is due.
    pub next_renewal: Option<UnixTime>,
}

/// A clock against this computer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// Whose it is; never this computer's, which is what the others are measured against.
    pub whose: Whose,
    /// The id of the cluster that it belongs to; none for the issuer's.
    pub cluster: Option<Rc<str>>,
    /// Milliseconds that it is ahead; negative when behind.
    pub offset_millis: i64,
    /// How wrong that can be, either way.
    pub error_millis: u64,
    /// How far apart the clocks are of two machines that answer under its name in turn.
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
    /// Whether a credential is kept for it.
    pub active: bool,
    /// What is being done about the next credential.
    pub activity: ActivityView,
    /// Why its Concierge may have refused the token, most likely first; empty unless that is what failed.
    pub causes: Vec<Cause>,
    /// Its Concierge's and its verifier's clock, as far as they are known.
    pub clocks: Vec<ClockView>,
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
    /// The certificate's number in hexadecimal, as audit logs have it; none where the ID token is the credential.
    pub serial: Option<String>,
    /// When it was issued, on this computer's clock.
    pub issued_at: UnixTime,
    /// When its renewal is due, if nothing gets in the way, on this computer's clock.
    pub renews_at: UnixTime,
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

impl SessionView {
    /// The clocks that are known, against this computer's: the issuer's, and of each cluster its Concierge's and its
    /// verifier's.
    pub fn clocks(&self) -> impl Iterator<Item = ClockView> {
        let issuer = self.issuer_clock.map(|skew| ClockView {
            whose: Whose::Issuer,
            cluster: None,
            offset_millis: skew.offset_millis(),
            error_millis: skew.error().as_millis(),
            replicas_apart: self.issuer_replicas_apart,
        });
        let clusters = self.clusters.iter().flat_map(|cluster| &cluster.clocks);
        issuer.into_iter().chain(clusters.cloned())
    }
}
