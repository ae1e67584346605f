//! What to show of one cluster.

use haulout_protocol::Error;
use haulout_protocol::countdown::{Countdown, Urgency};
use haulout_protocol::snapshot::{self, ActivityView};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Now, Span, UnixTime};

use super::TroubleView;
use crate::ui::messages;

/// One cluster.
#[derive(Debug, PartialEq)]
pub struct ClusterView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The API server.
    pub server: String,
    /// The state in words.
    pub status: &'static str,
    /// The state as a class name: `good`, `busy` or `bad`.
    pub mood: &'static str,
    /// The credential at hand.
    pub credential: Option<CredentialView>,
    /// Why there is no credential, or no new one; nothing where the session as a whole says it.
    pub trouble: Option<TroubleView>,
    /// When that is tried again.
    pub next_attempt: Option<Waiting>,
    /// Whether a credential can be asked for.
    pub can_activate: bool,
}

/// How long until something happens, ready to be read.
#[derive(Debug, PartialEq)]
pub struct Waiting {
    /// In words.
    pub text: String,
    /// When the text changes next.
    pub next_change: Option<Span>,
    /// Whether it is time to think of it.
    pub soon: bool,
}

impl Waiting {
    /// Until `end` on this computer's clock, said by `say`.
    pub(super) fn until(end: UnixTime, now: Now, say: fn(&str) -> String) -> Self {
        let left = end.since(now.wall);
        let countdown = Countdown::new(left);
        Self {
            soon: left < SOON,
            text: say(&countdown.text()),
            next_change: countdown.next_change(),
        }
    }
}

/// A credential.
#[derive(Debug, PartialEq)]
pub struct CredentialView {
    /// What the API server will call its bearer.
    pub username: String,
    /// In which groups.
    pub groups: Vec<String>,
    /// How long it lives still.
    pub left: TimeLeft,
    /// Its kubeconfig, with the key masked.
    pub preview: Option<String>,
    /// What to know about its times: the first of a clock that is off, two servers that differ, two ends that differ, and
    /// a life that is too short.
    pub warning: Option<String>,
}

/// Remaining life, ready to be drawn.
#[derive(Debug, PartialEq)]
pub struct TimeLeft {
    /// The span itself.
    pub remaining: Span,
    /// As digits.
    pub text: String,
    /// In words, for those who listen.
    pub spoken: String,
    /// In thousandths of the useful life.
    pub per_mille: u16,
    /// How near the end is, as a class name.
    pub urgency: &'static str,
    /// When the text changes next.
    pub next_change: Option<Span>,
}

impl ClusterView {
    pub(super) fn new(
        view: &snapshot::ClusterView,
        session_trouble: Option<&Error>,
        now: Now,
        preview: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let credential = view
            .credential
            .as_ref()
            .map(|credential| CredentialView::new(credential, now, preview(&view.id)));
        let has_one = credential.is_some();
        let (status, mood) = match (&view.activity, has_one) {
            (ActivityView::Resting, true) => (messages::READY, "good"),
            (ActivityView::Resting, false) => (messages::NOT_ASKED, "busy"),
            (ActivityView::Requesting, true) => (messages::RENEWING, "good"),
            (ActivityView::Requesting, false) => (messages::REQUESTING, "busy"),
            (ActivityView::Failed(_), true) => (messages::READY_NOT_RENEWED, "bad"),
            (ActivityView::Failed(_), false) => (messages::NO_CREDENTIAL, "bad"),
        };
        let failure = match &view.activity {
            ActivityView::Failed(error) if session_trouble != Some(error) => Some(error),
            ActivityView::Failed(_) | ActivityView::Resting | ActivityView::Requesting => None,
        };
        let retry = view.next_attempt.filter(|_| failure.is_some());
        Self {
            id: view.id.clone(),
            name: view.name.clone(),
            server: view.server.clone(),
            status,
            mood,
            credential,
            trouble: failure.map(|error| TroubleView::new(error, true)),
            next_attempt: retry.map(|at| Waiting::until(at, now, messages::next_attempt)),
            can_activate: !view.active && !has_one,
        }
    }
}

impl CredentialView {
    fn new(view: &snapshot::CredentialView, now: Now, preview: Option<String>) -> Self {
        let verifier = view.verifier.unwrap_or_default();
        let remaining = view.not_after.since(verifier.to_theirs(now.wall));
        // Half of a Pinniped certificate's span lies before it was issued; the ring shows the half that can be used.
        let useful = Span::from_millis(view.not_after.since(view.not_before).as_millis() / 2);
        let clock = view.deviations.first().copied().map(messages::clock_off);
        let replicas = view.replicas_apart.map(Span::as_millis);
        let replicas = replicas
            .filter(|millis| *millis >= NOTABLE_SKEW.as_millis())
            .map(messages::replicas_apart);
        let announced = view.announced.map(|_| messages::OTHER_END.to_owned());
        let too_short = view.too_short.then(|| messages::TOO_SHORT.to_owned());
        Self {
            username: shown(&view.username),
            groups: view.groups.iter().map(|group| shown(group)).collect(),
            left: TimeLeft::new(remaining, useful),
            preview,
            warning: clock.or(replicas).or(announced).or(too_short),
        }
    }
}

impl TimeLeft {
    fn new(remaining: Span, useful: Span) -> Self {
        let countdown = Countdown::new(remaining);
        Self {
            remaining,
            text: countdown.text(),
            spoken: messages::time_left(countdown),
            per_mille: countdown.fraction_left(useful),
            urgency: match countdown.urgency() {
                Urgency::Calm => "calm",
                Urgency::Soon => "soon",
                Urgency::Urgent => "urgent",
                Urgency::Gone => "gone",
            },
            next_change: countdown.next_change(),
        }
    }
}

/// A name out of a certificate, without what would change how its neighbours are read.
fn shown(name: &str) -> String {
    ServerText::new(name).to_string()
}

/// From here on a clock is worth a sentence: a certificate dies that much earlier or later than people expect.
const NOTABLE_SKEW: Span = Span::from_secs(2);
/// The last minutes, in which people finish what they are doing.
const SOON: Span = Span::from_secs(600);
