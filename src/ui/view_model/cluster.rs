//! What to show of one cluster.

use haulout_protocol::countdown::{Countdown, Urgency};
use haulout_protocol::snapshot::{self, ActivityView};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Now, Span};

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
    /// Why there is no credential, or no new one.
    pub trouble: Option<TroubleView>,
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
    /// What to know about its times: a clock that is off, else two ends that differ.
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
        now: Now,
        preview: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let credential = view
            .credential
            .as_ref()
            .map(|credential| CredentialView::new(credential, now, preview(&view.id)));
        let (status, mood, trouble) = match (&view.activity, &credential) {
            (ActivityView::Resting, Some(_)) => (messages::READY, "good", None),
            (ActivityView::Resting, None) => (messages::NOT_ASKED, "busy", None),
            (ActivityView::Requesting, Some(_)) => (messages::RENEWING, "good", None),
            (ActivityView::Requesting, None) => (messages::REQUESTING, "busy", None),
            (ActivityView::Failed(error), Some(_)) => (
                messages::READY_NOT_RENEWED,
                "bad",
                Some(TroubleView::new(error, true)),
            ),
            (ActivityView::Failed(error), None) => (
                messages::NO_CREDENTIAL,
                "bad",
                Some(TroubleView::new(error, true)),
            ),
        };
        Self {
            id: view.id.clone(),
            name: view.name.clone(),
            server: view.server.clone(),
            status,
            mood,
            credential,
            trouble,
        }
    }
}

impl CredentialView {
    fn new(view: &snapshot::CredentialView, now: Now, preview: Option<String>) -> Self {
        let verifier = view.verifier.unwrap_or_default();
        let remaining = view.not_after.since(verifier.to_theirs(now.wall));
        // Half of a Pinniped certificate's span lies before it was issued; the ring shows the half that can be used.
        let useful = Span::from_millis(view.not_after.since(view.not_before).as_millis() / 2);
        let off = verifier.offset_millis().unsigned_abs();
        let matters = off >= NOTABLE_SKEW.as_millis() && off > verifier.error().as_millis();
        let clock = matters.then(|| messages::clock_off(verifier.offset_millis()));
        let announced = view.announced.map(|_| messages::OTHER_END.to_owned());
        Self {
            username: shown(&view.username),
            groups: view.groups.iter().map(|group| shown(group)).collect(),
            left: TimeLeft::new(remaining, useful),
            preview,
            warning: clock.or(announced),
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
