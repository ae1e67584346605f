//! One cluster, whole.

use haulout_protocol::Error;
use haulout_protocol::snapshot::{ActivityView, ClusterView, CredentialView};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;

use super::list::StateView;
use super::{Surroundings, TimeLeft, TroubleView, Waiting, sooner};
use crate::ui::messages::Lexicon;

/// One cluster, whole.
#[derive(Debug, PartialEq)]
pub struct DetailView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The API server.
    pub server: String,
    /// The state.
    pub state: StateView,
    /// What the API server takes the person for.
    pub identity: Option<IdentityView>,
    /// How long the credential lives still.
    pub left: Option<TimeLeft>,
    /// What to know about its times: the first of a clock that is off, two servers that differ, two ends that differ, and
    /// a life that is too short.
    pub warning: Option<String>,
    /// Why there is no credential, or no new one; nothing where the session as a whole says it.
    pub trouble: Option<TroubleView>,
    /// When that is tried again.
    pub next_attempt: Option<Waiting>,
    /// Whether a credential can be asked for.
    pub can_activate: bool,
}

/// Who the certificate says its bearer is.
#[derive(Debug, PartialEq, Eq)]
pub struct IdentityView {
    /// What the API server will call its bearer.
    pub username: String,
    /// In which groups.
    pub groups: Vec<String>,
}

impl DetailView {
    pub(super) fn new(
        cluster: &ClusterView,
        session_trouble: Option<&Error>,
        around: Surroundings<'_>,
    ) -> Self {
        let Surroundings { now, words, .. } = around;
        let credential = cluster.credential.as_ref();
        let failure = match &cluster.activity {
            ActivityView::Failed(error) if session_trouble != Some(error) => Some(error),
            ActivityView::Failed(_) | ActivityView::Resting | ActivityView::Requesting => None,
        };
        let retry = cluster.next_attempt.filter(|_| failure.is_some());
        Self {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            server: cluster.server.clone(),
            state: StateView::new(cluster, words),
            identity: credential.map(IdentityView::new),
            left: credential.map(|it| TimeLeft::of(it, now, words)),
            warning: credential.and_then(|it| warning(it, words)),
            trouble: failure.map(|error| TroubleView::new(error, true, words)),
            next_attempt: retry.map(|at| Waiting::until(at, now, words.clusters.next_attempt)),
            can_activate: !cluster.active && credential.is_none(),
        }
    }

    pub(super) fn next_change(&self) -> Option<Span> {
        let left = self.left.as_ref().and_then(|left| left.next_change);
        let attempt = self.next_attempt.as_ref().and_then(|it| it.next_change);
        sooner(left, attempt)
    }
}

impl IdentityView {
    fn new(credential: &CredentialView) -> Self {
        Self {
            username: shown(&credential.username),
            groups: credential.groups.iter().map(|group| shown(group)).collect(),
        }
    }
}

fn warning(credential: &CredentialView, words: &Lexicon) -> Option<String> {
    let clock = credential.deviations.first().copied().map(words.clocks.off);
    let replicas = credential.replicas_apart.map(Span::as_millis);
    let replicas = replicas
        .filter(|millis| *millis >= NOTABLE_SKEW.as_millis())
        .map(words.clocks.replicas_apart);
    let announced = credential
        .announced
        .map(|_| words.clusters.other_end.to_owned());
    let too_short = credential
        .too_short
        .then(|| words.clusters.too_short.to_owned());
    clock.or(replicas).or(announced).or(too_short)
}

/// A name out of a certificate, without what would change how its neighbours are read.
fn shown(name: &str) -> String {
    ServerText::new(name).to_string()
}

/// From here on a clock is worth a sentence: a certificate dies that much earlier or later than people expect.
const NOTABLE_SKEW: Span = Span::from_secs(2);
