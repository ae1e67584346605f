//! The details of one cluster.

use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::countdown::Countdown;
use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{
    ActivityView, ClusterView, CredentialView, SessionView, Snapshot,
};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Span, UnixTime};

use super::clocks::ClockWarning;
use super::error::ErrorView;
use super::list::StateView;
use super::time_left::TimeLeft;
use super::view_context::{ViewContext, sooner, until};

/// The details of one cluster.
#[derive(Debug, PartialEq)]
pub struct DetailView {
    /// The ID of the cluster.
    pub id: String,
    /// The name of the cluster.
    pub name: String,
    /// The state.
    pub state: StateView,
    /// When the renewal is due; its countdown replaces the text of the state.
    pub renewal: Option<UnixTime>,
    /// The remaining time of the credential.
    pub left: Option<TimeLeft>,
    /// The position of the renewal on the ring, in degrees.
    pub renewal_mark: Option<u16>,
    /// Whether a renewal can be requested now; `None` if there is no credential or no session to renew it with.
    pub can_renew: Option<bool>,
    /// Whether a credential can be requested.
    pub can_activate: bool,
    /// The user's identity in the cluster.
    pub identity: Option<IdentityView>,
    /// A warning about its times. The first that applies: a deviating clock, replicas whose clocks differ, an
    /// announced expiry that differs, or a validity that is too short.
    pub warning: Option<String>,
    /// Why there is no credential, or no renewed one; `None` if it is an error of the whole session.
    pub error: Option<ErrorView>,
}

/// The identity in the certificate.
#[derive(Debug, PartialEq, Eq)]
pub struct IdentityView {
    /// The username for the API server.
    pub username: String,
    /// The first groups.
    pub groups: Vec<String>,
    /// The label for the remaining groups, and these groups.
    pub more_groups: Option<(String, Vec<String>)>,
    /// The certificate's further attributes.
    pub extra: Vec<String>,
    /// The API server's URL.
    pub server: String,
    /// When the certificate expires.
    pub ends: String,
    /// The certificate's serial number, as in audit logs.
    pub serial: Option<String>,
}

impl DetailView {
    pub(super) fn new(
        cluster: &ClusterView,
        session: &SessionView,
        snapshot: &Snapshot,
        context: ViewContext<'_>,
    ) -> Self {
        let ViewContext { now, words, .. } = context;
        let credential = cluster.credential.as_ref();
        let failure = match &cluster.activity {
            ActivityView::Failed(error) if session.trouble.as_ref() != Some(error) => Some(error),
            ActivityView::Failed(_) | ActivityView::Resting | ActivityView::Requesting => None,
        };
        let has_to_sign_in =
            session.trouble.as_ref().map(|error| error.need()) == Some(Need::SignIn);
        let rests = matches!(cluster.activity, ActivityView::Resting)
            && credential.is_some()
            && session.trouble.is_none();
        let due = cluster.next_attempt.filter(|at| rests && *at > now.wall);
        Self {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            state: StateView::new(cluster, words),
            renewal: due,
            left: credential.map(TimeLeft::of),
            renewal_mark: credential
                .filter(|_| cluster.next_attempt.is_some())
                .map(renewal_mark),
            can_renew: credential
                .filter(|_| !has_to_sign_in)
                .map(|_| !is_renewing(session)),
            can_activate: !cluster.active && credential.is_none(),
            identity: credential.map(|it| IdentityView::new(it, cluster, context)),
            warning: credential.and_then(|it| warning(it, cluster, context)),
            error: failure.map(|it| ErrorView::of_cluster(it, cluster, snapshot, context)),
        }
    }

    /// When its countdowns end, the remaining time of the credential first.
    pub(super) fn countdowns(&self) -> impl Iterator<Item = UnixTime> {
        let left = self.left.map(|left| left.ends_at);
        let attempt = self.error.as_ref().and_then(|error| error.next_attempt);
        [left, self.renewal, attempt].into_iter().flatten()
    }

    pub(super) fn next_change(&self, now: UnixTime) -> Option<Span> {
        let attempt = self.error.as_ref().and_then(|error| error.next_attempt);
        sooner(until(self.renewal, now), until(attempt, now))
    }
}

impl IdentityView {
    fn new(credential: &CredentialView, cluster: &ClusterView, context: ViewContext<'_>) -> Self {
        let mut groups: Vec<String> = credential.groups.iter().map(|it| shown(it)).collect();
        let more = groups.split_off(groups.len().min(GROUPS_SHOWN_MAX));
        let count = more.len();
        let label = context.words.detail.more_groups;
        let digits = i64::try_from(count)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        let digits = context.locale.number(digits, 0);
        let summary = label(&digits, context.locale.plural(count as u64));
        let verifier = credential.verifier.unwrap_or_default();
        Self {
            username: shown(&credential.username),
            groups,
            more_groups: (count > 0).then_some((summary, more)),
            extra: credential.extra.iter().map(|it| shown(it)).collect(),
            server: cluster.server.clone(),
            ends: context
                .locale
                .time_with_seconds(verifier.to_ours(credential.not_after)),
            serial: credential.serial.clone(),
        }
    }
}

/// The position of the renewal on the ring.
fn renewal_mark(credential: &CredentialView) -> u16 {
    let end = credential
        .verifier
        .unwrap_or_default()
        .to_ours(credential.not_after);
    let left = Countdown::new(end.since(credential.renews_at));
    let per_mille = left.fraction_left(TimeLeft::useful(credential));
    (u32::from(per_mille) * 360 / 1000) as u16
}

fn is_renewing(session: &SessionView) -> bool {
    session.refreshing || !session.clusters.iter().all(|cluster| cluster.is_settled())
}

fn warning(
    credential: &CredentialView,
    cluster: &ClusterView,
    context: ViewContext<'_>,
) -> Option<String> {
    let words = &context.words.clusters;
    let off = credential.deviations.first().copied();
    let off = off.map(|off| ClockWarning::off(off, &cluster.name, context));
    let apart = || {
        let apart = credential.replicas_apart?;
        let mut clocks = cluster.clocks.iter();
        let clock = clocks.find(|it| it.replicas_apart == Some(apart));
        let whose = clock.map_or(ClockOwner::Verifier, |it| it.whose);
        ClockWarning::apart(whose, &cluster.name, apart, context)
    };
    let clock = off.or_else(apart).map(|it| it.text(context));
    let announced = credential.announced.map(|_| words.expiry_differs);
    let life = announced.or(credential.too_short.then_some(words.too_short));
    clock.or_else(|| life.map(str::to_owned))
}

/// A name from a certificate, without control characters that would change the text around it.
fn shown(name: &str) -> String {
    ServerText::new(name).to_string()
}

/// A user can be in hundreds of groups, which would push everything else off the screen.
const GROUPS_SHOWN_MAX: usize = 12;
