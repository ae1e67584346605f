//! The session timeline: when certificates, tokens and the session end, and what the user has to do.

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{ActivityView, ClusterView, CredentialView, SessionView};
use haulout_protocol::time::{Span, UnixTime};

use super::time_left::SOON;
use super::view_context::{ViewContext, until as ahead};
use crate::ui::messages::{SessionTimelineMessages, Tense};

mod axis;

pub use axis::AxisView;

/// The session timeline.
#[derive(Debug, PartialEq)]
pub struct SessionTimelineView {
    /// What comes next, and what the user has to do.
    pub summary: SummaryView,
    /// Whether it is unfolded.
    pub open: bool,
    /// Whether the session ends within minutes.
    pub soon: bool,
    /// The drawing.
    pub axis: AxisView,
    /// Label of the start of the axis.
    pub began: String,
    /// Label of the end of the axis.
    pub ending: String,
    /// The upcoming events, the next one first.
    pub ends: Vec<TimelineEntry>,
    /// When it changes next, apart from its countdown.
    next_change: Option<Span>,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum SummaryView {
    /// A sentence.
    Text(String),
    /// The session ends at this time, which is soon.
    SignInWithin(UnixTime),
}

/// An event.
#[derive(Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Its CSS class: `renewal`, `certificate`, `token` or `session`.
    pub kind: &'static str,
    /// The event as text.
    pub text: String,
}

impl SessionTimelineView {
    /// `shown` is the cluster whose details are shown.
    pub(super) fn new(
        session: &SessionView,
        shown: Option<&ClusterView>,
        context: ViewContext<'_>,
    ) -> Self {
        let words = &context.words.session_timeline;
        let credential = shown.and_then(|it| it.credential.as_ref());
        let until = session.timeline.session_until;
        let (summary, soon, change) = summary(session, shown, context);
        let open = context.ui_state.timeline_open;
        let now = context.now.wall;
        let known = known_ends(session, credential, now);
        let changes = known.iter().filter_map(|(_, at)| ahead(Some(*at), now));
        let next_change = changes.chain(change).chain(open.then_some(AXIS_PACE)).min();
        Self {
            summary,
            open,
            soon,
            next_change,
            axis: AxisView::new(&session.timeline, credential, now),
            began: (words.signed_in_at)(&moment(session.timeline.signed_in_at, context)),
            ending: match until {
                Some(until) => (words.sign_in_at)(&moment(until, context)),
                None => words.open_ended.to_owned(),
            },
            ends: ends(known, context),
        }
    }

    pub(super) const fn next_change(&self) -> Option<Span> {
        self.next_change
    }

    pub(super) const fn countdown(&self) -> Option<UnixTime> {
        match self.summary {
            SummaryView::Text(_) => None,
            SummaryView::SignInWithin(end) => Some(end),
        }
    }
}

/// What to do, whether it is due within minutes, and when that sentence changes.
fn summary(
    session: &SessionView,
    shown: Option<&ClusterView>,
    context: ViewContext<'_>,
) -> (SummaryView, bool, Option<Span>) {
    let words = &context.words.session_timeline;
    let need = session.trouble.as_ref().map(|error| error.need());
    if need == Some(Need::SignIn) {
        let text = words.sign_in_now.to_owned();
        return (SummaryView::Text(text), true, None);
    }
    let obstacle = obstacle(session, shown, words).map(str::to_owned);
    let Some(until) = session.timeline.session_until else {
        let text = obstacle.unwrap_or_else(|| words.renews_automatically.to_owned());
        return (SummaryView::Text(text), false, None);
    };
    let left = until.since(context.now.wall);
    if left > SOON {
        let text = obstacle.unwrap_or_else(|| (words.renews_until)(&moment(until, context)));
        return (SummaryView::Text(text), false, Some(left.minus(SOON)));
    }
    let view = if left.is_zero() {
        SummaryView::Text(words.sign_in_now.to_owned())
    } else {
        SummaryView::SignInWithin(until)
    };
    (view, true, ahead(Some(until), context.now.wall))
}

/// Why not everything is renewed automatically.
fn obstacle(
    session: &SessionView,
    shown: Option<&ClusterView>,
    words: &SessionTimelineMessages,
) -> Option<&'static str> {
    let mut active = session.clusters.iter().filter(|it| it.active);
    let has_failed = |it: &ClusterView| matches!(it.activity, ActivityView::Failed(_));
    if session.trouble.is_some() || active.clone().any(|it| has_failed(it)) {
        Some(words.not_renewed)
    } else if active.any(|it| it.credential.is_none()) {
        Some(words.requesting)
    } else if shown.is_some_and(|it| it.credential.is_none()) {
        Some(words.not_requested)
    } else {
        None
    }
}

/// The events with a known time, the next one first, followed by past ones.
fn known_ends(
    session: &SessionView,
    credential: Option<&CredentialView>,
    now: UnixTime,
) -> Vec<(End, UnixTime)> {
    let timeline = &session.timeline;
    // Where the ID token itself is the credential, it has no serial number.
    let certificate = credential.filter(|it| it.serial.is_some());
    let certificate = certificate.map(|it| it.verifier.unwrap_or_default().to_ours(it.not_after));
    let ends = [
        (End::Renewal, timeline.next_renewal.filter(|at| *at > now)),
        (End::Certificate, certificate),
        (End::Token, Some(timeline.id_token_until)),
        (End::Session, timeline.session_until),
    ];
    let known = ends.into_iter().filter_map(|(end, at)| Some((end, at?)));
    let mut known: Vec<(End, UnixTime)> = known.collect();
    known.sort_by_key(|(_, at)| (*at <= now, *at));
    known
}

fn ends(known: Vec<(End, UnixTime)>, context: ViewContext<'_>) -> Vec<TimelineEntry> {
    let words = &context.words.session_timeline;
    let now = context.now.wall;
    let view = |(end, at): (End, UnixTime)| {
        let time = moment(at, context);
        let tense = if at > now { Tense::Future } else { Tense::Past };
        let (kind, text) = match end {
            End::Renewal => ("renewal", (words.renewal)(&time)),
            End::Certificate => ("certificate", (words.certificate)(tense, &time)),
            End::Token => ("token", (words.id_token)(tense, &time)),
            End::Session => ("session", (words.session)(tense, &time)),
        };
        TimelineEntry { kind, text }
    };
    known.into_iter().map(view).collect()
}

#[derive(Clone, Copy)]
enum End {
    Renewal,
    Certificate,
    Token,
    Session,
}

/// The time of day, with the date if the time alone would be ambiguous.
fn moment(at: UnixTime, context: ViewContext<'_>) -> String {
    if is_near(at, context.now.wall) {
        context.locale.time(at)
    } else {
        context.locale.date_and_time(at)
    }
}

/// Whether a time of day is unambiguous without a date.
pub(super) fn is_near(at: UnixTime, now: UnixTime) -> bool {
    at.since(now).plus(now.since(at)) < ANOTHER_DAY
}

/// How often the current time moves on the axis while it is visible: about four thousandths of its length.
const AXIS_PACE: Span = Span::from_secs(5);
/// From here on a time of day can be mistaken for that of another day: people count the night as part of the day
/// before.
const ANOTHER_DAY: Span = Span::from_secs(18 * 3600);
